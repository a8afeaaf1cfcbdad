"""Who may: every question about rights is answered from `Membership`.

A membership counts for its organization and every organization below it. Roles of the national editorial office
count everywhere. Superusers exist for installation only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from fellesnett.organizations.models import Membership, Organization, OrganizationKind, Role, Site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NATIONAL_ROLES = frozenset({Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR})


def roles_at(user: User, organization: Organization) -> frozenset[str]:
    """The roles this user holds at this organization, directly or through one above it. No role when inactive."""
    if not user.is_active or not user.is_authenticated:
        return frozenset()
    held = dict[int, set[str]]()
    for organization_id, role in Membership.objects.filter(user=user).values_list("organization_id", "role"):
        held.setdefault(organization_id, set()).add(role)
    roles: set[str] = set()
    node: Organization | None = organization
    while node is not None:
        roles |= held.get(node.pk, set())
        node = node.parent
    return frozenset(roles)


def organizations_of(user: User, *roles: str) -> QuerySet[Organization]:
    """The organizations for which this user holds any of the roles (any role at all when none is named)."""
    if not user.is_active or not user.is_authenticated:
        return Organization.objects.none()
    memberships = Membership.objects.filter(user=user)
    if roles:
        memberships = memberships.filter(role__in=roles)
    found = set(memberships.values_list("organization_id", flat=True))
    frontier = found
    while frontier:
        frontier = set(Organization.objects.filter(parent__in=frontier).values_list("pk", flat=True)) - found
        found = found | frontier
    return Organization.objects.filter(pk__in=found)


def is_national(user: User, *roles: str) -> bool:
    """Does this user hold one of the roles (default: any national role) at the national editorial office?"""
    if not user.is_active or not user.is_authenticated:
        return False
    return Membership.objects.filter(
        user=user, organization__kind=OrganizationKind.NATIONAL, role__in=roles or NATIONAL_ROLES
    ).exists()


def may_at_site(user: User, site: Site, *roles: str) -> bool:
    """Does this user hold one of the roles for the organization of this site?"""
    return bool(roles_at(user, site.organization) & set(roles))
