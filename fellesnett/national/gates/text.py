"""What one text must be before it can be frozen: whole, readable for everybody, and free of what could run or track."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fellesnett.composition import richtext
from fellesnett.composition.documents import is_web_address
from fellesnett.national.gates.reasons import Reason
from fellesnett.national.gates.words import because
from fellesnett.national.held import held_among, words_hash
from fellesnett.national.sections import SECTION_NAMES, TEMPLATES

if TYPE_CHECKING:
    from fellesnett.national.models import TopicText

LIMIT = 1_000_000
"""Bytes of rich text in one topic. No page for patients is near it."""

MAX_ID = 80
_ID = re.compile(r"[^\s\x00-\x1f]+")
_HEADER = re.compile(r"<th[ >]")
_CAPTION = re.compile(r"<caption>\s*\S")
_IMAGE = re.compile(r"<img[^>]*>")
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')

Block = Mapping[str, Any]


def blockers(text: TopicText, sections: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Everything wrong with this text as it stands. `sections` is `drafting.sections_document(text)`."""
    found = [*_about_the_whole(text, sections), *_about_ids(sections)]
    if any(reason.code == "too_large" for reason in found):
        return tuple(found)
    found.extend(reason for section in sections for block in section["blocks"] for reason in _about(block))
    return (*found, *_about_held_sources(sections))


def _about_held_sources(sections: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    """What is fetched from another publisher says what the publisher says. One query where there is any such."""
    sources = [block for section in sections for block in section["blocks"] if block["type"] == "source" and block["html"]]
    held = held_among(block["attribution"]["address"] for block in sources)
    for block in sources:
        wanted = held.get(block["attribution"]["address"])
        if wanted and words_hash(block["html"]) != wanted:
            yield because("source_altered", id=block["id"])


def _about_the_whole(text: TopicText, sections: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    if not text.title.strip():
        yield because("no_title")
    if not any(section["blocks"] for section in sections):
        yield because("empty")
    if sum(_size(block) for section in sections for block in section["blocks"]) > LIMIT:
        yield because("too_large")
    for section in sections:
        if section["key"] not in TEMPLATES[text.topic.kind]:
            yield because("wrong_section", name=SECTION_NAMES.get(section["key"], section["key"]))


def _size(block: Block) -> int:
    return len(block.get("html", "").encode("utf-8", "replace"))


def _about_ids(sections: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    ids = Counter(block["id"] for section in sections for block in section["blocks"])
    for identity, times in ids.items():
        if times > 1:
            yield because("duplicate_id", id=identity)
        if len(identity) > MAX_ID or not _ID.fullmatch(identity):
            yield because("bad_id", id=identity[:MAX_ID])


def _about(block: Block) -> Iterator[Reason]:
    if block["type"] == "slot":
        if not block["label"].strip():
            yield because("slot_without_label", id=block["id"])
        return
    active = richtext.active(block["html"])
    if active:
        yield because("active_html", id=block["id"], names=", ".join(active))
        return
    try:
        normal = richtext.normalize(block["html"])
    except richtext.TooLarge:
        yield because("too_large")
        return
    yield from (because(code, id=block["id"]) for code in _faults(block["type"], normal))
    if block["type"] == "source":
        yield from (because(code, id=block["id"]) for code in _faults_of_source(block["attribution"], normal))


def _faults_of_source(said: Mapping[str, Any], normal: str) -> Iterator[str]:
    """What a reader needs to see whose words these are, and to look them up there."""
    if not said["name"]:
        yield "source_without_name"
    if not is_web_address(said["address"]):
        yield "source_without_address"
    if normal and not said["fetched"]:
        yield "source_without_day"


def _faults(kind: str, normal: str) -> Iterator[str]:
    """What keeps somebody from reading a block: nothing in it, or no words for what is seen or laid out."""
    if not normal and kind != "source":
        yield "empty_block"
    if kind == "table" and "<table" not in normal:
        yield "no_table"
    if "<table" in normal and not _CAPTION.search(normal):
        yield "table_without_caption"
    if "<table" in normal and not _HEADER.search(normal):
        yield "table_without_header"
    if any(not _ALT.search(image) for image in _IMAGE.findall(normal)):
        yield "image_without_alt"
    if "<video" in normal and "<figcaption>" not in normal:
        yield "video_without_words"
