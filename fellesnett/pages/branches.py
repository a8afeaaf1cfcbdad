"""Branches of a site's own pages: a department with its units, or a site within the site, with whatever is written there.

A branch is known by the `work` of the page at its root, which all languages share. A page lies in it when it is that
page, hangs below it, belongs to it (`scope`), or is kept by its people (`branch`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

if TYPE_CHECKING:
    from fellesnett.organizations.models import Site

NOTHING = Q(pk__in=[])


def with_all_below(roots: Iterable[UUID | None]) -> frozenset[UUID]:
    """These branches and every unit below them, as works. Two queries; none when there are no roots."""
    from fellesnett.pages.models import Department

    found = {root for root in roots if root is not None}
    if not found:
        return frozenset()
    sites = Department.objects.filter(work__in=found).values("site")
    pairs = Department.objects.filter(site__in=sites, parent__isnull=False).values_list("work", "parent__work")
    children: dict[UUID, set[UUID]] = {}
    for work, above in pairs:
        children.setdefault(above, set()).add(work)
    waiting = list(found)
    while waiting:
        fresh = children.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def lying_in(model: type[Any], works: Iterable[UUID]) -> Q:
    """The condition on this model's rows that they lie in one of these branches."""
    names = {field.name for field in model._meta.get_fields()}
    wanted = list(works)
    ways = {"work": "work__in", "branch": "branch__in", "scope": "scope__work__in"}
    condition = NOTHING
    for name, question in ways.items():
        if wanted and name in names:
            condition |= Q(**{question: wanted})
    return condition


def lies_in(page: Any, works: frozenset[UUID]) -> bool:
    """The same of one page as it stands, saved or not."""
    scope, above = getattr(page, "scope", None), getattr(page, "parent", None)
    own = {getattr(page, "work", None), getattr(page, "branch", None)}
    return bool((own | {each.work for each in (scope, above) if each is not None}) & works)


def branches_of(sites: Iterable[Site]) -> dict[UUID, str]:
    """Every branch that these sites have, by the name of its root in the site's own language. Two queries."""
    from fellesnett.pages.models import Department, SubSite

    own, found = {site.pk: site.language for site in sites}, {}
    for model in (Department, SubSite):
        rows = model._default_manager.filter(site__in=own).order_by("title", "pk")
        for work, title, site, language in rows.values_list("work", "title", "site_id", "language"):
            if work not in found or own[site] == language:
                found[work] = str(title)
    return found
