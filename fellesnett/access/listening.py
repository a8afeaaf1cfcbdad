"""What the guard of the log-in announces, written into the record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from fellesnett.accounts.models import User
from fellesnett.editorial import log
from fellesnett.editorial.models import Event
from fellesnett.foundation import clock


def record_locked_out(*, username: str | None = None, **_: Any) -> None:
    """Somebody was shut out after repeated failures: written once for each time the door is shut, however often it is tried.

    Addresses that belong to nobody are not recorded.
    """
    user, at = User.objects.filter(email=(username or "").strip().lower()).first(), clock.now()
    if user is None:
        return
    entry = log.Entry("sign_in.locked_out", f"user:{user.pk}")
    told = Event.objects.filter(verb=entry.verb, subject=entry.subject, at__gt=at - settings.AXES_COOLOFF_TIME)
    with transaction.atomic():
        if not told.exists():
            log.append([entry], by=None, at=at)
