"""What is asked of those who edit a part of a site: questions about the pages that lie there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from fellesnett.editorial.models import OpenItemKind
from fellesnett.pages.branches import lying_in
from fellesnett.pages.models import page_models
from fellesnett.pages.permissions import branches_where, sites_where

if TYPE_CHECKING:
    from uuid import UUID

    from fellesnett.accounts.models import User
    from fellesnett.editorial.querysets import OpenItemQuerySet

NEEDS = {
    OpenItemKind.PROPOSAL: "publish",
    OpenItemKind.REVIEW_DUE: "change",
    OpenItemKind.DEAD_LINK: "change",
    OpenItemKind.RETIRED_CODE: "publish",
}
"""What is asked of a page of the site's own, and what a person must be allowed to do with the page to answer."""


def asked_in_part(user: User, among: OpenItemQuerySet) -> frozenset[int]:
    """The keys of those of these items whose page lies in a part of a site where this person may do what is asked.

    One query for each act where no part is anybody's own, else two more for each kind of page asked about.
    """
    found: set[int] = set()
    for action in sorted(set(NEEDS.values())):
        if parts := branches_where(user, action):
            kinds = [kind for kind, needed in NEEDS.items() if needed == action]
            found |= _lying_there(user, action, parts, among.filter(kind__in=kinds))
    return frozenset(found)


def _lying_there(user: User, action: str, parts: frozenset[UUID], among: OpenItemQuerySet) -> set[int]:
    asked: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pk, detail in among.filter(site__in=sites_where(user, action)).values_list("pk", "detail"):
        if detail.get("page"):
            asked[detail.get("model", "")][detail["page"]].add(pk)
    found: set[int] = set()
    for model in page_models():
        if pages := asked.get(str(model._meta.model_name)):
            there = Q(lying_in(model, parts), pk__in=list(pages))
            found.update(*(pages[page] for page in model._default_manager.filter(there).values_list("pk", flat=True)))
    return found
