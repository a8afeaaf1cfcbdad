"""Two texts side by side in one: what went is struck out, what came is underlined, word by word, and said in words too."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import unescape
from itertools import groupby, islice

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fellesnett.composition import richtext
from fellesnett.composition.units import SEPARATES, Unit, units

ALIKE = 0.4
"""Below this share of common words, two lines are shown as one gone and one new, not as one changed."""
MOST = 1_000_000
"""Pairs of words, or of lines, that are held against each other: no text for patients comes near. Beyond, all is gone and new."""
AHEAD = 50
"""Lines further on in which a changed line is looked for."""
EMPHASIS = ("strong", "em", "sub", "sup")
"""What is shown of the form: links and pictures are words here."""
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_ALT = re.compile(r'alt="([^"]*)"')
_PIECE = re.compile(r"(<[^>]*>)|(\s+)|([^<\s]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, and the same with the emphasis it stands in. Equal words may be emphasised each in its own way."""

    text: str
    html: str = field(compare=False)


BETWEEN_CELLS = Word("|", "|")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, list item, heading, table row or picture: its words, whatever the emphasis."""

    kind: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def lines(html: str, language: str) -> list[Line]:
    """The text a reader meets, line by line."""
    return list(_lines(html, language))


def _lines(html: str, language: str) -> Iterator[Line]:
    running: list[Word] = []
    kind = "paragraph"
    for unit in units(richtext.normalize(html), language):
        if unit.kind == "sentence":
            kind = "item" if "li" in unit.path else "paragraph"
            running.extend(_words_of(unit.html))
            continue
        if running:
            yield Line(kind, tuple(running))
            running = []
        if unit.kind not in ("open", "close") and unit.text:
            yield Line(unit.kind, tuple(_cells(unit) if unit.kind == "row" else _words_of(unit.html)))
    if running:
        yield Line(kind, tuple(running))


def _cells(unit: Unit) -> Iterator[Word]:
    """A table row with a line between its cells: without, they are read as one sentence."""
    for at, cell in enumerate(_CELL.findall(unit.html)):
        if at:
            yield BETWEEN_CELLS
        yield from _words_of(cell)


def _words_of(html: str) -> Iterator[Word]:
    """The words of a piece of rich text. Emphasis may begin and end within one («H₂O»)."""
    around: list[str] = []
    text, shown = "", ""
    for tag, space, letters in _PIECE.findall(SEPARATES.sub(" ", html)):
        if letters:
            said = unescape(letters)
            text += said
            shown += "".join(f"<{name}>" for name in around) + escape(said) + "".join(f"</{name}>" for name in around[::-1])
        elif space and text:
            yield Word(text, shown)
            text, shown = "", ""
        elif (name := tag.strip("</>")) in EMPHASIS:
            around = around[:-1] if tag.startswith("</") else [*around, name]
    if text:
        yield Word(text, shown)
    yield from (Word(word, escape(word)) for alt in _ALT.findall(html) for word in unescape(alt).split())


def marked(old_html: str, new_html: str, language: str) -> SafeString:
    """The new text with what changed marked. Empty `old_html`: all is new; empty `new_html`: all is gone."""
    old, new = lines(old_html, language), lines(new_html, language)
    rows: list[SafeString] = []
    for tag, i1, i2, j1, j2 in _differences(old, new):
        if tag == "equal":
            rows.extend(
                _row(now, _spaced(_same_words(before.words, now.words)))
                for before, now in zip(old[i1:i2], new[j1:j2], strict=True)
            )
        else:
            rows.extend(_changed(old[i1:i2], new[j1:j2]))
    return mark_safe("".join(rows))  # every piece is escaped in `_words_of`


def _differences(old: Sequence[object], new: Sequence[object]) -> Sequence[tuple[str, int, int, int, int]]:
    if _too_many(old, new):
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _too_many(old: Sequence[object], new: Sequence[object]) -> bool:
    return len(old) * len(new) > MOST


def plain(html: str, language: str) -> SafeString:
    """The text without marks, in the same shape and with the same emphasis, so that the eye can compare."""
    return mark_safe("".join(_row(line, _shown(line.words)) for line in lines(html, language)))


def looks_only(old_html: str, new_html: str, language: str) -> bool:
    """Are the words the same, and only form or link targets differ?"""
    return old_html != new_html and lines(old_html, language) == lines(new_html, language)


def _changed(old: Sequence[Line], new: Sequence[Line]) -> Iterator[SafeString]:
    waiting = deque(old)
    for line in new:
        pair = _pair_of(line, islice(waiting, AHEAD))
        if pair is None:
            yield _row(line, _gone_and_come((), line.words))
            continue
        for _number in range(pair):
            gone = waiting.popleft()
            yield _row(gone, _gone_and_come(gone.words, ()))
        yield _row(line, _words(waiting.popleft().words, line.words))
    yield from (_row(gone, _gone_and_come(gone.words, ())) for gone in waiting)


def _pair_of(line: Line, earlier: Iterable[Line]) -> int | None:
    """Which of the earlier lines this one was. What is quickly seen to be another is not read through."""
    matcher = SequenceMatcher(None, (), [word.text for word in line.words], autojunk=False)
    for index, one in enumerate(earlier):
        matcher.set_seq1([word.text for word in one.words])
        if _too_many(one.words, line.words) or matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
            continue
        if matcher.ratio() >= ALIKE:
            return index
    return None


def _words(old: Sequence[Word], new: Sequence[Word]) -> SafeString:
    pieces: list[str] = []
    for tag, i1, i2, j1, j2 in _differences(old, new):
        if tag == "equal":
            pieces.extend(_same_words(old[i1:i2], new[j1:j2]))
        else:
            pieces.append(_gone_and_come(old[i1:i2], new[j1:j2]))
    return _spaced(pieces)


def _same_words(old: Sequence[Word], new: Sequence[Word]) -> Iterator[SafeString]:
    """Words that stand as they were; where the emphasis alone is new, that is said and nothing is struck."""
    for is_same, pairs in groupby(zip(old, new, strict=True), key=lambda pair: pair[0].html == pair[1].html):
        shown = _shown([now for _before, now in pairs])
        form = '<span class="marked-form">{} <small>({})</small></span>'
        yield shown if is_same else format_html(form, shown, _("bare uthevingen er endret"))


def _gone_and_come(gone: Sequence[Word], come: Sequence[Word]) -> SafeString:
    pieces = []
    if gone:
        pieces.append(format_html('<del><span class="aloud">{} </span>{}</del>', _("fjernet:"), _shown(gone)))
    if come:
        pieces.append(format_html('<ins><span class="aloud">{} </span>{}</ins>', _("nytt:"), _shown(come)))
    return _spaced(pieces)


def _shown(words: Iterable[Word]) -> SafeString:
    """Words in a row, the emphasis running on between them."""
    html = " ".join(word.html for word in words)
    for name in EMPHASIS:
        html = html.replace(f"</{name}> <{name}>", " ")
    return mark_safe(html)  # every piece is escaped in `_words_of`


def _spaced(pieces: Iterable[str]) -> SafeString:
    return format_html_join(" ", "{}", ((piece,) for piece in pieces))


def _row(line: Line, words: str) -> SafeString:
    return format_html('<p class="marked-line marked-line--{}">{}</p>', line.kind, words)
