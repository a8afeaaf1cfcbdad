"""The units of a merge: sentences, list items, table rows, headings and media of one block (semantics.md section 4).

A block is read as a flat row of units. Containers (a paragraph, a list, a table) show as `open` and `close` units, so
that a row of units says all there is to say about the block: `rebuild(units(html)) == html` for normalised rich text.
Inline markup stays inside its unit; a sentence is never cut inside an element.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fellesnett.composition import richtext
from fellesnett.composition.sentences import boundaries

UnitKind = Literal["sentence", "item", "row", "media", "heading", "open", "close"]

LONG_ITEM = 240
"""A list item longer than this, in characters, is read as sentences when it has several."""

_WHOLE: dict[str, UnitKind] = {"h3": "heading", "h4": "heading", "tr": "row", "figure": "media", "video": "media"}
_CONTAINERS = frozenset(["p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "th", "td", "figcaption", "blockquote"])
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_RUN = re.compile(r"<[^>]*>|&[^;\s<]{1,32};|[^<&]|&|<")
SEPARATES = re.compile(r"</(?:td|th|p|li|figcaption|caption|h3|h4)>|<br>")
"""Where two words are apart though no space stands between them."""
_HIDDEN = re.compile(r'(?:alt|href)="([^"]*)"')
_BREAKS = re.compile(r"(?:\s|<br>)+$|^(?:\s|<br>)+")
_INLINE: frozenset[str] = frozenset({"sentence", "media"})
_PARENTS: dict[str, frozenset[str]] = {
    "li": frozenset({"ul", "ol"}),
    "tr": frozenset({"table", "thead", "tbody"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "caption": frozenset({"table"}),
}
_NO_TEXT = frozenset({"ul", "ol", "table", "thead", "tbody"})
_NO_BLOCKS = frozenset({"p", "caption"})


@dataclass(frozen=True)
class Unit:
    """One unit with its HTML and the tags of the containers around it, outermost first."""

    kind: UnitKind
    html: str
    path: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """What the reader sees or hears of it, as plain text."""
        return " ".join(plain(self.html).split())

    @cached_property
    def key(self) -> tuple[str, str]:
        """Units with the same key are the same text, whatever white space or line break stands around it."""
        return self.kind, _BREAKS.sub("", self.html)

    @property
    def is_content(self) -> bool:
        """Something to read or look at, not the opening or closing of a container."""
        return self.kind not in ("open", "close")

    @property
    def tag(self) -> str:
        """The element that a container or a whole unit stands for; empty for a sentence."""
        found = _TAG.match(self.html) if self.kind != "sentence" else None
        return found.group(2) if found else ""


def plain(html: str) -> str:
    """Plain text of a piece of normalised rich text, also of alternative texts; cells and items stay apart."""
    visible = re.sub(r"<[^>]*>", "", SEPARATES.sub(" ", html))
    return entities.unescape(" ".join((visible, *re.findall(r'alt="([^"]*)"', html))))


def read_for_tokens(unit: Unit) -> str:
    """All text of a unit that can hold a sensitive token: also telephone numbers and addresses in its links."""
    hidden = (entities.unescape(value) for value in _HIDDEN.findall(unit.html))
    links = (link.partition(":")[2] for link in hidden if link.startswith(("tel:", "mailto:")))
    return "\n".join((unit.text, *links))


def units(html: str, language: str) -> tuple[Unit, ...]:
    """The units of normalised rich text, in order."""
    return tuple(_Reader(html, language).read())


def rebuild(row: Iterable[Unit]) -> str:
    """Rich text from a row of units: a space between two sentences, none before a container closes."""
    pieces: list[str] = []
    previous: Unit | None = None
    for unit in row:
        if previous is not None:
            _join(pieces, previous, unit)
        pieces.append(unit.html)
        previous = unit
    if pieces:
        pieces[-1] = pieces[-1].rstrip(" ")
    return "".join(pieces)


def _join(pieces: list[str], previous: Unit, unit: Unit) -> None:
    if previous.kind == "sentence" and unit.kind not in _INLINE:
        pieces[-1] = pieces[-1].rstrip(" ")
    elif previous.kind == unit.kind == "sentence" and not _ends_apart(previous.html):
        pieces.append(" ")


def _ends_apart(html: str) -> bool:
    without_closing = re.sub(r"(?:</[a-z0-9]+>)+$", "", html)
    return without_closing.endswith("<br>") or entities.unescape(without_closing)[-1:].isspace()


def is_sound(row: Iterable[Unit]) -> bool:
    """Whether containers open and close in order and hold only what they may, with something to read in each."""
    opened: list[str] = []
    previous_opened = False
    for unit in row:
        tag = unit.tag
        if unit.kind == "close":
            if previous_opened or not opened or f"</{opened.pop()}>" != unit.html:
                return False
        elif not _may_stand(unit, tag, opened):
            return False
        previous_opened = unit.kind == "open" and tag not in ("th", "td")
        if unit.kind == "open":
            opened.append(tag)
    return not opened


def _may_stand(unit: Unit, tag: str, opened: list[str]) -> bool:
    parent = opened[-1] if opened else ""
    if tag in _PARENTS:
        return parent in _PARENTS[tag]
    if parent in _NO_TEXT:
        return False
    if unit.kind == "sentence" or tag == "img":
        return True
    return parent not in _NO_BLOCKS


class _Reader:
    """Walks the tags of one block once."""

    def __init__(self, html: str, language: str) -> None:
        self.html = html
        self.language = language
        self.tags = list(_TAG.finditer(html))
        self.ends = self._matching_ends()
        self.path: list[str] = []

    def read(self) -> Iterator[Unit]:
        run_start = 0
        inline_depth = 0
        index = 0
        while index < len(self.tags):
            tag = self.tags[index]
            kind = self._kind(index, inline_depth)
            if kind is None:
                if tag.group(2) not in richtext.VOID:
                    inline_depth += -1 if tag.group(1) else 1
                index += 1
                continue
            yield from self._sentences(run_start, tag.start())
            last = index if kind in ("open", "close") else self.ends.get(index, index)
            if kind == "close" and self.path:
                self.path.pop()
            run_start = self.tags[last].end()
            yield Unit(kind, self.html[tag.start() : run_start], tuple(self.path))
            if kind == "open":
                self.path.append(tag.group(2))
            index = last + 1
        yield from self._sentences(run_start, len(self.html))

    def _kind(self, index: int, inline_depth: int) -> UnitKind | None:
        """What begins at a tag; None where it is markup inside a sentence."""
        closing, name, _ = self.tags[index].groups()
        if closing:
            return "close" if name in _CONTAINERS else None
        if name in _WHOLE:
            return _WHOLE[name]
        if name == "img":
            return "media" if inline_depth == 0 else None
        if name == "li" and self._is_short_item(index):
            return "item"
        return "open" if name in _CONTAINERS else None

    def _is_short_item(self, index: int) -> bool:
        last = self.ends.get(index, index)
        inside = self.tags[index + 1 : last]
        if any(tag.group(2) not in richtext.INLINE for tag in inside):
            return False
        text = plain(self.html[self.tags[index].end() : self.tags[last].start()])
        return len(text) <= LONG_ITEM or next(boundaries(text, self.language), None) is None

    def _matching_ends(self) -> dict[int, int]:
        ends: dict[int, int] = {}
        opened: list[int] = []
        for index, tag in enumerate(self.tags):
            if tag.group(1):
                if opened:
                    ends[opened.pop()] = index
            elif tag.group(2) not in richtext.VOID:
                opened.append(index)
        return ends

    def _sentences(self, start: int, end: int) -> Iterator[Unit]:
        run = self.html[start:end]
        if not run:
            return
        previous = 0
        for cut in _cuts(run, self.language):
            yield Unit("sentence", run[previous:cut], tuple(self.path))
            previous = cut
        if previous < len(run):
            yield Unit("sentence", run[previous:], tuple(self.path))


def _cuts(run: str, language: str) -> Iterator[int]:
    """Where a run of inline HTML may be cut: at a sentence boundary outside every element."""
    if "<" not in run and "&" not in run and "\n" not in run:
        yield from boundaries(run, language)
        return
    characters: list[str] = []
    after: list[tuple[int, int]] = []
    depth = 0
    for piece in _RUN.finditer(run):
        markup = piece.group()
        if markup == "<br>":
            characters.append("\n")
            after.append((piece.end(), depth))
        elif markup.startswith("</"):
            depth -= 1
            if after:
                after[-1] = (piece.end(), depth)
        elif len(markup) > 1 and markup.startswith("<"):
            depth += 0 if markup.startswith("<img") else 1
        else:
            for character in entities.unescape(markup):
                characters.append(" " if character == "\n" else character)
                after.append((piece.end(), depth))
    for boundary in boundaries("".join(characters), language):
        position, inside = after[boundary - 1]
        if inside == 0 and position < len(run):
            yield position
