"""A reader asks often, then too often, and again when a minute has gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fellesnett.foundation.limiting import SlidingCounter

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(second: int) -> datetime:
    return NINE + timedelta(seconds=second)


def test_the_third_within_a_minute_is_too_many_and_is_not_counted() -> None:
    often = SlidingCounter(limit=2, window=MINUTE)
    assert [often.allows("192.0.2.1", at(second)) for second in (0, 30, 59, 60, 61, 89, 90)] == [
        True, True, False, True, False, False, True,
    ]  # fmt: skip
    assert often.allows("192.0.2.2", at(61)), "another reader"


def test_to_look_counts_nothing_and_says_how_the_next_would_stand() -> None:
    often = SlidingCounter(limit=2, window=MINUTE)
    often.take("192.0.2.1", at(0))
    often.take("192.0.2.1", at(30))
    assert [often.look("192.0.2.1", at(40)) for _time in range(3)] == [(False, 2, 0, 20)] * 3
    assert often.look("192.0.2.1", at(60)) == (True, 2, 1, 30)
    assert often.look("192.0.2.2", at(60)) == (True, 2, 2, 60)
    assert often.look("192.0.2.1", at(60), limit=5).remaining == 4, "a limit of its own"


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=40))
def test_whoever_looks_first_learns_what_asking_then_answers(steps: list[tuple[int, bool]]) -> None:
    often, second = SlidingCounter(limit=3, window=MINUTE), 0
    for wait, looks in steps:
        second += wait
        if looks:
            told = often.look("192.0.2.1", at(second))
            answered = often.take("192.0.2.1", at(second))
            assert answered.allowed == told.allowed
            assert answered.remaining == max(0, told.remaining - 1)
        else:
            often.take("192.0.2.1", at(second))
