"""Opening hours in absolute words: as they stand on the door, in four languages."""

from __future__ import annotations

from datetime import date, time

import pytest

from fellesnett.organizations.hours import MIDNIGHT, Exceptional, Opening, coming, exception_in_words, in_words, lines


def week(days: range | list[int], opens: str = "08:00", closes: str = "15:30") -> list[Opening]:
    return [Opening(day, time.fromisoformat(opens), time.fromisoformat(closes)) for day in days]


WORKDAYS = range(1, 6)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "mandag–fredag 08.00–15.30"),
        ("nn", "måndag–fredag 08.00–15.30"),
        ("se", "vuossárga–bearjadat 08.00–15.30"),
        ("en", "Monday–Friday 08:00–15:30"),
        ("sma", "mandag–fredag 08.00–15.30"),
    ],
)
def test_a_plain_week_in_every_language(language: str, words: str) -> None:
    assert in_words(week(WORKDAYS), language) == words


@pytest.mark.parametrize(
    ("openings", "words"),
    [
        ([], ""),
        (week([3]), "onsdag 08.00–15.30"),
        (week([6, 7], "10:00", "14:00"), "lørdag og søndag 10.00–14.00"),
        (week([1, 3, 5]), "mandag, onsdag og fredag 08.00–15.30"),
        (week([1, 2, 3, 5]), "mandag–onsdag og fredag 08.00–15.30"),
        (week(range(1, 5)) + week([5], "08:00", "14:00"), "mandag–torsdag 08.00–15.30, fredag 08.00–14.00"),
        (week([1], "08:00", "11:00") + week([1], "12:00", "15:00"), "mandag 08.00–11.00 og 12.00–15.00"),
        (week(range(1, 8), "00:00", "23:59"), "alle dager hele døgnet"),
        (week([5], "18:00", "23:59"), "fredag 18.00–24.00"),
        (week([1]) + week([1]), "mandag 08.00–15.30"),
    ],
)
def test_days_with_the_same_hours_are_said_together(openings: list[Opening], words: str) -> None:
    assert in_words(openings, "nb") == words


def test_a_line_for_each_group_of_days() -> None:
    assert lines(week(WORKDAYS) + week([6], "10:00", "14:00"), "nn") == ("måndag–fredag 08.00–15.30", "laurdag 10.00–14.00")


def test_exceptions_are_closed_or_have_other_hours() -> None:
    eve = date(2026, 12, 24)
    assert exception_in_words(Exceptional(eve, eve), "nb") == "stengt"
    assert exception_in_words(Exceptional(eve, eve), "en") == "closed"
    assert exception_in_words(Exceptional(eve, eve, time(8), time(12)), "nb") == "08.00–12.00"
    assert exception_in_words(Exceptional(eve, eve, time(0), MIDNIGHT), "nn") == "heile døgnet"


def test_an_exception_is_told_until_its_last_day_is_over() -> None:
    christmas = Exceptional(date(2026, 12, 24), date(2026, 12, 26))
    easter = Exceptional(date(2026, 3, 30), date(2026, 4, 6))
    assert coming([christmas, easter], date(2026, 4, 6)) == (easter, christmas)
    assert coming([christmas, easter], date(2026, 12, 26)) == (christmas,)
    assert coming([christmas, easter], date(2026, 12, 27)) == ()
