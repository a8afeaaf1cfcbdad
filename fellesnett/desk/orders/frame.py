"""What the screens about the life of a text share: the frame, whose site it is, and how things are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.composition.blocks import Edition as Value
from fellesnett.desk.local.frame import Crumb, site_trail
from fellesnett.desk.local.scope import LANGUAGES, Here
from fellesnett.national.models import Candidate, Edition
from fellesnett.national.reading import candidate_value
from fellesnett.national.sections import SECTION_NAMES
from fellesnett.national.telling import ShownSection, name_of, shown_sections
from fellesnett.participation.models import Order, OrderState, OrderStep

MAIN_ROAD = (
    OrderState.RECEIVED,
    OrderState.ASSIGNED,
    OrderState.WRITING,
    OrderState.SIGNED,
    OrderState.HEARING,
    OrderState.DECIDED,
    OrderState.RELEASED,
)


def page(
    request: HttpRequest, template: str, title: str, trail: Sequence[Crumb] = (), status: int = 200, **context: Any
) -> HttpResponse:
    """One screen. `trail` is (label, address) from the top down, without the screen itself."""
    crumbs = [("Hjem", reverse("wagtailadmin_home")), *trail, (title, "")]
    within = trail[-1][0] if trail else ""
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": within, "breadcrumbs_items": items}
    return render(request, f"desk/orders/{template}", {**frame, **context}, status=status)


def here_trail(where: Here) -> list[Crumb]:
    return [*site_trail(where), (_("Bestillinger og innspill"), reverse("desk_orders:overview", args=[where.site.slug]))]


def desk_trail(name: str) -> list[Crumb]:
    """Down to the national list of this name."""
    titles = {"orders": _("Bestillinger"), "hearings": _("Høringer"), "proposals": _("Innspill")}
    return [("Nasjonal base", reverse("desk_national:topics")), (titles[name], reverse(f"desk_life:{name}"))]


@dataclass(frozen=True, slots=True)
class Station:
    """One state on the way, with whether it is behind, and the step that led there."""

    label: str
    done: bool
    current: bool


def road(order: Order) -> list[Station]:
    """The states from received to released; of an order that ended otherwise, how far it came."""
    if order.state not in MAIN_ROAD:
        return [Station(str(OrderState.RECEIVED.label), True, False), Station(order.get_state_display(), True, False)]
    at = MAIN_ROAD.index(OrderState(order.state))
    over = order.state == OrderState.RELEASED
    return [Station(str(state.label), index < at or over, index == at and not over) for index, state in enumerate(MAIN_ROAD)]


def language_names(order: Order) -> list[str]:
    """The languages ordered, in words."""
    return [LANGUAGES.get(code, code) for code in order.languages]


def steps_of(order: Order) -> list[OrderStep]:
    """All that has happened, the newest first."""
    return list(order.steps.select_related("by").order_by("-pk"))


def value_of(candidate: Candidate) -> Value:
    """The text of a candidate, under the number that it has or would get."""
    edition = Edition.objects.filter(candidate=candidate).values_list("number", flat=True).first()
    return candidate_value(candidate, edition or 1)


def chapters(value: Value) -> list[ShownSection]:
    """The text as it is read, chapter by chapter."""
    return shown_sections(value)


def block_names(value: Value) -> dict[str, str]:
    """Block id -> «Chapter: first words»."""
    found = {}
    for section in value.sections:
        chapter = SECTION_NAMES.get(section.key, section.key)
        for block in section.blocks:
            found[block.id] = f"{chapter}: {name_of(block)}"
    return found
