"""Splitting, joining and moving blocks of a draft: acts that are recorded, so that the hospitals' own text follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.composition import richtext
from fellesnett.composition.blocks import Block
from fellesnett.composition.units import rebuild, units
from fellesnett.desk.national.pages import attempt, page, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.editorial import marking
from fellesnett.foundation.clock import now
from fellesnett.national.actions import Reason, join_blocks, move_block, split_block
from fellesnett.national.actions.rearranging import WORDED
from fellesnett.national.drafting import sections_document
from fellesnett.national.models import TopicText
from fellesnett.national.sections import SECTION_NAMES, TEMPLATES
from fellesnett.national.telling import POLICIES, TYPES, name_of


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the draft in its place."""

    id: str
    name: str
    type: str
    policy: str
    may_split: bool
    may_join: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the draft with its blocks in order."""

    key: str
    name: str
    rows: tuple[Row, ...]


def arrange(request: HttpRequest, key: str, language: str, **more: Any) -> HttpResponse:
    """The blocks of a draft in order, with what can be done to each."""
    text = _text(key, language)
    return page(
        request,
        "arrange.html",
        _("Del, slå sammen eller flytt"),
        topic_trail(text.topic),
        topic=text.topic,
        text=text,
        language=language,
        chapters=chapters(text),
        pending=len(text.pending_lineage),
        **more,
    )


def chapters(text: TopicText) -> list[Chapter]:
    """The draft's chapters, empty ones too: something may be moved there."""
    found = {section["key"]: tuple(_row(block) for block in section["blocks"]) for section in sections_document(text)}
    return [Chapter(key, SECTION_NAMES[key], found.get(key, ())) for key in TEMPLATES[text.topic.kind]]


def _row(block: dict[str, Any]) -> Row:
    html = richtext.normalize(block.get("html", ""))
    words = block["type"] in WORDED
    known = Block(block["id"], block["type"], html, slot=block.get("slot"), label=block.get("label", ""))
    return Row(
        block["id"],
        name_of(known),
        str(TYPES[block["type"]]),
        str(POLICIES[block["policy"]]),
        words and len(pieces(html, "nb")) > 1,
        words,
    )


def pieces(html: str, language: str) -> list[str]:
    """The outermost elements of a block (paragraphs, lists, headings), in order."""
    found: list[list[Any]] = []
    for unit in units(richtext.normalize(html), language):
        if unit.path == () and unit.kind != "close":
            found.append([])
        found[-1].append(unit)
    return [rebuild(piece) for piece in found]


def split(request: HttpRequest, key: str, language: str, block: str) -> HttpResponse:
    """Choose where a block is to be cut."""
    text = _text(key, language)
    html = next(
        (item.get("html", "") for section in sections_document(text) for item in section["blocks"] if item["id"] == block), None
    )
    if html is None:
        raise Http404
    parts = pieces(html, language)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        cut = [index for index in range(1, len(parts)) if request.POST.get(f"cut-{index}")]
        made = [(str(uuid4()), "".join(parts[start:end])) for start, end in zip([0, *cut], [*cut, len(parts)], strict=True)]
        reasons = attempt(lambda: split_block(text=text, block=block, parts=made, by=person(request), at=now()))
        if not reasons:
            messages.success(request, _("Blokken er delt opp. Det sykehusene har lagt til, følger den første delen."))
            return redirect("desk_national:arrange", key, language)
    return page(
        request,
        "split.html",
        _("Del opp blokken"),
        topic_trail(text.topic),
        topic=text.topic,
        language=language,
        block=block,
        parts=[_shown(part, language) for part in parts],
        reasons=reasons,
    )


def _shown(part: str, language: str) -> SafeString:
    return marking.plain(part, language)


@require_POST
def join(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Make one block of those that are ticked."""
    text, blocks = _text(key, language), request.POST.getlist("block")
    return _done(
        request,
        key,
        language,
        lambda: join_blocks(text=text, blocks=blocks, into=str(uuid4()), by=person(request), at=now()),
        _("Blokkene er slått sammen."),
    )


@require_POST
def move(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Put a block in another place; it keeps its id."""
    text, block = _text(key, language), request.POST.get("block", "")
    section, _colon, after = request.POST.get("to", "").partition(":")
    position = _position(text, section, after, block)
    return _done(
        request,
        key,
        language,
        lambda: move_block(text=text, block=block, section=section, position=position, by=person(request), at=now()),
        _("Blokken er flyttet."),
    )


def _position(text: TopicText, section: str, after: str, block: str) -> int:
    """The place after a named block, counted without the block that moves; first when none is named."""
    rows = next((chapter.rows for chapter in chapters(text) if chapter.key == section), ())
    others = [row.id for row in rows if row.id != block]
    return others.index(after) + 1 if after in others else 0


def _done(request: HttpRequest, key: str, language: str, verb: Callable[[], object], said: str) -> HttpResponse:
    reasons = attempt(verb)
    if reasons:
        return arrange(request, key, language, reasons=reasons)
    messages.success(request, said)
    return redirect("desk_national:arrange", key, language)


def _text(key: str, language: str) -> TopicText:
    return get_object_or_404(TopicText.objects.select_related("topic"), topic__key=key, language=language)
