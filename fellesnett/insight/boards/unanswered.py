"""What nobody answers: cases that were taken to the site owner and the region after 30 days and wait still, and local text that
was taken aside because a safety change was not answered in time (semantics.md section 5).

Above the region there is nobody to ask: so the national office sees them here, site by site, with whom to call. It decides
nothing for a site.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fellesnett.adoption.models import SafetyNotice
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.reminders import ANSWER_WITHIN
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import Membership, Role, Site
from fellesnett.organizations.permissions import today

LATELY = timedelta(days=30)
"""For how long a text that was taken aside is told of."""


@dataclass
class Unanswered:
    """One site. `kinds`: how many of each kind of case were taken upwards, `silent` those that were not answered there in time
    either, `since` when the first was taken upwards, `aside` local texts taken aside lately by a safety deadline; `owners` and
    `region` are the names of those who were asked."""

    site: Site
    kinds: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    since: datetime | None = None
    aside: int = 0
    owners: tuple[str, ...] = ()
    region: tuple[str, ...] = ()

    @property
    def raised(self) -> int:
        return self.kinds.total()


def unanswered(scope: Scope, *, at: datetime) -> list[Unanswered]:
    """The sites of the scope where anything was left unanswered: most silence first, then by name. Three queries."""
    found: dict[int, Unanswered] = {site.pk: Unanswered(site) for site in scope.sites}
    raised = OpenItem.objects.open().filter(site__in=scope.keys, escalated_at__isnull=False)
    for pk, kind, since in raised.values_list("site_id", "kind", "escalated_at"):
        one = found[pk]
        one.kinds[kind] += 1
        one.silent += since + ANSWER_WITHIN < at
        one.since = min(filter(None, (one.since, since)))
    parked = SafetyNotice.objects.filter(
        text__adoption__site__in=scope.keys, outcome="parked", operation__isnull=False, closed_at__gt=at - LATELY
    )
    for pk, _operation in parked.values_list("text__adoption__site_id", "operation_id").distinct():
        found[pk].aside += 1
    left = [one for one in found.values() if one.raised or one.aside]
    _name(left)
    return sorted(left, key=lambda one: -one.silent)


def _name(rows: list[Unanswered]) -> None:
    """Say who was asked at each site."""
    owners, regional = _holders(Role.SITE_OWNER, Role.REGIONAL_OWNER) if rows else ({}, {})
    for one in rows:
        lineage = one.site.organization.lineage
        one.owners = tuple(name for pk in lineage for name in owners.get(pk, ()))
        one.region = tuple(name for pk in lineage for name in regional.get(pk, ()))


def _holders(*roles: str) -> Iterator[Mapping[int, list[str]]]:
    """For each role: the names of those who hold it, by organization."""
    held = Membership.objects.standing(today()).whole().filter(role__in=roles, user__is_active=True).select_related("user")
    named: dict[str, dict[int, list[str]]] = {role: {} for role in roles}
    for row in held.order_by("user__first_name", "user__last_name", "pk"):
        named[row.role].setdefault(row.organization_id, []).append(str(row.user))
    yield from named.values()
