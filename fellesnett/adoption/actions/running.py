"""What time asks for: safe to repeat and to interrupt, each task in transactions of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fellesnett.adoption.actions.expiring import lapse, take_due
from fellesnett.adoption.actions.following import follow_places
from fellesnett.adoption.actions.rolling_out import follow_confirmed_pending, roll_out_pending
from fellesnett.adoption.actions.safety import park_overdue, park_tightened
from fellesnett.adoption.actions.withdrawing import take_down_withdrawn, tell_withdrawn_pending

DUE: dict[str, Callable[..., int]] = {
    "rolled_out": roll_out_pending,
    "translations_followed": follow_confirmed_pending,
    "withdrawals_told": tell_withdrawn_pending,
    "places_followed": follow_places,
    "parked": park_overdue,
    "parked_by_policy": park_tightened,
    "taken": take_due,
    "lapsed": lapse,
    "taken_down": take_down_withdrawn,
}
"""Interrupted roll-outs, confirmed translations, withdrawals and changes of places finished; text parked that passed a deadline;
what sites have agreed to, taken; lapsed text asked about; withdrawn topics taken down. In this order."""


def run_due(*, at: datetime) -> dict[str, int]:
    """Run every task once. Returns how many of each."""
    return {name: task(at=at) for name, task in DUE.items()}
