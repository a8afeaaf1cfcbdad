"""What falls due by the clock. Each task is a verb that can be stopped anywhere and finds its own way on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sized
from datetime import datetime

from fellesnett.adoption.actions.expiring import lapse, take_due
from fellesnett.adoption.actions.rolling_out import roll_out_pending
from fellesnett.adoption.actions.safety import park_overdue
from fellesnett.adoption.actions.withdrawing import take_down_withdrawn, tell_withdrawn_pending
from fellesnett.editorial.reminders import escalate, remind
from fellesnett.national.actions.releasing import go_live_scheduled
from fellesnett.national.reviews import open_review_items

logger = logging.getLogger(__name__)

TASKS: dict[str, Callable[..., int | Sized]] = {
    "planlagte utgaver sluppet": go_live_scheduled,
    "utgaver rullet ut": roll_out_pending,
    "trukne temaer meldt": tell_withdrawn_pending,
    "lokale tekster parkert etter sikkerhetsfrist": park_overdue,
    "trukne temaer tatt ned": take_down_withdrawn,
    "rene endringer tatt etter 30 dager": take_due,
    "lokale tekster som går ut": lapse,
    "kvalitetssikringer varslet": open_review_items,
    "påminnelser": remind,
    "saker løftet": escalate,
}


def run_due(*, at: datetime) -> dict[str, int]:
    """Run every task once; how much each did. A task that fails is logged and does not stop the others."""
    done = {}
    for name, task in TASKS.items():
        try:
            result = task(at=at)
        except Exception:
            logger.exception("%s failed", name)
            continue
        done[name] = result if isinstance(result, int) else len(result)
    return done
