from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fellesnett.public import dates


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "3. november 2026"), ("nn", "3. november 2026"), ("en", "3 November 2026"), ("se", "skábmamánu 3. b. 2026")],
)
def test_a_date_is_said_in_the_language_of_the_page(language: str, words: str) -> None:
    assert dates.in_words(date(2026, 11, 3), language) == words


def test_every_month_has_a_name_in_every_language() -> None:
    for language in ("nb", "nn", "en", "se"):
        assert len({dates.in_words(date(2026, month, 1), language) for month in range(1, 13)}) == 12


def test_a_moment_late_in_the_evening_is_told_by_the_norwegian_clock() -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert dates.in_words(moment, "nb") == "1. januar 2027"
    assert dates.with_time(moment, "nb") == "1. januar 2027 kl. 00.30"
    assert dates.with_time(moment, "en") == "1 January 2027, 00:30"
    assert dates.with_time(moment, "se") == "ođđajagimánu 1. b. 2027 dii. 00.30"


@pytest.mark.parametrize(
    ("last", "language", "words"),
    [
        (date(2026, 12, 26), "nb", "25.–26. desember 2026"),
        (date(2026, 12, 26), "en", "25–26 December 2026"),
        (date(2026, 12, 26), "se", "juovlamánu 25. b. 2026 – juovlamánu 26. b. 2026"),
        (date(2027, 1, 1), "nn", "25. desember 2026 – 1. januar 2027"),
    ],
)
def test_some_days_are_said_as_shortly_as_people_say_them(last: date, language: str, words: str) -> None:
    assert dates.between(date(2026, 12, 25), last, language) == words


def test_a_day_is_said_once_of_what_begins_and_ends_on_it() -> None:
    start, end = datetime(2026, 11, 3, 8, 0, tzinfo=UTC), datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
    assert dates.span(start, end, "nb") == "3. november 2026 kl. 09.00–11.30"
    assert dates.span(start, end, "en") == "3 November 2026, 09:00–11:30"
    night = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert dates.span(start, night, "nb") == "3. november 2026 kl. 09.00 – 4. november 2026 kl. 00.30"
