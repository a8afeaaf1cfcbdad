"""A to Å: the Norwegian alphabet, with the Sámi letters at their own places."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")

# Each Sámi letter stands right after the letter it looks like.
ORDER = "aábcčdđefghijklmnŋopqrsštŧuvwxyzžæøå"
_SAME = {"ä": "æ", "ö": "ø", "ü": "y"}
_BASE = {"á": "a", "č": "c", "đ": "d", "ŋ": "n", "š": "s", "ŧ": "t", "ž": "z"}
DIGITS = "0–9"


def letters(language: str) -> str:
    """The letters that head a list in this language."""
    return ORDER if language == "se" else "".join(letter for letter in ORDER if letter not in _BASE)


def heading(term: str, language: str) -> str:
    """The letter under which a term stands, in upper case; `0–9` for what begins with no letter."""
    first = next((letter for letter in map(_letter, term.lower()) if letter in ORDER), "")
    if not first or term.strip()[:1].isdigit():
        return DIGITS
    return (first if language == "se" else _BASE.get(first, first)).upper()


def sort_key(term: str, language: str = "nb") -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Sorts as a dictionary does: letters first, then the Sámi ones after their look-alikes, then case and signs."""
    found = [_letter(sign) for sign in term.lower()]
    kept = [letter for letter in found if letter in ORDER or letter.isdigit()]
    rough = tuple(_place(letter if language == "se" else _BASE.get(letter, letter)) for letter in kept)
    return rough, tuple(_place(letter) for letter in kept), term


def _letter(sign: str) -> str:
    """A letter of the alphabet, foreign accents laid aside (é is e, ä is æ)."""
    if sign in ORDER:
        return sign
    return _SAME.get(sign) or unicodedata.normalize("NFD", sign)[:1]


def _place(letter: str) -> int:
    return ORDER.index(letter) if letter in ORDER else ord(letter) - 1000


def by_letter(items: Iterable[T], term: Callable[[T], str], language: str) -> list[tuple[str, list[T]]]:
    """The items in order, in groups with their heading."""
    ordered = sorted(items, key=lambda item: (heading(term(item), language) != DIGITS, sort_key(term(item), language)))
    return [(letter, list(group)) for letter, group in groupby(ordered, key=lambda item: heading(term(item), language))]
