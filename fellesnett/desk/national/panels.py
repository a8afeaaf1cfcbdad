"""The national part of «what waits for me» on the front page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from fellesnett.desk.national.doors import READING_ROLES
from fellesnett.desk.national.queries import waiting_for
from fellesnett.desk.national.topics import person
from fellesnett.desk.national.waiting import SHOWN, address_of, items_for, roles_of
from fellesnett.insight.queries import waiting_nationally
from fellesnett.organizations.models import Site
from fellesnett.organizations.permissions import NATIONAL_ROLES


class WaitingPanel(Component):
    """Texts under approval where this person is next, and what readers of the national text say."""

    order = 100
    template_name = "desk/national/waiting.html"

    def __init__(self, request: HttpRequest) -> None:
        user = person(request)
        held = roles_of(user)
        self.reads = bool(held & READING_ROLES)
        self.candidates = waiting_for(user)
        found = list(items_for(user, held)[: SHOWN + 1])
        self.items, self.more_items = found[:SHOWN], len(found) > SHOWN
        edits = bool(held & NATIONAL_ROLES)
        self.front_door = Site.objects.filter(is_front_door=True).first() if edits else None
        self.said = waiting_nationally(user) if self.front_door else []

    @property
    def is_shown(self) -> bool:
        return self.reads or bool(self.candidates) or bool(self.items) or self.front_door is not None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "items": [(item, address_of(item)) for item in self.items],
            "more_items": self.more_items,
            "candidates": self.candidates,
            "reads": self.reads,
            "said": self.said,
            "front_door": self.front_door,
        }
