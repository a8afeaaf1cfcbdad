"""How alike two names are: word for word by stems, whatever the order and the ending; and a slip of the pen."""

from __future__ import annotations

from difflib import SequenceMatcher

from fellesnett.participation.likeness.stems import GENERIC, stems, words

SAME, NEAR = 1.0, 0.6
SLIP = 0.86
WEIGHT_OF_GENERIC = 0.3


def likeness(one: str, other: str) -> float:
    """From 0 to 1: 1 where the names say the same, however inflected; 0 where they share nothing but common words."""
    mine, theirs = stems(one), stems(other)
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return SAME
    shared = mine & theirs
    if shared - GENERIC:
        return 2 * _weight(shared) / (_weight(mine) + _weight(theirs))
    return _slip(" ".join(words(one)), " ".join(words(other)))


def _weight(names: frozenset[str]) -> float:
    return sum(WEIGHT_OF_GENERIC if name in GENERIC else 1.0 for name in names)


def _slip(one: str, other: str) -> float:
    """One letter wrong in a long word is the same word to whoever wrote it."""
    if min(len(one), len(other)) < 6 or one[:1] != other[:1]:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < SLIP or matcher.quick_ratio() < SLIP:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= SLIP else 0.0
