"""Two texts side by side in one: what went is struck out, what came is underlined, word by word, and said in words too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fellesnett.composition import richtext
from fellesnett.composition.units import Unit, units
from fellesnett.composition.units import plain as plain_text

ALIKE = 0.4
"""Below this share of common words, two lines are shown as one gone and one new, not as one changed."""
BETWEEN_CELLS = " | "
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, list item, heading, table row or picture as plain text."""

    kind: str
    text: str

    @property
    def words(self) -> list[str]:
        return self.text.split()


def lines(html: str, language: str) -> list[Line]:
    """The text a reader meets, line by line."""
    return list(_lines(html, language))


def _lines(html: str, language: str) -> Iterator[Line]:
    running: list[str] = []
    kind = "paragraph"
    for unit in units(richtext.normalize(html), language):
        if unit.kind == "sentence":
            kind = "item" if "li" in unit.path else "paragraph"
            running.append(unit.text)
            continue
        if running:
            yield Line(kind, " ".join(running))
            running = []
        if unit.kind not in ("open", "close") and unit.text:
            yield Line(unit.kind, _cells(unit) if unit.kind == "row" else unit.text)
    if running:
        yield Line(kind, " ".join(running))


def _cells(unit: Unit) -> str:
    """A table row with a line between its cells: without, they are read as one sentence."""
    return BETWEEN_CELLS.join(" ".join(plain_text(cell).split()) for cell in _CELL.findall(unit.html))


def marked(old_html: str, new_html: str, language: str) -> SafeString:
    """The new text with what changed marked. Empty `old_html`: all is new; empty `new_html`: all is gone."""
    old, new = lines(old_html, language), lines(new_html, language)
    rows: list[SafeString] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        rows.extend(_row(line, escape(line.text)) for line in new[j1:j2]) if tag == "equal" else rows.extend(
            _changed(old[i1:i2], new[j1:j2])
        )
    return mark_safe("".join(rows))  # every piece is escaped in `_row`


def plain(html: str, language: str) -> SafeString:
    """The text without marks, in the same shape, so that the eye can compare."""
    return mark_safe("".join(_row(line, escape(line.text)) for line in lines(html, language)))


def looks_only(old_html: str, new_html: str, language: str) -> bool:
    """Are the words the same, and only form or link targets differ?"""
    return old_html != new_html and lines(old_html, language) == lines(new_html, language)


def _changed(old: Sequence[Line], new: Sequence[Line]) -> Iterator[SafeString]:
    waiting = list(old)
    for line in new:
        pair = next((index for index, earlier in enumerate(waiting) if _alike(earlier, line)), None)
        if pair is None:
            yield _row(line, _gone_and_come((), line.words))
            continue
        yield from (_row(gone, _gone_and_come(gone.words, ())) for gone in waiting[:pair])
        yield _row(line, _words(waiting[pair].words, line.words))
        waiting = waiting[pair + 1 :]
    yield from (_row(gone, _gone_and_come(gone.words, ())) for gone in waiting)


def _alike(old: Line, new: Line) -> bool:
    return SequenceMatcher(None, old.words, new.words, autojunk=False).ratio() >= ALIKE


def _words(old: Sequence[str], new: Sequence[str]) -> SafeString:
    pieces = [
        escape(" ".join(new[j1:j2])) if tag == "equal" else _gone_and_come(old[i1:i2], new[j1:j2])
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]
    return _spaced(pieces)


def _gone_and_come(gone: Sequence[str], come: Sequence[str]) -> SafeString:
    pieces = []
    if gone:
        pieces.append(format_html('<del><span class="aloud">{} </span>{}</del>', _("fjernet:"), " ".join(gone)))
    if come:
        pieces.append(format_html('<ins><span class="aloud">{} </span>{}</ins>', _("nytt:"), " ".join(come)))
    return _spaced(pieces)


def _spaced(pieces: Iterable[str]) -> SafeString:
    return format_html_join(" ", "{}", ((piece,) for piece in pieces))


def _row(line: Line, words: str) -> SafeString:
    return format_html('<p class="marked-line marked-line--{}">{}</p>', line.kind, words)
