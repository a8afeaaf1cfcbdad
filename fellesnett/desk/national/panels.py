"""The national part of «what waits for me» on the front page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.desk.national.cases import cases
from fellesnett.desk.national.doors import READING_ROLES
from fellesnett.desk.national.queries import waiting_for
from fellesnett.desk.national.topics import person
from fellesnett.desk.national.waiting import SHOWN, items_for, national_roles
from fellesnett.foundation.clock import now
from fellesnett.insight.queries import waiting_nationally
from fellesnett.organizations.models import Site
from fellesnett.organizations.permissions import NATIONAL_ROLES


class WaitingPanel(Component):
    """One list: texts under approval where this person is next, other national cases, what readers of the national text say."""

    order = 100
    template_name = "desk/national/waiting.html"

    def __init__(self, request: HttpRequest) -> None:
        user = person(request)
        held = national_roles(request)
        self.reads = bool(held & READING_ROLES)
        edits = bool(held & NATIONAL_ROLES)
        self.front_door = Site.objects.filter(is_front_door=True).first() if edits else None
        found = list(items_for(user, held)[: SHOWN + 1])
        self.more = len(found) > SHOWN
        said = waiting_nationally(user) if self.front_door else []
        self.rows = cases(user, held, waiting_for(user), [*found[:SHOWN], *said], now())

    @property
    def is_shown(self) -> bool:
        return self.reads or bool(self.rows) or self.front_door is not None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "more": self.more,
            "urgent": sum(row.urgent or row.near for row in self.rows),
            "reads": self.reads,
            "front_door": self.front_door,
        }
