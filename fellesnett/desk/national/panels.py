"""The national part of «what waits for me»: the top of it on the front page, and the whole list on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from fellesnett.desk import choosing
from fellesnett.desk.national.cases import Case, cases, tell_units
from fellesnett.desk.national.doors import READING_ROLES
from fellesnett.desk.national.pages import page
from fellesnett.desk.national.queries import waiting_for
from fellesnett.desk.national.topics import person
from fellesnett.desk.national.waiting import items_for, national_roles
from fellesnett.foundation.clock import now
from fellesnett.insight.queries import waiting_nationally
from fellesnett.organizations.models import Site
from fellesnett.organizations.permissions import NATIONAL_ROLES

TOP = 5


class Desk:
    """What the national office is to a person: whether they read there, whether they answer the readers of the front door, and
    what waits for them."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = person(request)
        self.held = national_roles(request)
        self.reads = bool(self.held & READING_ROLES)
        edits = bool(self.held & NATIONAL_ROLES)
        self.front_door = Site.objects.filter(is_front_door=True).first() if edits else None

    def cases(self, *, everyone: bool = False) -> list[Case]:
        """Texts under approval, other national cases and what readers of the front door say, most urgent first."""
        said = waiting_nationally(self.user) if self.front_door else []
        items = [*items_for(self.user, self.held, everyone=everyone), *said]
        return cases(self.user, self.held, waiting_for(self.user, self.held, everyone=everyone), items, now())


class WaitingPanel(Component):
    """The top of the list, the counts, and the way to all of it."""

    order = 100
    template_name = "desk/national/panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.desk = Desk(request)
        self.rows = self.desk.cases()

    @property
    def is_shown(self) -> bool:
        return self.desk.reads or bool(self.rows) or self.desk.front_door is not None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "rows": self.rows[:TOP],
            "total": len(self.rows),
            "urgent": choosing.counts(self.rows)[choosing.URGENT],
            "reads": self.desk.reads,
            "front_door": self.desk.front_door,
        }


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """All that waits nationally: for me, for my unit or for anybody at the national office; by kind, topic, class and age."""
    return listing(request, _("Venter nasjonalt"))


def listing(request: HttpRequest, title: str) -> HttpResponse:
    """The list under this title."""
    desk, choice = Desk(request), choosing.choice_of(request)
    rows = desk.cases(everyone=desk.reads and choice.of_others_too)
    own_units = tell_units(rows, desk.user)
    drawn = choosing.screen(request, rows, choice, own_units, others=desk.reads)
    return page(request, "waiting.html", title, front_door=desk.front_door, reads=desk.reads, **drawn)
