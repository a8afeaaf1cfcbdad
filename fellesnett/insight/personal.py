"""Takes what points to a person out of free text, before anybody stores it. Pure: text in, text and counts out.

Strips national identity numbers and D-numbers (eleven digits, however they are spaced, right check digits or not), telephone
numbers and every other run of eight digits or more, e-mail addresses, and web addresses that carry any of these. Dates, times,
years, doses and room codes stay. Names and what people tell of their health cannot be told apart from other words: the form
asks people not to write them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

IDENTITY, PHONE, EMAIL, ADDRESS, NUMBER = "identity_number", "phone", "email", "web_address", "number"
PLACEHOLDERS = {
    IDENTITY: "[fødselsnummer fjernet]",
    PHONE: "[telefonnummer fjernet]",
    EMAIL: "[e-postadresse fjernet]",
    ADDRESS: "[nettadresse fjernet]",
    NUMBER: "[tall fjernet]",
}
LONG = 8  # digits; a Norwegian telephone number

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_AT = r"(?:@|＠|[(\[]\s?(?:at|a|alfa|alfakrøll|krøllalfa|snabel-?a)\s?[)\]])"
_EMAIL = re.compile(rf"[\w.+'-]+\s?{_AT}\s?[\w-]+(?:\s?\.\s?[\w-]{{2,}})+|[\w.+'-]*\w{_AT}[\w.-]+", re.IGNORECASE)
_BETWEEN = r"[\s.:/\\()_*·•–—‐‑‒−-]{0,3}"  # what people put between the digits of a number
_RUN = re.compile(rf"\(?(?:\+\s?)?\(?\d(?:{_BETWEEN}\d)*")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)\d\d|\d\d)"
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_HARMLESS = re.compile(
    rf"""(?<![\d+])(?<!\d[.:/-])(?:
        {_DAY}\.\s?{_MONTH}\.\s?{_YEAR} | {_DAY}/{_MONTH}[-/]{_YEAR} | {_DAY}-{_MONTH}-{_YEAR}
        | (?:19|20)\d\d-{_MONTH}-{_DAY}
        | {_DAY}\.\s?{_MONTH}\.?\s?[-–]\s?{_DAY}\.\s?{_MONTH}
        | {_TIME}\s?[-–]\s?{_TIME} | {_TIME}
        | (?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d
    )(?!\d)(?![.:/-]\d)(?!(?:{_BETWEEN}\d){{5}}(?!{_BETWEEN}\d))""",
    re.VERBOSE,
)
"""Dates, times, and years from and to. Not when five digits follow: then it is the first half of an identity number."""
_WITH_YEAR = re.compile(rf"(?<!\d)(?:{_DAY}[./-]\s?{_MONTH}[./-]\s?(?:19|20)\d\d|(?:19|20)\d\d-{_MONTH}-{_DAY})(?!\d)")


@dataclass(frozen=True, slots=True)
class Stripped:
    """What may be stored, and how much of each kind was taken out."""

    text: str
    counts: dict[str, int]


def strip(text: str) -> Stripped:
    """The text without what points to a person. Stripping what is stripped changes nothing."""
    counts: Counter[str] = Counter()
    clean = _visible(text)
    clean = _ADDRESS.sub(lambda found: _without(found[0], counts), clean)
    clean = _EMAIL.sub(lambda _found: _say(EMAIL, counts), clean)
    clean = _RUN.sub(lambda found: "".join(_pieces(found[0], counts)), clean)
    return Stripped(clean.strip(), dict(counts))


def is_identity_number(digits: str) -> bool:
    """Are these eleven digits a national identity number, D-number or test number by their check digits?

    Skatteetaten's rule, with the remainders that are allowed from 2032 in the first check digit.
    """
    if len(digits) != 11:
        return False
    numbers = [int(digit) for digit in digits]
    first = sum(a * b for a, b in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), numbers, strict=False)) % 11
    second = sum(a * b for a, b in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), numbers, strict=True)) % 11
    return first in (0, 1, 2, 3) and second == 0


def _visible(text: str) -> str:
    """Without signs that nobody sees: they could stand between digits, and some of them no database takes."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def _without(address: str, counts: Counter[str]) -> str:
    """A web address stays unless it carries an address or a long number in itself."""
    plain = unquote(address)
    personal = _EMAIL.search(plain) or any(kind for kind, _piece in _judged(plain) if kind)
    return _say(ADDRESS, counts) if personal else address


def _judged(text: str) -> Iterator[tuple[str, str]]:
    for run in _RUN.finditer(text):
        yield IDENTITY if _is_spaced_identity(run[0]) else "", run[0]
        for piece in _HARMLESS.split(run[0]):
            yield _kind(piece), piece


def _pieces(run: str, counts: Counter[str]) -> Iterator[str]:
    """A run of digits, piece by piece: what is harmless stays, and so does what is too short to point to anybody."""
    if _is_spaced_identity(run):
        yield _say(IDENTITY, counts)
        return
    end = 0
    for harmless in _HARMLESS.finditer(run):
        yield from _piece(run[end : harmless.start()], counts)
        yield harmless[0]
        end = harmless.end()
    yield from _piece(run[end:], counts)


def _is_spaced_identity(run: str) -> bool:
    """Eleven digits in all, spaced so that a part looks like a time or a date: by its check digits, or because something is
    left over. A whole date with its year and a number after it is a date and a number."""
    digits = _digits(run)
    if len(digits) != 11 or run.startswith("+"):
        return False
    return is_identity_number(digits) or (_digits(_HARMLESS.sub("", run)) != "" and not _WITH_YEAR.search(run))


def _piece(piece: str, counts: Counter[str]) -> Iterator[str]:
    kind = _kind(piece)
    if not kind:
        yield piece
        return
    first = re.search(r"[\d+(]", piece)
    last = max(index for index, sign in enumerate(piece) if sign.isdecimal()) + 1
    yield piece[: first.start() if first else 0] + _say(kind, counts) + piece[last:]


def _kind(piece: str) -> str:
    """What a run of digits is; empty where it is nothing to strip."""
    digits = _digits(piece)
    foreign = piece.lstrip().startswith(("+", "00", "(+", "(00"))
    if len(digits) < (LONG - 1 if foreign else LONG):
        return ""
    if any(is_identity_number(digits[at : at + 11]) for at in range(len(digits) - 10)) or (len(digits) == 11 and not foreign):
        return IDENTITY
    return PHONE if len(digits) == LONG or foreign else NUMBER


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _say(kind: str, counts: Counter[str]) -> str:
    counts[kind] += 1
    return PLACEHOLDERS[kind]
