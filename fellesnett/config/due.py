"""What falls due by the clock, in every room. Each task can be stopped anywhere and finds its own way on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sized
from datetime import datetime

from fellesnett.adoption.actions.running import DUE
from fellesnett.editorial.reminders import escalate, remind
from fellesnett.national.actions.releasing import go_live_scheduled
from fellesnett.national.reviews import open_review_items

logger = logging.getLogger(__name__)

TASKS: dict[str, Callable[..., int | Sized]] = {
    "went_live": go_live_scheduled,
    **DUE,
    "reviews_asked": open_review_items,
    "reminded": remind,
    "escalated": escalate,
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
