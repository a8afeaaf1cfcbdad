"""Questions about the people of a site: who has a role there, and how they come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from fellesnett.access.models import Identity
from fellesnett.access.permissions import may_reset
from fellesnett.access.second_steps import with_second_step
from fellesnett.accounts.models import User
from fellesnett.organizations.gates import AUTHORITY
from fellesnett.organizations.models import Membership, Organization, Role
from fellesnett.organizations.permissions import is_national, roles_by_organization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SILENT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Held:
    """One role of a person, on which terms, and who gave it and why. Empty `where`: at the organization that is asked about."""

    pk: int
    role: str
    where: str
    branch: UUID | None
    until: date | None
    why: str
    given_by: str
    given_at: datetime | None
    may_take: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with a role at an organization, and how that person comes in."""

    user: User
    held: tuple[Held, ...]
    has_password: bool
    has_second_step: bool
    providers: tuple[str, ...]
    may_reset: bool
    is_silent: bool
    """Not logged in for so long that one should ask whether the role is still needed."""


def colleagues(
    organization: Organization, *, seen_by: User, at: datetime, may: Callable[[Membership], bool] | None = None
) -> list[Colleague]:
    """Everyone with a role here, below or above, by name, the inactive left out: those above have a say here too.

    `may` is `authority_of(seen_by)`, where it is known already.
    """
    counts = Q(organization__path__startswith=organization.path) | Q(organization__in=organization.lineage)
    rows = Membership.objects.filter(counts, user__is_active=True).select_related("user", "organization", "given_by")
    people: dict[int, User] = {}
    roles: dict[int, list[Held]] = {}
    may = may or authority_of(seen_by)
    for one in rows.order_by("user__first_name", "user__last_name", "user_id", "role", "pk"):
        people[one.user_id] = one.user
        roles.setdefault(one.user_id, []).append(_held(one, organization, may(one) and one.user_id != seen_by.pk))
    return list(_told(people, roles, seen_by, at))


def _held(one: Membership, here: Organization, may_take: bool) -> Held:
    return Held(
        pk=one.pk,
        role=str(Role(one.role).label),
        where="" if one.organization_id == here.pk else str(one.organization),
        branch=one.branch,
        until=one.until,
        why=one.why,
        given_by=str(one.given_by or ""),
        given_at=one.given_at,
        may_take=may_take,
    )


def authority_of(user: User) -> Callable[[Membership], bool]:
    """A question to ask of many memberships: has this person authority over that role there? Three queries in all."""
    everywhere, held = is_national(user, Role.NATIONAL_MEDICAL_EDITOR), roles_by_organization(user)
    return lambda one: everywhere or any(one.role in AUTHORITY.get(own, ()) for own in held.get(one.organization_id, ()))


def _told(people: dict[int, User], held: dict[int, list[Held]], seen_by: User, at: datetime) -> Iterator[Colleague]:
    doubly = with_second_step(people.values())
    providers: dict[int, list[str]] = {}
    for key, name in Identity.objects.filter(user__in=people).values_list("user_id", "provider__name").order_by("provider__name"):
        providers.setdefault(key, []).append(name)
    for key, user in people.items():
        yield Colleague(
            user=user,
            held=tuple(held[key]),
            has_password=user.has_usable_password(),
            has_second_step=key in doubly,
            providers=tuple(providers.get(key, ())),
            may_reset=key in doubly and may_reset(seen_by, user),
            is_silent=max(user.last_login or user.date_joined, user.date_joined) <= at - SILENT_FOR,
        )
