"""What one text must be before it can be frozen: whole, readable for everybody, and free of what could run or track."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fellesnett.composition import richtext
from fellesnett.national.gates.reasons import Reason
from fellesnett.national.sections import SECTION_NAMES, TEMPLATES

if TYPE_CHECKING:
    from fellesnett.national.models import TopicText

LIMIT = 1_000_000
"""Bytes of rich text in one topic. No page for patients is near it."""

MAX_ID = 80
_CAPTION = re.compile(r"<caption>\s*\S")
_IMAGE = re.compile(r"<img[^>]*>")
_ALT = re.compile(r'\balt="[^"]*\S[^"]*"')

Block = Mapping[str, Any]


def blockers(text: TopicText, sections: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Everything wrong with this text as it stands. `sections` is `drafting.sections_document(text)`."""
    found = [*_about_the_whole(text, sections), *_about_ids(sections)]
    if any(reason.code == "too_large" for reason in found):
        return tuple(found)
    return (*found, *(reason for section in sections for block in section["blocks"] for reason in _about(block)))


def _about_the_whole(text: TopicText, sections: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    if not text.title.strip():
        yield Reason("no_title", _("Teksten har ingen tittel."), _("Skriv en tittel."))
    if not any(section["blocks"] for section in sections):
        yield Reason("empty", _("Teksten er tom."), _("Skriv minst én blokk."))
    if _size(sections) > LIMIT:
        yield Reason("too_large", _("Teksten er større enn 1 MB."), _("Del den i flere temaer, eller ta bort innlimt innhold."))
    template = TEMPLATES[text.topic.kind]
    for section in sections:
        if section["key"] not in template:
            yield Reason(
                "wrong_section",
                _("Kapitlet «%(name)s» finnes ikke for denne typen tema.") % {"name": SECTION_NAMES.get(section["key"], section["key"])},
                _("Flytt innholdet til et kapittel i malen."),
            )


def _size(sections: Sequence[Mapping[str, Any]]) -> int:
    return sum(len(block.get("html", "").encode("utf-8", "replace")) for section in sections for block in section["blocks"])


def _about_ids(sections: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    ids = Counter(block["id"] for section in sections for block in section["blocks"])
    for identity, times in ids.items():
        if times > 1:
            yield Reason(
                "duplicate_id", _("Blokk-id «%(id)s» står to ganger.") % {"id": identity}, _("Lag den ene på nytt som en egen blokk.")
            )
        if len(identity) > MAX_ID or not re.fullmatch(r"[^\s\x00-\x1f]+", identity):
            yield Reason(
                "bad_id",
                _("Blokk-id «%(id)s» er for lang eller har mellomrom.") % {"id": identity[:MAX_ID]},
                _("Lag blokken på nytt, så får den en ny id."),
            )


def _about(block: Block) -> Iterator[Reason]:
    if block["type"] == "slot":
        yield from _about_slot(block)
        return
    html = block.get("html", "")
    if active := richtext.active(html):
        yield Reason(
            "active_html",
            _("%(block)s inneholder kode som ikke kan stå på en side: %(names)s.") % {"block": _name(block), "names": ", ".join(active)},
            _("Ta bort koden, og lim inn ren tekst."),
        )
        return
    try:
        normal = richtext.normalize(html)
    except richtext.TooLarge:
        yield Reason("too_large", _("%(block)s er for stor eller for dypt nøstet.") % {"block": _name(block)}, _("Del den opp."))
        return
    if not normal:
        yield Reason("empty_block", _("%(block)s er tom.") % {"block": _name(block)}, _("Skriv noe i den, eller ta den bort."))
    yield from _about_access(block, normal)


def _about_slot(block: Block) -> Iterator[Reason]:
    if not block["label"].strip():
        yield Reason("slot_without_label", _("%(block)s mangler ledetekst.") % {"block": _name(block)}, _("Skriv hva sykehuset skal fylle ut."))


def _about_access(block: Block, normal: str) -> Iterator[Reason]:
    if block["type"] == "table" and "<table" not in normal:
        yield Reason("no_table", _("%(block)s er ingen tabell.") % {"block": _name(block)}, _("Lim inn tabellen som HTML med <table>."))
    if "<table" in normal and not _CAPTION.search(normal):
        yield Reason("table_without_caption", _("Tabellen i %(block)s mangler tittel.") % {"block": _name(block)}, _("Legg til <caption>."))
    if "<table" in normal and "<th" not in normal.replace("<thead", ""):
        yield Reason(
            "table_without_header", _("Tabellen i %(block)s mangler overskriftsceller.") % {"block": _name(block)}, _("Bruk <th> i første rad.")
        )
    if any(not _ALT.search(image) for image in _IMAGE.findall(normal)):
        yield Reason(
            "image_without_alt", _("Bildet i %(block)s mangler beskrivelse.") % {"block": _name(block)}, _("Skriv hva bildet viser.")
        )
    if block["type"] == "video" and not ("<video" in normal and "<figcaption>" in normal):
        yield Reason(
            "video_without_words", _("Filmen i %(block)s mangler beskrivelse.") % {"block": _name(block)}, _("Skriv hva filmen viser.")
        )


def _name(block: Block) -> str:
    return _("blokk «%(id)s»") % {"id": block["id"]}
