"""Sensitive tokens: the words and numbers of a text that can harm if they are wrong (semantics.md section 4, rule 4).

What counts is data (`languages/`) plus the patterns below for what is written with digits. The patterns come first,
then phrases, then single words; what one of them has taken is not read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from fellesnett.composition.lexicon import Lexicon, lexicon

Kind = Literal["number", "unit", "dose", "drug", "time", "date", "phone", "address", "negation", "warning"]

REMEMBERED = 1_000
"""Texts up to this length, in characters, are read once: one national sentence meets every site's local ones."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_SPACE = "[ \u00a0\u202f\u2009]"
_DASH = f"{_SPACE}?[-–—−]{_SPACE}?"
_CLOCK_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d])"
_FRACTIONS = "¼½¾⅓⅔⅛⅜⅝⅞"
_NUMBER = rf"(?:\d+(?:[.,/:]\d+)*[{_FRACTIONS}]?|[{_FRACTIONS}])"
_BEFORE_UNIT = re.compile(rf"{_SPACE}?-?{_SPACE}?")
_PER_UNIT = re.compile(rf"{_SPACE}?/{_SPACE}?")


@dataclass(frozen=True, slots=True)
class Token:
    """One sensitive token and where it stands: `text` is `source[start:end]`."""

    kind: Kind
    text: str
    start: int
    end: int


def sensitive(text: str, language: str) -> tuple[Token, ...]:
    """The sensitive tokens of a plain text, in the order in which they stand."""
    return _remembered(text, language) if len(text) <= REMEMBERED else _read(text, language)


@lru_cache(maxsize=8_192)
def _remembered(text: str, language: str) -> tuple[Token, ...]:
    return _read(text, language)


def _read(text: str, language: str) -> tuple[Token, ...]:
    words = lexicon(language)
    taken = bytearray(len(text))
    found: list[Token] = []
    for kind, start, end in _candidates(text, language, words):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Token(cast(Kind, kind), text[start:end], start, end))
    found.sort(key=lambda token: token.start)
    return tuple(_doses(text, found, words))


def _candidates(text: str, language: str, words: Lexicon) -> Iterator[tuple[str, int, int]]:
    for match in _written_with_digits(language).finditer(text):
        kind = match.lastgroup or "number"
        yield ("address" if kind == "link" else kind), match.start(), match.end()
    for match in words.phrases.finditer(text):
        yield words.phrase_kinds[" ".join(match.group().lower().split())], match.start(), match.end()
    for match in _WORD.finditer(text):
        kind_of_word = _kind(match.group().lower().replace("’", "'"), words)
        if kind_of_word:
            yield kind_of_word, match.start(), match.end()
        elif _follows_number(text, match.start()) and match.group().lower() in words.units_after_number:
            yield "unit", match.start(), match.end()


def _kind(word: str, words: Lexicon) -> str | None:
    if word in words.words:
        return words.words[word]
    if word.endswith("n't"):
        return "negation"
    stem = words.stems.match(word)
    if stem:
        return words.stem_kinds[stem.group()]
    if words.drug_endings.fullmatch(word):
        return "drug"
    if "-" in word or "." in word:
        parts = (words.words.get(part) for part in re.split("[-.]", word))
        return next((kind for kind in parts if kind), None)
    return None


