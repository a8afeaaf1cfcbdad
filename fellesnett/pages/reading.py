"""The body of a page as values that any door can write out: web, print, API. Rich text comes out sanitised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from fellesnett.composition.advice import Passage

if TYPE_CHECKING:
    from fellesnett.pages.models import SitePage


TAGS = {"h2", "h3", "p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Way:
    """One link onward."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a body. `kind` is the block's type; only what that kind has is filled."""

    kind: str
    html: str = ""
    heading: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[Way, ...] = ()


def pieces_of(page: SitePage) -> tuple[Piece, ...]:
    """The blocks of a page's body, in order."""
    return tuple(_pieces(page.body))


def passages_of(page: SitePage) -> Iterator[Passage]:
    """What an editor has written, part by part, as help while writing reads it. Tables are facts, not prose."""
    yield Passage(gettext("Det viktigste først"), f"<p>{escape(page.lead)}</p>", page.language)
    for number, piece in enumerate(pieces_of(page), 1):
        links = "".join(f'<p><a href="{escape(way.href)}">{escape(way.text)}</a></p>' for way in piece.links)
        if piece.html or links:
            yield Passage(gettext("Innhold, blokk %(number)s") % {"number": number}, piece.html + links, page.language)


def _pieces(body: Any) -> Iterator[Piece]:
    for block in body:
        yield _READERS[block.block_type](block.value)


def _text(value: Any) -> Piece:
    return Piece("text", html=_html(value))


def _callout(value: Any) -> Piece:
    return Piece("callout", heading=value["heading"], html=_html(value["html"]))


def _table(value: Any) -> Piece:
    lines = [tuple(cell.strip() for cell in line.split("|")) for line in value["rows"].splitlines() if line.strip()]
    return Piece("table", heading=value["caption"], head=lines[0], rows=tuple(lines[1:]))


def _links(value: Any) -> Piece:
    return Piece("links", links=tuple(Way(each["text"], each["href"], each["note"]) for each in value))


def _html(value: Any) -> str:
    return nh3.clean(expand_db_html(value.source), tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)


_READERS = {"text": _text, "callout": _callout, "table": _table, "links": _links}
