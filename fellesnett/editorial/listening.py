"""What the rooms below announce, written into the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fellesnett.editorial import log

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Place


def record_membership(
    *, verb: str, user: User, organization: Organization, role: str, by: User | None, at: datetime, **terms: Any
) -> None:
    """A role was granted, revoked or ran out; the record is written in the same transaction."""
    narrowed = {name: str(terms[name]) for name in ("branch", "until") if terms.get(name)}
    payload = {"role": role, "organization": organization.key, **narrowed}
    entry = log.Entry(f"membership.{verb}", f"user:{user.pk}", payload, organization)
    log.append([entry], by=by, at=at)


def record_place(*, place: Place, changed: Mapping[str, Any], by: User | None, at: datetime, **_: Any) -> None:
    """A place was written down or changed; the record is written in the same transaction."""
    said = {name: str(value) if isinstance(value, Decimal) else value for name, value in changed.items()}
    payload = {"organization": place.organization.key, "slug": place.slug, "changed": said}
    log.append([log.Entry("place.described", f"place:{place.pk}", payload, place.organization)], by=by, at=at)


def record_import(*, at: datetime, **_: Any) -> None:
    """Lists of organizations were taken in; the record is written in the same transaction."""
    log.append([log.Entry("organizations.imported", "organizations")], by=None, at=at)
