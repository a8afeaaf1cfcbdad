"""Giving and taking away roles. Both verbs ask the gate, change one row and announce it in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

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


@transaction.atomic
def grant(*, user: User, organization: Organization, role: str, by: User, at: datetime) -> Membership:
    """Give a person a role for an organization and all below it. Giving it twice changes and announces nothing.

    Raises NotAllowed.
    """
    _lock(organization)
    if reasons := blockers_to_grant(user=user, organization=organization, role=role, by=by):
        raise NotAllowed(reasons)
    membership, new = Membership.objects.get_or_create(user=user, organization=organization, role=role)
    if new:
        _announce("granted", membership, by, at)
    return membership


@transaction.atomic
def revoke(*, user: User, organization: Organization, role: str, by: User, at: datetime) -> bool:
    """Take a role from a person. False, and nothing announced, when the person did not hold it. Raises NotAllowed."""
    _lock(organization)
    if reasons := blockers_to_revoke(user=user, organization=organization, role=role, by=by):
        raise NotAllowed(reasons)
    membership = Membership.objects.filter(user=user, organization=organization, role=role).first()
    if membership is None:
        return False
    membership.delete()
    _announce("revoked", membership, by, at)
    return True


def _lock(organization: Organization) -> None:
    """Two people cannot take away each other's last role at once."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _announce(verb: str, membership: Membership, by: User, at: datetime) -> None:
    membership_changed.send(
        Membership, verb=verb, user=membership.user, organization=membership.organization, role=membership.role, by=by, at=at
    )
