"""What time asks for: one call for the worker, safe to repeat and to interrupt."""

from __future__ import annotations

from datetime import datetime

from fellesnett.adoption.actions.expiring import lapse, take_due
from fellesnett.adoption.actions.rolling_out import roll_out_pending
from fellesnett.adoption.actions.safety import park_overdue
from fellesnett.adoption.actions.withdrawing import take_down_withdrawn, tell_withdrawn_pending


def run_due(*, at: datetime) -> dict[str, int]:
    """Finish interrupted roll-outs and withdrawals, park what passed its safety deadline, take what sites have agreed
    to, ask about lapsed text, take down withdrawn topics. Returns how many of each; each is its own transaction."""
    return {
        "rolled_out": roll_out_pending(at=at),
        "withdrawals_told": tell_withdrawn_pending(at=at),
        "parked": park_overdue(at=at),
        "taken": take_due(at=at),
        "lapsed": lapse(at=at),
        "taken_down": take_down_withdrawn(at=at),
    }
