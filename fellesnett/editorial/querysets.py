"""The inbox: whose an open item is, and what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from fellesnett.organizations.models import Role
from fellesnett.organizations.permissions import roles_by_organization

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site

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
        """Open items whose deadline has passed. What only tells has none."""
        return self.open().filter(asks=True, deadline__lt=at)

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def for_sites(self, sites: Collection[int]) -> Self:
        """Of several sites, by their keys."""
        return self.filter(site__in=sites)

    def for_organization(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def for_the_nation(self) -> Self:
        """What is asked about the national base, of no site."""
        return self.filter(site__isnull=True)

    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def for_user(self, user: User) -> Self:
        """What this person is asked: by name, or by a role held at the item's organization or above it. What names no role
        is asked of everybody there, unless it names a person.

        Two queries to find out, however many organizations. Inactive people are asked nothing.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        mine = Q(owner=user)
        for role, organizations in reach_of(user).items():
            mine |= Q(organization__in=organizations, role__in=(role, *COVERS.get(role, ())))
            if role not in WATCHERS:
                mine |= Q(organization__in=organizations, role="", owner__isnull=True)
        return self.filter(mine)

    def most_urgent_first(self) -> Self:
        return self.order_by("-urgent", "deadline", "pk")


class SignOffRequestQuerySet(models.QuerySet[Any]):
    """`SignOffRequest.objects.about("candidate:17").open(at)`."""

    def about(self, about: str) -> Self:
        return self.filter(about=about)

    def unanswered(self) -> Self:
        """Neither answered nor closed; the time may have run out."""
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)

    def open(self, at: datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=at)


class DigestQuerySet(models.QuerySet[Any]):
    """`Digest.objects.of(person)`."""

    def of(self, person: Any) -> Self:
        """One person's, or with an `OuterRef` those of the person outside."""
        return self.filter(person=person)


class LetterQuerySet(models.QuerySet[Any]):
    """`Letter.objects.due(at)`."""

    def waiting(self) -> Self:
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self, at: datetime) -> Self:
        """What is to be tried now, the oldest first."""
        return self.waiting().filter(next_try_at__lte=at).order_by("next_try_at", "pk")


def reach_of(user: User) -> dict[str, set[int]]:
    """For each role this person holds: the organizations where it counts, those below included."""
    reach: dict[str, set[int]] = defaultdict(set)
    for organization, roles in roles_by_organization(user).items():
        for role in roles:
            reach[role].add(organization)
    return dict(reach)
