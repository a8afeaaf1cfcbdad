"""The tabs of a site's screens: one list, drawn as a row on a wide screen and folded on a narrow one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.organizations.models import SiteState

if TYPE_CHECKING:
    from fellesnett.desk.local.scope import Here

register = template.Library()


@register.simple_tag
def site_tabs(where: Here, here: str) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is the tab one is on: those that this person has any business in."""
    return [(words, reverse(view, args=[where.site.slug]), key == here) for key, view, words in _tabs(where)]


@register.simple_tag
def plain_menu(request: HttpRequest) -> list[tuple[str, str]]:
    """Words and address of each item of the menu, as Wagtail's sidebar has just asked for them; those of a submenu among them."""
    return [(str(item.label), item.url) for item in _leaves(request, getattr(request, "desk_menu", ()))]


def _leaves(request: HttpRequest, items: Iterable[Any]) -> Iterator[Any]:
    for item in sorted(items, key=lambda each: each.order):
        if menu := getattr(item, "menu", None):
            yield from _leaves(request, menu.menu_items_for_request(request))
        else:
            yield item


def _tabs(where: Here) -> Iterator[tuple[str, str, str]]:
    yield "site", "desk_local:site", _("Venter")
    if where.site.state == SiteState.PREPARING:
        yield "beginning", "desk_local:beginning", _("Før nettstedet åpner")
    yield "texts", "desk_local:texts", _("Våre tekster")
    yield "places", "desk_local:places", _("Steder")
    if where.rights.answer:
        yield "alerts", "desk_local:alerts", _("Meldinger")
        yield "look", "desk_local:look", _("Utseende")
    yield "feedback", "desk_local:feedback", _("Tilbakemeldinger")
    yield "life", "desk_orders:overview", _("Bestillinger og innspill")
    if where.rights.answer:
        yield "deliveries", "desk_local:deliveries", _("Fra partnere")
    if where.rights.people:
        yield "people", "desk_local:people", _("Folk og tilgang")
    yield "owners", "desk_local:owners", _("Faglig ansvar")
    yield "policy", "desk_local:policy", _("Stående samtykke")
