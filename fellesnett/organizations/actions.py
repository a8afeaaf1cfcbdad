"""Giving and taking away roles. Both verbs ask the gate, change one row and announce it in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fellesnett.organizations.gates import Reason, blockers_to_grant, blockers_to_revoke
from fellesnett.organizations.models import Membership, Organization
from fellesnett.organizations.signals import membership_changed

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


class NotAllowed(Exception):
    """Somebody has no authority over this role, or it cannot be held here; `reasons` say why and what to do."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a role is given: for which branch of the pages (None: all), until and with which day, and why."""

    branch: UUID | None = None
    until: date | None = None
    why: str = ""


@transaction.atomic
def grant(*, user: User, organization: Organization, role: str, by: User, at: datetime, terms: Terms | None = None) -> Membership:
    """Give a person a role for an organization and all below it, or for a branch of its site's pages.

    Giving it twice on the same terms changes and announces nothing; on other terms, those hold from now.
    Raises NotAllowed.
    """
    _lock(organization)
    if reasons := blockers_to_grant(user=user, organization=organization, role=role, by=by, terms=terms, at=at):
        raise NotAllowed(reasons)
    terms = terms or Terms()
    held = {"user": user, "organization": organization, "role": role, "branch": terms.branch}
    given = {"until": terms.until, "why": terms.why, "given_by": by, "given_at": at}
    membership, new = Membership.objects.get_or_create(**held, defaults=given)
    if not new and (membership.until, membership.why) != (terms.until, terms.why):
        Membership.objects.filter(pk=membership.pk).update(**given)
        membership.refresh_from_db()
        new = True
    if new:
        _announce("granted", membership, by, at)
    return membership


@transaction.atomic
def revoke(*, user: User, organization: Organization, role: str, by: User, at: datetime, branch: UUID | None = None) -> bool:
    """Take a role from a person. False, and nothing announced, when the person did not hold it. Raises NotAllowed."""
    _lock(organization)
    if reasons := blockers_to_revoke(user=user, organization=organization, role=role, by=by, branch=branch):
        raise NotAllowed(reasons)
    membership = Membership.objects.filter(user=user, organization=organization, role=role, branch=branch).first()
    if membership is None:
        return False
    membership.delete()
    _announce("revoked", membership, by, at)
    return True


@transaction.atomic
def expire(*, at: datetime) -> list[Membership]:
    """Take away what has run out: they have counted no more since their last day. Returns them; run again: none."""
    over = Membership.objects.filter(until__lt=timezone.localdate(at)).select_related("user", "organization")
    gone = list(over.select_for_update(of=("self",)).order_by("pk"))
    for membership in gone:
        Membership.objects.filter(pk=membership.pk).delete()
        _announce("expired", membership, None, at)
    return gone


def _lock(organization: Organization) -> None:
    """Two people cannot take away each other's last role at once."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _announce(verb: str, membership: Membership, by: User | None, at: datetime) -> None:
    membership_changed.send(
        Membership,
        verb=verb,
        user=membership.user,
        organization=membership.organization,
        role=membership.role,
        branch=membership.branch,
        until=membership.until,
        by=by,
        at=at,
    )
