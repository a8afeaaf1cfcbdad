"""The inbox: whose an open item is, and what is late."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from fellesnett.organizations.models import Membership, Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site

COVERS: dict[str, tuple[str, ...]] = {
    Role.NATIONAL_MEDICAL_EDITOR: (Role.NATIONAL_EDITOR,),
    Role.SITE_OWNER: (Role.EDITOR, Role.CONTRIBUTOR),
    Role.EDITOR: (Role.CONTRIBUTOR,),
}
"""Who also answers for whom: the items asked of the second are in the inbox of the first."""

WATCHERS = frozenset({Role.AUDITOR, Role.STUDY_PUBLISHER})
"""Roles that are asked nothing unless by name."""


class OpenItemQuerySet(models.QuerySet[Any]):
    """`OpenItem.objects.for_user(user).open().overdue(at)`."""

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def overdue(self, at: datetime) -> Self:
        """Open items whose deadline has passed."""
        return self.open().filter(deadline__lt=at)

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def for_organization(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def for_user(self, user: User) -> Self:
        """What this person is asked: by name, or by a role held at the item's organization or above it.

        Two queries to find out, however many organizations. Inactive people are asked nothing.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        mine = Q(owner=user)
        for role, organizations in reach_of(user).items():
            mine |= Q(organization__in=organizations, role__in=(role, *COVERS.get(role, ())))
            if role not in WATCHERS:
                mine |= Q(organization__in=organizations, role="")
        return self.filter(mine)

    def most_urgent_first(self) -> Self:
        return self.order_by("-urgent", "deadline", "pk")


def reach_of(user: User) -> dict[str, set[int]]:
    """For each role this person holds: the organizations where it counts, those below included."""
    held: dict[str, set[int]] = defaultdict(set)
    for role, organization in Membership.objects.filter(user=user).values_list("role", "organization_id"):
        held[role].add(organization)
    if not held:
        return {}
    children: dict[int, set[int]] = defaultdict(set)
    for pk, parent in Organization.objects.filter(parent__isnull=False).values_list("pk", "parent_id"):
        children[parent].add(pk)
    return {role: _and_below(organizations, children) for role, organizations in held.items()}


def _and_below(found: set[int], children: dict[int, set[int]]) -> set[int]:
    reached, frontier = set(found), set(found)
    while frontier:
        frontier = {child for parent in frontier for child in children.get(parent, ())} - reached
        reached |= frontier
    return reached
