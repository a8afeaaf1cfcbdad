"""What falls due by the clock, in every room. Each task can be stopped anywhere and finds its own way on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sized
from datetime import datetime

from fellesnett.access.actions.giving import expire_roles
from fellesnett.adoption.actions.owning import open_hand_overs as local_hand_overs
from fellesnett.adoption.actions.running import DUE
from fellesnett.codes.actions import check_due as check_codes
from fellesnett.delivery.following import follow
from fellesnett.delivery.pushing import forget_deliveries
from fellesnett.editorial.digest import write_due
from fellesnett.editorial.outbox import forget_letters, send_due
from fellesnett.editorial.reminders import escalate, remind
from fellesnett.insight.actions import forget_feedback
from fellesnett.links.actions import follow_links
from fellesnett.national.actions.owning import open_hand_overs as national_hand_overs
from fellesnett.national.actions.releasing import go_live_scheduled
from fellesnett.national.left_behind import ask_for_languages
from fellesnett.national.reviews import escalate_reviews, open_review_items
from fellesnett.pages.actions import open_page_reviews, run_schedule
from fellesnett.participation.actions import follow_due
from fellesnett.signposts.actions import open_reviews as open_signpost_reviews

logger = logging.getLogger(__name__)

TASKS: dict[str, Callable[..., int | Sized]] = {
    "went_live": go_live_scheduled,
    **DUE,
    "codes_checked": check_codes,
    "languages_asked": ask_for_languages,
    "reviews_asked": open_review_items,
    "reviews_escalated": escalate_reviews,
    "roles_expired": expire_roles,
    "hand_overs_asked": national_hand_overs,
    "local_hand_overs_asked": local_hand_overs,
    "pages_turned": run_schedule,
    "page_reviews_asked": open_page_reviews,
    "signpost_reviews_asked": open_signpost_reviews,
    "orders_followed": follow_due,
    "feedback_forgotten": forget_feedback,
    "feed_followed": follow,
    "links_asked": follow_links,
    "reminded": remind,
    "escalated": escalate,
    "digests_written": write_due,
    "letters_sent": send_due,
    "letters_forgotten": forget_letters,
    "deliveries_forgotten": forget_deliveries,
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
