"""The hospitals' part of «what waits for me» on the front page, and the way to each of my sites in the menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from fellesnett.desk.boards.tables import softened
from fellesnett.desk.choosing import CLEAN, URGENT, counts
from fellesnett.desk.local import waiting
from fellesnett.desk.local.scope import my_sites, person
from fellesnett.desk.local.waiting import adoptions_at
from fellesnett.foundation.clock import now

TOP = 5
SITES_IN_MENU = 6


class LocalPanel(Component):
    """The top of the inbox, the counts, and my sites."""

    order = 50
    template_name = "desk/local/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        user = person(request)
        self.sites = my_sites(request)
        self.rows = waiting.rows_for(user, self.sites, now()) if self.sites else []
        self.top = self.rows[:TOP]
        waiting.address_rows(self.top, adoptions_at(user, None))

    @property
    def is_shown(self) -> bool:
        return bool(self.sites)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        counted = counts(self.rows)
        return {
            "rows": self.top,
            "total": len(self.rows),
            "clean": counted.get(CLEAN, 0),
            "urgent": counted.get(URGENT, 0),
            "sites": self.sites[: SITES_IN_MENU * 2],
            "more_sites": len(self.sites) > SITES_IN_MENU * 2,
        }


def menu_items(request: HttpRequest) -> list[MenuItem]:
    """Our texts at each site, when they are few."""
    sites = my_sites(request)
    if len(sites) > SITES_IN_MENU:
        return []
    return [
        MenuItem(
            softened(site.name),
            reverse("desk_local:texts", args=[site.slug]),
            name=f"desk-site-{site.slug}",
            icon_name="site",
            order=110 + at,
        )
        for at, site in enumerate(sites)
    ]
