"""When to try again: twice as long each time, never all at once, and no sooner than the source asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellesnett.intake.fetching.pacing import LONGEST, OPENS_AFTER, SHORTEST_OPEN, after_fault, after_round

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("failures", "minutes"), [(0, 1), (1, 2), (2, 4), (3, 8)])
def test_each_fault_doubles_the_wait(failures: int, minutes: int) -> None:
    assert after_fault(failures, at=AT, dice=lambda: 1.0).next_at == AT + timedelta(minutes=minutes)
    assert after_fault(failures, at=AT, dice=lambda: 0.0).next_at == AT + timedelta(minutes=minutes) / 2


def test_after_five_in_a_row_the_circuit_opens() -> None:
    assert after_fault(OPENS_AFTER - 2, at=AT, dice=lambda: 0.5).open_until is None
    opened = after_fault(OPENS_AFTER - 1, at=AT, dice=lambda: 0.0)
    assert opened.open_until == opened.next_at == AT + SHORTEST_OPEN


@given(
    failures=st.integers(0, 30_000),
    chance=st.floats(0, 1, exclude_max=True),
    asked=st.timedeltas(timedelta(), timedelta(days=7)),
)
def test_the_wait_is_bounded_and_honours_what_was_asked(failures: int, chance: float, asked: timedelta) -> None:
    step = after_fault(failures, at=AT, dice=lambda: chance, asked_to_wait=asked)
    assert AT + asked <= step.next_at <= AT + max(asked, LONGEST)
    assert step.failures == failures + 1
    assert (step.open_until is not None) == (failures + 1 >= OPENS_AFTER)


def test_rounds_are_spread_over_a_tenth() -> None:
    day = timedelta(days=1)
    assert after_round(day, at=AT, dice=lambda: 0.0) == AT + day
    assert AT + day < after_round(day, at=AT, dice=lambda: 0.99) < AT + day * 1.1
