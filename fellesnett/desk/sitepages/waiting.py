"""What waits for those who edit a part of a site: questions about the pages that lie there. They have no inbox of the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.adoption.models import Adoption
from fellesnett.desk.local import waiting
from fellesnett.desk.local.scope import person
from fellesnett.desk.local.waiting import ABOUT_A_PAGE, Row
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.foundation.clock import now
from fellesnett.pages.models import page_models
from fellesnett.pages.permissions import branches_where, pages_where, sites_where, whole_sites_where

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NEEDS = {OpenItemKind.PROPOSAL: "publish"}
"""What a person must be allowed to do with the page to answer; to change it, where nothing is named."""


def rows_for(user: User, at: datetime) -> list[Row]:
    """What is asked about pages in this person's branches, most urgent first. Two queries for each kind of page asked about."""
    sites = {site.pk: site for site in sites_where(user, "change").exclude(pk__in=whole_sites_where(user, "change"))}
    asked = OpenItem.objects.for_sites(sites).open().filter(kind__in=ABOUT_A_PAGE)
    items = [item for item in asked.most_urgent_first() if item.detail.get("page")]
    mine = _within_reach(user, items)
    rows = [waiting.row_of(item, sites[item.site_id], user, at) for item in items if item.pk in mine]
    waiting.address_rows(rows, Adoption.objects.none())
    return rows


def _within_reach(user: User, items: list[OpenItem]) -> set[int]:
    """The keys of the items whose page lies where this person may do what is asked."""
    asked: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for item in items:
        asked[item.detail.get("model", ""), NEEDS.get(OpenItemKind(item.kind), "change")][item.detail["page"]] = item.pk
    models = {str(model._meta.model_name): model for model in page_models()}
    found: set[int] = set()
    for (kind, action), pages in asked.items():
        if kind in models:
            within = pages_where(user, action, models[kind]).filter(pk__in=list(pages)).values_list("pk", flat=True)
            found |= {pages[page] for page in within}
    return found


class BranchPanel(Component):
    """The front page of one who edits a part of a site."""

    order = 60
    template_name = "desk/sitepages/waiting.html"

    def __init__(self, request: HttpRequest) -> None:
        user = person(request)
        self.is_shown = bool(branches_where(user, "change"))
        self.rows = rows_for(user, now()) if self.is_shown else []

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"rows": self.rows, "urgent": sum(row.urgent or row.near for row in self.rows)}
