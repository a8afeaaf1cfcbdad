"""What a name means in the code systems that are loaded: its codes, and what else is called the same there.

ICPC-2B's sixteen thousand clinical and everyday words are the only list of synonyms that the base has. Where no such list
is loaded, nothing is found here, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fellesnett.codes.queries import codes_of_terms, terms_of_code

EXACT = "icd10"
"""The system whose codes are narrow enough to say that two words mean the same. ICPC-2 has one code for many things."""
MOST_WORDS = 12
"""A code that more words than this lead to is a collection, and its words are not the same."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What names stand for: (code system key, code), and other words for the same."""

    codes: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


def meant(names: Sequence[str]) -> Meant:
    """The codes that these names lead to as whole terms, and the other words for them. Two queries at most."""
    codes = [(system, code) for system, code in codes_of_terms(names) if system == EXACT]
    if not codes:
        return Meant()
    found = terms_of_code(EXACT, (code for _system, code in codes))
    narrow = {code: words for code, words in found.items() if len(words) <= MOST_WORDS}
    return Meant(
        tuple((system, code) for system, code in codes if code in narrow),
        tuple(dict.fromkeys(word for words in narrow.values() for word in words)),
    )
