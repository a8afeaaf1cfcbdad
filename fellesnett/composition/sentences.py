"""Splitting running text into sentences by rule (semantics.md section 4: a sentence is a unit of a merge).

A boundary that is missed makes a larger unit, and so at worst a conflict that a person decides. A boundary too many
could let two edits of one sentence merge silently. In doubt the text therefore stays together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fellesnett.composition.lexicon import Lexicon, lexicon

_END = re.compile(r"""(?<![.!?…])[.!?…]{1,12}(?![.!?…])["'»”’)\]]{0,3}\s+|\n\s*""")
_WORD_BEFORE = re.compile(r"""["'«“‘(\[]*(\S*)""")
_NEXT_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 40
_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”"}


def split(text: str, language: str) -> tuple[str, ...]:
    """The sentences of `text`, each with the white space that follows it: joined they give the text exactly."""
    pieces: list[str] = []
    start = 0
    for end in boundaries(text, language):
        pieces.append(text[start:end])
        start = end
    if start < len(text):
        pieces.append(text[start:])
    return tuple(pieces)


def boundaries(text: str, language: str) -> Iterator[int]:
    """Where a new sentence begins."""
    words = lexicon(language)
    enclosed = _enclosed(text)
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text) or enclosed[match.start()]:
            continue
        if "\n" in match.group() or _ends_sentence(text, start, match, words):
            yield end
            start = end


def _ends_sentence(text: str, start: int, match: re.Match[str], words: Lexicon) -> bool:
    following = _NEXT_WORD.search(text, match.end(), match.end() + _LONGEST_WORD)
    if following and following.group()[0].islower():
        return False
    if match.group().rstrip() not in {".", '."', ".)", ".»"}:
        return True
    return not _dot_belongs_to_word(text, start, match.start(), following, words)


def _dot_belongs_to_word(text: str, start: int, dot: int, following: re.Match[str] | None, words: Lexicon) -> bool:
    """Abbreviation, initial or ordinal: the dot is part of the word before it."""
    low = max(start, dot - _LONGEST_WORD)
    begin = max(text.rfind(space, low, dot) for space in (" ", "\u00a0", "\n", "\t")) + 1
    begin = max(begin, low)
    found = _WORD_BEFORE.match(text, begin, dot)
    word = found.group(1) if found else ""
    if word.lower() + "." in words.may_end:
        return not (following and following.group()[0].isupper())
    if word.lower() + "." in words.abbreviations:
        return True
    if len(word) == 1 and (word.isupper() or _is_number(following)):
        return True
    if word.isdigit():
        is_list_number = not text[start:begin].strip()
        return is_list_number or bool(following and following.group().lower() in words.calendar)
    return False


def _is_number(following: re.Match[str] | None) -> bool:
    """Whether a number comes next, as in the date "juovlamánu 1. b. 2001"."""
    return bool(following and following.group()[0].isdigit())


def _enclosed(text: str) -> bytearray:
    """Marks what stands inside a bracket or quotation that is closed further on."""
    marks = bytearray(len(text))
    if not any(opening in text for opening in _PAIRS):
        return marks
    opened: list[tuple[str, int]] = []
    covered = 0
    for position, character in enumerate(text):
        if character in _PAIRS:
            opened.append((_PAIRS[character], position))
        elif opened and character == opened[-1][0]:
            _, begin = opened.pop()
            if not opened or begin <= covered:
                marks[begin:position] = b"\x01" * (position - begin)
                covered = position
    return marks
