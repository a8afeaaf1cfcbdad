"""Rules on numbers: what is misread, or read aloud wrongly. Each looks for one shape that is seldom anything else.

Four in ten adults struggle with texts on health, six in ten when there are numbers in them; Språkrådet's rules for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fellesnett.composition.advice.nouns import Advice, Passage
from fellesnett.composition.advice.words import plain_words

MEASURES = ("mg", "g", "kg", "µg", "mcg", "ml", "cl", "dl", "mm", "cm", "km", "mmol", "IE", "kr")
_NEVER_TIMES = (
    *MEASURES,
    "l",
    "m",
    "liter",
    "meter",
    "kilo",
    "gram",
    "prosent",
    "%",
    "grader",
    "°C",
    "timer",
    "timar",
    "millioner",
    "millionar",
)
"""What may follow a decimal number, and never a time of day («8.30») or a date («1.5.»)."""
_LARGE = re.compile(r"(?<![\w.,:/+-])(?<!\d )([1-9]\d{4,6})(?![\w:/-]|[.,]\d| \d)")
_NUMBERS_OF_THINGS = re.compile(
    r"(?:telefon|tlf|nummer|number|phone|kode|code|sms|ring|call|konto\w*|refnr|nr)\W*(?:\w+\W+){0,2}$", re.IGNORECASE
)
_EMERGENCY_LINES = ("116",)  # 116 117 and its sisters, written in one
_POINT = re.compile(rf"(?<![\w.,:/])(\d{{1,4}})\.(\d{{1,2}}) ?({'|'.join(sorted(_NEVER_TIMES, key=len, reverse=True))})(?!\w)")
_TIGHT = re.compile(rf"(?<![\w.,/-])(\d{{1,6}}(?:[.,]\d{{1,3}})?)({'|'.join(sorted(MEASURES, key=len, reverse=True))})(?!\w)")
_RANGE = re.compile(r"(?<![\w.,:/–-])(?<!\d )(\d{1,4}(?:[.,:]\d{1,2})?)(?: [-–—] |—)(\d{1,4}(?:[.,:]\d{1,2})?)(?![\d:/–-]| \d)")
_AMONG = (100, 1_000, 10_000, 100_000)


def large_numbers(passage: Passage) -> Iterator[Advice]:
    """«10000» is counted on the screen; «10 000» is read. Telephone numbers and codes are left in peace."""
    thousands = plain_words(passage.language).thousands
    for match in _LARGE.finditer(passage.text) if thousands else ():
        named = _NUMBERS_OF_THINGS.search(passage.text[max(0, match.start() - 40) : match.start()])
        if not named and not match[1].startswith(_EMERGENCY_LINES):
            yield Advice("large_number", passage.where, match.group(), f"{int(match[1]):,}".replace(",", thousands))


def decimal_points(passage: Passage) -> Iterator[Advice]:
    """«1.5 mg» where the language writes «1,5 mg». Three decimals are left: they may be thousands."""
    if plain_words(passage.language).decimal == ",":
        for match in _POINT.finditer(passage.text):
            yield Advice("decimal_point", passage.where, match.group(), match.group().replace(".", ","))


def tight_units(passage: Passage) -> Iterator[Advice]:
    """«5mg»: a dose is misread when number and measure run together."""
    if plain_words(passage.language).thousands:
        for match in _TIGHT.finditer(passage.text):
            yield Advice("tight_unit", passage.where, match.group(), f"{match[1]} {match[2]}")


def unclear_ranges(passage: Passage) -> Iterator[Advice]:
    """«5 - 6 uker» is read aloud as minus, or as two numbers. «5–6» and «5-6» are left."""
    to = plain_words(passage.language).to
    for match in _RANGE.finditer(passage.text) if to else ():
        yield Advice("unclear_range", passage.where, match.group(), f"{match[1]} {to} {match[2]}")


def uneven_chances(passage: Passage) -> Iterator[Advice]:
    """«1 av 20» beside «1 av 100»: the greater number below looks like the greater risk. Of the same number, they compare."""
    of = plain_words(passage.language).of
    if not of:
        return
    found = re.findall(rf"(?<![\w.,])(?<!\d )(\d{{1,3}}) {of} (\d{{1,3}}(?: \d{{3}})+|\d{{2,6}})(?![\w/]|[.,]\d)", passage.text)
    said = list(dict.fromkeys((int(some), int(among.replace(" ", ""))) for some, among in found))
    said = [(some, among) for some, among in said if 10 <= among <= _AMONG[-1] and 0 < some < among]
    if len({among for _some, among in said}) > 1:
        same = next(size for size in _AMONG if size >= max(among for _some, among in said))
        shares = [some * same / among for some, among in said]
        instead = ", ".join(f"{round(share)} {of} {_spaced(same)}" for share in shares)
        yield Advice(
            "uneven_chances", passage.where, ", ".join(f"{some} {of} {_spaced(among)}" for some, among in said[:4]), instead
        )


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ") if number >= 10_000 else str(number)
