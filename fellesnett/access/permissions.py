"""Who may act on somebody else's access, and on providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fellesnett.organizations.gates import AUTHORITY
from fellesnett.organizations.models import Membership, Organization, Role
from fellesnett.organizations.permissions import is_national, roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

OWNERS = (Role.SITE_OWNER, Role.REGIONAL_OWNER)


def may_connect_providers(user: User) -> bool:
    """Who may say which provider vouches for whom: the national medical editor."""
    return is_national(user, Role.NATIONAL_MEDICAL_EDITOR)


def may_reset(by: User, user: User) -> bool:
    """May this person take away that one's second step? Whoever has authority over every role held; never one's own."""
    if by.pk == user.pk:
        return False
    if is_national(by, Role.NATIONAL_MEDICAL_EDITOR):
        return True
    held = list(Membership.objects.filter(user=user).select_related("organization"))
    return bool(held) and all(_has_authority(by, one.organization, one.role) for one in held)


def may_let_in(by: User, organization: Organization) -> bool:
    """May this person answer a request for access here?"""
    return bool(roles_at(by, organization) & set(OWNERS)) or is_national(by, Role.NATIONAL_MEDICAL_EDITOR)


def _has_authority(by: User, organization: Organization, role: str) -> bool:
    return any(role in AUTHORITY.get(own, ()) for own in roles_at(by, organization))
