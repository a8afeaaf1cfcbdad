"""How alike two names are: word for word by stems, whatever the order, the ending and the compounds; and a slip of the pen."""

from __future__ import annotations

import re
from functools import lru_cache

from fellesnett.participation.likeness.stems import GENERIC, stems, words

SAME, NEAR, CLOSE, SLIP = 1.0, 0.6, 0.85, 0.95
WEIGHT_OF_GENERIC = 0.35
_LONG = 6
"""Letters of a word that one slip does not make another word."""
_VERY_LONG = 9
"""Letters of a word that one letter in another's place does not make another word."""
_PART = 3
"""Letters of the least word that is looked for at the ends of a compound: kne, øre."""
_TWICE = re.compile(r"(\w)\1")
_ALTERNATIVES = re.compile(r"\s*[/()]\s*")


def likeness(one: str, other: str) -> float:
    """From 0 to 1: 1 where the names say the same, however inflected; 0 where they share nothing but common words.

    `Tennisalbue/lateral epikondylitt` and `Multippel sklerose (MS)` are two names each, and nearly the same as either.
    """
    whole = _likeness(one, other)
    if whole >= SLIP:
        return whole
    said = [(mine, theirs) for mine in alternatives(one) for theirs in alternatives(other) if (mine, theirs) != (one, other)]
    best = max((_likeness(mine, theirs) for mine, theirs in said), default=0.0)
    return max(whole, min(SLIP, best)) if best >= CLOSE else whole


@lru_cache(maxsize=16_384)
def alternatives(name: str) -> tuple[str, ...]:
    """The names that one name gives, itself where it gives one."""
    said = tuple(part for part in _ALTERNATIVES.split(name) if len(part) > 1)
    return said or (name,)


def _likeness(one: str, other: str) -> float:
    mine, theirs = stems(one), stems(other)
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return SAME
    met, told = _met(mine, theirs)
    back, told_back = _met(theirs, mine)
    if told or told_back:
        return min(SLIP, (met + back) / (_weight(mine) + _weight(theirs)))
    return SLIP if slip("".join(words(one)), "".join(words(other))) else 0.0


def _weight(names: frozenset[str]) -> float:
    return sum(WEIGHT_OF_GENERIC if name in GENERIC else 1.0 for name in names)


def _met(names: frozenset[str], others: frozenset[str]) -> tuple[float, bool]:
    """How much of these names the others say, and whether any of it tells more than a common word."""
    met, told = 0.0, False
    for name in names:
        part = 1.0 if name in others else max(_held(name, others), max(slip(name, other) for other in others))
        met += part * (WEIGHT_OF_GENERIC if name in GENERIC else 1.0)
        told = told or (part > 0 and name not in GENERIC)
    return met, told


def _held(name: str, others: frozenset[str]) -> float:
    """How much of a name the others hold: all where it begins or ends a compound, else what they cover of it as one."""
    covered = 0
    for other in others:
        if len(name) >= _PART and len(other) > len(name) and _ends(other, name):
            return 1.0
        if len(other) >= _PART and _ends(name, other):
            covered += len(other)
    return min(covered / len(name), 1.0)


def _ends(whole: str, part: str) -> bool:
    return whole.startswith(part) or (len(part) > _PART and whole.endswith(part))


def slip(one: str, other: str) -> bool:
    """Is this a long word with one letter wrong, missing, doubled or too many?"""
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > 2 or one[0] != other[0]:
        return False
    one, other = _TWICE.sub(r"\1", one), _TWICE.sub(r"\1", other)
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    rest, other_rest = one[start : len(one) - end], other[start : len(other) - end]
    if len(rest) == len(other_rest) == 1:
        return len(one) >= _VERY_LONG
    return max(len(rest), len(other_rest)) <= 1 or (len(rest) == 2 and rest == other_rest[::-1])
