"""The list of what waits nationally: for me, for my unit, or for anybody at the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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


class WaitingNationally:
    """The national part of what waits for a person: whether they read at the office, whether they answer the readers of the front
    door, and the cases."""

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


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """All that waits nationally: for me, for my unit or for anybody at the national office; by kind, topic, class and age."""
    return listing(request, _("Venter nasjonalt"))


def listing(request: HttpRequest, title: str) -> HttpResponse:
    """The list under this title."""
    waits, choice = WaitingNationally(request), choosing.choice_of(request)
    rows = waits.cases(everyone=waits.reads and choice.of_others_too)
    own_units = tell_units(rows, waits.user)
    drawn = choosing.screen(request, rows, choice, own_units, others=waits.reads)
    return page(request, "waiting.html", title, front_door=waits.front_door, reads=waits.reads, **drawn)