def _follows_number(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \u00a0\u202f\u2009-")
    return bool(before) and (before[-1].isdigit() or before[-1] in _FRACTIONS + "°")


def _doses(text: str, tokens: list[Token], words: Lexicon) -> Iterator[Token]:
    """A number with a dose unit straight after it is one token, also "5 mg/kg"."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        while position < len(tokens) and _continues(text, token, tokens[position], words):
            token = Token("dose", text[token.start : tokens[position].end], token.start, tokens[position].end)
            position += 1
        yield token


def _continues(text: str, token: Token, following: Token, words: Lexicon) -> bool:
    between = text[token.end : following.start]
    if following.kind != "unit":
        return False
    if token.kind == "number":
        return following.text.lower() in words.dose_units | {"g", "l"} and bool(_BEFORE_UNIT.fullmatch(between))
    return token.kind == "dose" and bool(_PER_UNIT.fullmatch(between))


@cache
def _written_with_digits(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    months = "|".join(sorted(map(re.escape, words.months), key=len, reverse=True)) or "(?!)"
    clock = "|".join(sorted(map(re.escape, words.clock), key=len, reverse=True)) or "(?!)"
    streets = "|".join(sorted(words.street_endings, key=len, reverse=True)) or "(?!)"
    places = "|".join(sorted(words.address_before_number, key=len, reverse=True)) or "(?!)"
    number_range = rf"{_NUMBER}(?:{_DASH}{_NUMBER})*"
    return re.compile(
        "|".join(
            (
                r"(?P<link>(?:https?://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
                r"|(?<![\w.@/-])[a-zæøåáčđŋšŧž0-9-]{1,63}(?:\.[a-zæøåáčđŋšŧž0-9-]{1,63}){0,4}\.(?:no|com|org|net|eu|info)(?!\w)(?:/[^\s<>\"]*)?)",
                rf"(?P<date>(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)|(?<!\d)\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})(?!\d)"
                rf"|(?<!\d)\d{{1,2}}(?:\.|st|nd|rd|th)?{_SPACE}?(?:of )?(?:{months})(?!\w)(?:{_SPACE}\d{{4}})?"
                rf"|(?<!\w)(?:{months}){_SPACE}\d{{1,2}}(?:\.|st|nd|rd|th)?(?!\d))",
                rf"(?P<phone>(?<![\d.,])(?:(?:\+|00)\d{{2}}{_SPACE}?)?(?:\d{{2}}(?:{_SPACE}\d{{2}}){{3}}|\d{{3}}{_SPACE}\d{{2}}{_SPACE}\d{{3}}|[2-9]\d{{7}})(?!\d)"
                rf"|(?<![\d.,])116{_SPACE}?117(?!\d)|(?<![\d.,])11[0236](?![\d.,]*\d)(?!{_SPACE}?(?:%|[a-zµ]))|(?<![\d.,])0\d{{4}}(?!\d))",
                rf"(?P<time>(?<!\w)(?:{clock}){_SPACE}?\d{{1,2}}(?:[.:]?\d{{2}})?(?:{_DASH}\d{{1,2}}(?:[.:]?\d{{2}})?)?(?!\d|,\d)(?!{_SPACE}?[ap]\.?m)"
                rf"|(?<![\d.,:]){_CLOCK_TIME}(?:{_DASH}{_CLOCK_TIME})?(?!{_SPACE}?(?:mg|ml|g|kg|dl|l|%|mmol|µg)(?!\w))(?![.,]?\d)"
                rf"|(?:(?<!\w)at{_SPACE})?(?<![\d.,:])\d{{1,2}}(?:[.:]\d{{2}})?{_SPACE}?[ap]\.?m(?!\w))",
                rf"(?P<address>(?<!\w)(?:(?-i:[A-ZÆØÅÁ])[^\W\d_]{{1,30}}{_SPACE}){{0,3}}[^\W\d_]{{0,40}}(?:{streets}){_SPACE}\d{{1,4}}(?:{_SPACE}?[A-Za-z](?!\w))?(?!\d)"
                rf"|(?<!\w)(?:{places}){_SPACE}(?:\d{{1,4}}(?:[.-]\d{{1,4}})?{_SPACE}?[A-Za-z]?|(?-i:[A-ZÆØÅ])\d{{0,4}})(?!\w)"
                rf"|(?<!\d)\d{{1,2}}\.?{_SPACE}(?:etasje|etg|høgda|floor)(?!\w)"
                rf"|(?<![\d.,])\d{{4}}{_SPACE}(?-i:[A-ZÆØÅÁČĐŊŠŦŽ][a-zæøåáčđŋšŧž]{{1,30}})(?!\w))",
                rf"(?P<number>(?:(?<![\w.,])[-−–+±<>≤≥~]{_SPACE}?)?{number_range})",
                r"(?P<unit>[%‰°℃](?:[CF](?!\w))?|[²³])",
            )
        ),
        re.IGNORECASE,
    )
