"""What the rooms below announce, written into the record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fellesnett.editorial import log

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization


def record_membership(*, verb: str, user: User, organization: Organization, role: str, by: User, at: datetime, **_: Any) -> None:
    """A role was granted or revoked; the record is written in the same transaction."""
    entry = log.Entry(f"membership.{verb}", f"user:{user.pk}", {"role": role, "organization": organization.key}, organization)
    log.append([entry], by=by, at=at)
