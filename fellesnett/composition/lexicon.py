"""The language data in `languages/`, read once: what counts as an abbreviation, a unit, a negation, a warning.

Sámi languages without a file of their own borrow Northern Sámi and Bokmål, since their texts mix in Norwegian terms:
a word too many costs a decision by a person, a word too few could cost more.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_SOURCES: dict[str, tuple[str, ...]] = {
    "nb": ("nb", "common"),
    "nn": ("nn", "nb", "common"),
    "se": ("se", "common"),
    "smj": ("se", "nb", "common"),
    "sma": ("se", "nb", "common"),
    "en": ("en", "common"),
}
_FALLBACK = ("nb", "nn", "se", "en", "common")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, lower case. `words` maps a single word to its token kind."""

    abbreviations: frozenset[str]
    may_end: frozenset[str]
    calendar: frozenset[str]
    words: dict[str, str]
    phrases: re.Pattern[str]
    phrase_kinds: dict[str, str]
    stems: re.Pattern[str]
    stem_kinds: dict[str, str]
    drug_endings: re.Pattern[str]
    dose_units: frozenset[str]
    units_after_number: frozenset[str]
    street_endings: tuple[str, ...]
    address_before_number: frozenset[str]
    clock: tuple[str, ...]
    months: tuple[str, ...]


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a language; one that we do not know is given all languages' words together."""
    data = _read(_SOURCES.get(language, _FALLBACK))
    kinds = _kinds(data)
    phrases = {word: kind for word, kind in kinds.items() if not _is_word(word)}
    stems = _kind_of_each(data, "stems")
    return Lexicon(
        abbreviations=frozenset(data.get("abbreviations", ())),
        may_end=frozenset(data.get("abbreviations_that_may_end", ())),
        calendar=frozenset((*data.get("months", ()), *data.get("weekdays", ()))),
        words={word: kind for word, kind in kinds.items() if _is_word(word)},
        phrases=_phrases(phrases),
        phrase_kinds=phrases,
        stems=re.compile("|".join(map(re.escape, _longest_first(stems))) or r"(?!)"),
        stem_kinds=stems,
        drug_endings=re.compile(_ending_pattern(data.get("drug_endings", ()))),
        dose_units=frozenset(data.get("dose_units", ())),
        units_after_number=frozenset(data.get("units_after_number", ())),
        street_endings=tuple(data.get("street_endings", ())),
        address_before_number=frozenset(data.get("address_before_number", ())),
        clock=tuple(data.get("clock", ())),
        months=(*data.get("months", ()), *data.get("months_only_with_number", ())),
    )


def _read(names: tuple[str, ...]) -> dict[str, Any]:
    folder = resources.files("fellesnett.composition") / "languages"
    merged: dict[str, Any] = {}
    for name in names:
        for key, value in tomllib.loads((folder / f"{name}.toml").read_text("utf-8")).items():
            _add(merged, key, value)
    return merged


def _add(merged: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, dict):
        for inner, words in value.items():
            _add(merged.setdefault(key, {}), inner, words)
    else:
        merged.setdefault(key, []).extend(word.lower() for word in value)


def _kinds(data: dict[str, Any]) -> dict[str, str]:
    kinds = _kind_of_each(data, "words")
    kinds |= dict.fromkeys((*data.get("months", ()), *data.get("weekdays", ())), "date")
    kinds |= dict.fromkeys(data.get("dose_units", ()), "unit")
    for word in data.get("units_after_number", ()):
        kinds.pop(word, None)
    return kinds


def _kind_of_each(data: dict[str, Any], table: str) -> dict[str, str]:
    return {word: kind for kind, words in data.get(table, {}).items() for word in words}


def _is_word(word: str) -> bool:
    return re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", word) is not None


def _longest_first(words: dict[str, str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _phrases(phrases: dict[str, str]) -> re.Pattern[str]:
    alternatives = (r"\s+".join(map(re.escape, phrase.split())) for phrase in _longest_first(phrases))
    return re.compile(r"(?<!\w)(?:" + ("|".join(alternatives) or r"(?!)") + r")(?!\w)", re.IGNORECASE)


def _ending_pattern(endings: Any) -> str:
    return r".{2,40}(?:" + "|".join(map(re.escape, endings)) + r")(?:et|en|er|a|e|s|ets|ens|i|ii|in|at)?"
