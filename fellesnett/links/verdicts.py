"""What an answer means for an address: works, moved, fails today, dead after several days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from fellesnett.links.models import Address, Standing
from fellesnett.links.outgoing import Answer

DAYS_BEFORE_DEAD = 3
"""A server may be away for a night. Only what fails on so many days, one after the other as it is asked, is called dead."""
AGAIN = {
    Standing.WORKS: timedelta(days=7),
    Standing.MOVED: timedelta(days=7),
    Standing.UNSURE: timedelta(days=14),
    Standing.FAILING: timedelta(days=1),
    Standing.DEAD: timedelta(days=1),
}
"""When an address is asked again."""
TURNED_AWAY = frozenset({401, 403, 405, 406, 407, 408, 425, 429, 451, 501, 503, 999})
"""It answers, and tells a program nothing of what a reader would see."""
LONGEST_WAIT = timedelta(days=2)
FAULTS = ("gone", "broken", "no_host", "silent", "certificate", "loop", "inside", "malformed")


@dataclass(frozen=True, slots=True)
class Judged:
    """What to keep of the address; and until when its host asked us to wait, where it did."""

    facts: dict[str, Any]
    host_waits_until: datetime | None = None


def judge(address: Address, answer: Answer, *, at: datetime) -> Judged:
    """What we know of the address after this answer."""
    fault = _fault(answer)
    facts = _failed(address, fault, at) if fault else _answered(answer)
    if facts["standing"] in (Standing.WORKS, Standing.MOVED):
        facts |= {"etag": answer.etag or address.etag, "modified": answer.modified or address.modified}
    facts["next_at"] = _next(address, facts["standing"], at)
    held = min(timedelta(seconds=answer.wait_seconds), LONGEST_WAIT)
    waits = at + held if held and answer.status in (429, 503) else None
    return Judged(facts, waits)


def _fault(answer: Answer) -> str:
    """The word for what is wrong; empty where it works, or where it does not say."""
    if not answer.status:
        return answer.fault or "silent"
    if answer.status == 304 or 200 <= answer.status < 300 or answer.status in TURNED_AWAY:
        return ""
    return "gone" if answer.status < 500 else "broken"


def _failed(address: Address, fault: str, at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    days = address.fault_days + (address.failed_on != today)
    standing = Standing.DEAD if days >= DAYS_BEFORE_DEAD else Standing.FAILING
    return {"standing": standing, "fault": fault, "fault_days": days, "failed_on": today}


def _answered(answer: Answer) -> dict[str, Any]:
    standing = Standing.MOVED if answer.moved_to else Standing.WORKS
    standing = Standing.UNSURE if answer.status in TURNED_AWAY else standing
    moved = answer.moved_to if standing == Standing.MOVED else ""
    return {"standing": standing, "fault": "", "fault_days": 0, "failed_on": None, "moved_to": moved}


def _next(address: Address, standing: str, at: datetime) -> datetime:
    """Not all at the same hour: each address has minutes of its own."""
    return at + AGAIN[Standing(standing)] - timedelta(minutes=(address.pk or 0) % 180)
