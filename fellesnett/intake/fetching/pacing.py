"""When to try again, from nothing but how it has gone. Pure; chance is passed in.

A fault doubles the wait, with jitter so that not all who were turned away come back at once. After a number of faults in a row
the circuit opens: nothing is asked until the wait is over, then one question is tried (half open), and its answer decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Dice = Callable[[], float]
"""A number from 0 up to 1."""

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=12)
OPENS_AFTER = 5
"""Faults in a row."""
SHORTEST_OPEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Setback:
    """What a fault leads to: how many in a row, when to try again, and until when the circuit is open, where it is."""

    failures: int
    next_at: datetime
    open_until: datetime | None


def after_fault(failures: int, *, at: datetime, dice: Dice, asked_to_wait: timedelta = timedelta()) -> Setback:
    """The next step after one more fault; `failures` is how many there were before. What the source asked for is the least."""
    now_in_a_row = failures + 1
    doubled = min(FIRST * 2 ** min(failures, 20), LONGEST)
    wait = max(doubled * (0.5 + dice() / 2), asked_to_wait)
    opens = now_in_a_row >= OPENS_AFTER
    wait = max(wait, SHORTEST_OPEN) if opens else wait
    return Setback(now_in_a_row, at + wait, at + wait if opens else None)


def after_round(every: timedelta, *, at: datetime, dice: Dice) -> datetime:
    """When the next round begins: up to a tenth later than asked, so that not everybody comes on the hour."""
    return at + every * (1 + dice() / 10)
