"""Who may: every question about rights is answered from `Membership`.

A membership counts for its organization and every organization below it. The roles of the national editorial office
are asked about with `is_national`: they open no hospital's door. Superusers exist for installation only and have no
role by that. A membership whose last day is over counts no more. Each question is one query (two for
`roles_by_organization`), however deep the tree is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from fellesnett.foundation import clock
from fellesnett.organizations.models import Membership, Organization, OrganizationKind, Role, Site, keys_in

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NATIONAL_ROLES = frozenset({Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR})


def today() -> date:
    """The day that a membership's last day is held against."""
    return timezone.localdate(clock.now())


def memberships_of(user: User) -> QuerySet[Membership]:
    """The memberships for whole organizations that count for this user now."""
    return every_membership_of(user).filter(branch__isnull=True)


def every_membership_of(user: User) -> QuerySet[Membership]:
    """The same, with those for a branch of a site's pages: none when the person is inactive or not logged in.

    Where a provider vouched for the person, only those at its organization and below: it cannot open another's doors.
    """
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    held = Membership.objects.standing(today()).filter(user=user)
    return held.filter(organization__path__startswith=user.vouched_within) if user.vouched_within else held


def roles_at(user: User, organization: Organization) -> frozenset[str]:
    """The roles this user holds at this organization, directly or through one above it. No role when inactive."""
    return frozenset(memberships_of(user).filter(organization__in=organization.lineage).values_list("role", flat=True))


def roles_by_organization(user: User) -> Mapping[int, frozenset[str]]:
    """The roles this user holds, for the key of every organization where the user holds any: for pages with many rows."""
    held: dict[int, set[str]] = {}
    paths: list[str] = []
    for pk, path, role in memberships_of(user).values_list("organization_id", "organization__path", "role"):
        held.setdefault(pk, set()).add(role)
        paths.append(path)
    below = Organization.objects.under_paths(paths).order_by().values_list("pk", "path")
    return {pk: frozenset().union(*(held.get(above, ()) for above in keys_in(path))) for pk, path in below} if paths else {}


def organizations_of(user: User, *roles: str) -> QuerySet[Organization]:
    """The organizations for which this user holds any of the roles (any role at all when none is named)."""
    memberships = memberships_of(user).filter(role__in=roles) if roles else memberships_of(user)
    return Organization.objects.under_paths(memberships.values_list("organization__path", flat=True))


def users_with(organization: Organization, *roles: str) -> Q:
    """The condition on `User` for active people who hold one of the roles at this organization or above it."""
    return Q(is_active=True) & Q(
        pk__in=Membership.objects.standing(today())
        .whole()
        .filter(organization__in=organization.lineage, role__in=roles)
        .values("user")
    )


def is_national(user: User, *roles: str) -> bool:
    """Does this user hold one of the roles (default: any national role) at the national editorial office?"""
    return memberships_of(user).filter(organization__kind=OrganizationKind.NATIONAL, role__in=roles or NATIONAL_ROLES).exists()


def may_at_site(user: User, site: Site, *roles: str) -> bool:
    """Does this user hold one of the roles for the organization of this site?"""
    return bool(roles_at(user, site.organization) & set(roles))
