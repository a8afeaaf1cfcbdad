"""A button pressed twice: the second press finds what the first one made, and makes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

WITHIN = timedelta(minutes=1)
"""The very same, said by the same person within this, is one act that was sent twice."""


def since(by: User, at: datetime) -> datetime:
    """From when what this person made may be the first press. Until the transaction ends the person's acts come one by one,
    so that two presses that arrive at once do not both find nothing."""
    get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    return at - WITHIN
