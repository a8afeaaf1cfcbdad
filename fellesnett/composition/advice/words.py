"""The word lists behind the advice, `plain/<language>.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class PlainWords:
    """One language's words. `plain` maps every form of a hard word to the plain words that explain it."""

    hard: re.Pattern[str]
    plain: dict[str, str]
    passive: re.Pattern[str]
    references: re.Pattern[str]
    vague_links: frozenset[str]
    you: re.Pattern[str]
    patient: re.Pattern[str]
    one_in: str
    of: str
    to: str
    thousands: str
    decimal: str


WRITTEN_IN = ("nb", "nn", "en")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


def is_vague_link(text: str, languages: Iterable[str] = WRITTEN_IN) -> bool:
    """Does a link of these words not say where it leads when it is read alone, in any of the languages (WCAG 2.4.4)? A bare
    address says it to nobody."""
    said = " ".join(text.split())
    plain = said.lower().strip(" .…:!»«>")
    return bool(_ADDRESS.match(said)) or any(plain in plain_words(language).vague_links for language in languages)


@cache
def plain_words(language: str) -> PlainWords:
    """The lists of a language; empty ones, which find nothing, where we know no words of it (Sámi)."""
    file = resources.files("fellesnett.composition.advice") / "plain" / f"{language}.toml"
    data = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    plain = {form.strip().lower(): instead for forms, instead in data.get("plain", {}).items() for form in forms.split(",")}
    return PlainWords(
        hard=_any_of(plain),
        plain=plain,
        passive=_passive(data.get("passive", {})),
        references=_any_of(data.get("references", ())),
        vague_links=frozenset(data.get("vague_links", ())),
        you=_any_of(data.get("you", ())),
        patient=_any_of(data.get("patient", ())),
        one_in=data.get("one_in", ""),
        **{name: data.get("numbers", {}).get(name, "") for name in ("of", "to", "thousands", "decimal")},
    )


def _any_of(words: object) -> re.Pattern[str]:
    """Whole words or phrases, the longest first, whatever the case."""
    ordered = sorted(words, key=lambda word: (-len(word), word)) if isinstance(words, dict | list | tuple) else []
    if not ordered:
        return _NOTHING
    alternatives = (r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _passive(said: dict[str, list[str]]) -> re.Pattern[str]:
    """«blir innkalt», «skiftes»: by form alone, so some hits are false and the advice counts rather than corrects."""
    if not said:
        return _NOTHING
    spared = _either([*map(re.escape, said["not_passive"]), *(rf"\w*{ending}" for ending in said["not_passive_endings"])])
    plain = _either(map(re.escape, said["not_participles"]))
    participle = rf"(?!{plain}\b)\w{{3,}}{_either(said['participles'])}"
    with_helper = rf"{_either(said['helpers'])}\s+(?:{_either(said['between'])}\s+)?{participle}"
    with_ending = rf"(?!{spared}\b)\w{{3,}}{_either(said['endings'])}"
    return re.compile(rf"(?<!\w)(?:{with_helper}|{with_ending})(?!\w)", re.IGNORECASE)


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"
