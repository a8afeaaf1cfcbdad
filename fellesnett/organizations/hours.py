"""Opening hours as values, and in absolute words: «mandag–fredag 08.00–15.30», never «åpent nå».

Pure: no database, no clock. A page that says «open now» is wrong for whoever reads it from a cache or on paper.
The last minute of the day (23:59) stands for midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

MIDNIGHT = time(23, 59)
ALL_DAY = (time(0, 0), MIDNIGHT)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)

WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
    "se": ("vuossárga", "maŋŋebárga", "gaskavahkku", "duorastat", "bearjadat", "lávvardat", "sotnabeaivi"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_AND = {"nb": "og", "nn": "og", "se": "ja", "en": "and"}
_DAILY = {"nb": "alle dager", "nn": "alle dagar", "se": "juohke beaivvi", "en": "every day"}
_ROUND_THE_CLOCK = {"nb": "hele døgnet", "nn": "heile døgnet", "se": "birra jándora", "en": "24 hours a day"}
_CLOSED = {"nb": "stengt", "nn": "stengt", "se": "gitta", "en": "closed"}


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """Open on a weekday (1 is Monday, 7 Sunday) from a time to a later time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Other hours, or closed (`opens` and `closes` are None), from a day to a day, both included."""

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None
    note: str = ""

    @property
    def closed(self) -> bool:
        return self.opens is None


# --- in words -------------------------------------------------------------------------------------------------------


def in_words(openings: Iterable[Opening], language: str) -> str:
    """All of it in one line: `mandag–torsdag 08.00–15.30, fredag 08.00–14.00`. Nothing where nothing is known."""
    return ", ".join(lines(openings, language))


def lines(openings: Iterable[Opening], language: str) -> tuple[str, ...]:
    """A line for each group of days with the same hours, in the order of the week."""
    return tuple(f"{days_in_words(days, language)} {periods}" for days, periods in _said(openings, language))


def _said(openings: Iterable[Opening], language: str) -> Iterator[tuple[tuple[int, ...], str]]:
    for days, periods in grouped(openings):
        yield days, f" {_word(_AND, language)} ".join(period_in_words(*period, language) for period in periods)


Period = tuple[time, time]


def grouped(openings: Iterable[Opening]) -> list[tuple[tuple[int, ...], tuple[Period, ...]]]:
    """The days that have the same hours, and those hours; ordered by the first of the days."""
    by_day: dict[int, list[Period]] = {}
    for opening in sorted(set(openings)):
        by_day.setdefault(opening.weekday, []).append((opening.opens, opening.closes))
    by_hours: dict[tuple[Period, ...], list[int]] = {}
    for day, periods in sorted(by_day.items()):
        by_hours.setdefault(tuple(periods), []).append(day)
    return sorted(((tuple(days), periods) for periods, days in by_hours.items()), key=lambda each: each[0])


def days_in_words(days: Sequence[int], language: str) -> str:
    """`mandag–fredag`, `lørdag og søndag`, `mandag, onsdag og fredag`, `alle dager`."""
    if tuple(sorted(days)) == EVERY_DAY:
        return _word(_DAILY, language)
    names = WEEKDAYS.get(language, WEEKDAYS["nb"])
    parts = []
    for first, last in _runs(sorted(days)):
        inside = [names[day - 1] for day in range(first, last + 1)]
        parts += [f"{inside[0]}–{inside[-1]}"] if len(inside) > 2 else inside
    return f" {_word(_AND, language)} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Days that follow each other, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def period_in_words(opens: time, closes: time, language: str) -> str:
    """`08.00–15.30`; in English `08:00–15:30`; `hele døgnet`."""
    if (opens, closes) == ALL_DAY:
        return _word(_ROUND_THE_CLOCK, language)
    return f"{clock_in_words(opens, language)}–{clock_in_words(closes, language)}"


def clock_in_words(moment: time, language: str) -> str:
    mark = ":" if language == "en" else "."
    return f"24{mark}00" if moment == MIDNIGHT else f"{moment:%H}{mark}{moment:%M}"


def exception_in_words(exception: Exceptional, language: str) -> str:
    """What is otherwise on these days: `stengt`, or the hours."""
    if exception.opens is None or exception.closes is None:
        return _word(_CLOSED, language)
    return period_in_words(exception.opens, exception.closes, language)


def _word(words: dict[str, str], language: str) -> str:
    return words.get(language, words["nb"])


# --- which exceptions still matter ----------------------------------------------------------------------------------


def coming(exceptions: Iterable[Exceptional], today: date) -> tuple[Exceptional, ...]:
    """Those that last until today or later, by date."""
    return tuple(sorted((each for each in exceptions if each.last >= today), key=lambda each: (each.first, each.last)))
