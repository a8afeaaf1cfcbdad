"""The places of a site: a list, and one form for all that is told of a place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fellesnett.adoption.gates import Reason
from fellesnett.adoption.queries import topics_showing
from fellesnett.desk.local.frame import page, site_trail
from fellesnett.desk.local.place_forms import PlaceForms
from fellesnett.desk.local.scope import Here, here
from fellesnett.foundation.clock import now
from fellesnett.organizations.checking import Fault
from fellesnett.organizations.describing import PlaceRefused, describe_place, may_describe, open_place
from fellesnett.organizations.models import Place


@require_safe
def places(request: HttpRequest, site: str) -> HttpResponse:
    """The site's places with their buildings, and on how many topic pages each is shown."""
    where = here(request, site)
    found = Place.objects.for_site(where.site).select_related("part_of", "organization", "described_by").order_by("slug")
    rows = sorted(found, key=lambda place: ((place.part_of or place).slug, place.part_of is not None, place.slug))
    shown = [(place, len(topics_showing(place))) for place in rows]
    may = may_describe(where.user, where.site.organization)
    return page(request, "places_list.html", _("Steder"), site_trail(where), where=where, rows=shown, may=may)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, site: str, place: int) -> HttpResponse:
    """Everything a place says, in one form."""
    where = here(request, site)
    found = get_object_or_404(Place.objects.for_site(where.site).select_related("part_of", "organization"), pk=place)
    return _screen(request, where, found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_place(request: HttpRequest, site: str) -> HttpResponse:
    """Write down a new place, or a building of one."""
    return _screen(request, here(request, site), None)


def _screen(request: HttpRequest, where: Here, found: Place | None) -> HttpResponse:
    asked = PlaceForms(request.POST if request.method == "POST" else None, site=where.site, place=found)
    left: list[Fault] = []
    if request.method == "POST" and asked.is_valid:
        try:
            saved = _save(where, found, asked)
        except PlaceRefused as refusal:
            left = asked.tell(refusal.faults)
        else:
            messages.success(request, _told(saved))
            return redirect("desk_local:place", where.site.slug, saved.pk)
    title = found.name_in(where.site.language) if found else _("Nytt sted")
    return page(
        request,
        "place.html",
        title,
        [*site_trail(where), (_("Steder"), _list(where))],
        422 if request.method == "POST" else 200,
        where=where,
        place=found,
        asked=asked,
        form=asked.main,
        shown=topics_showing(found) if found else [],
        may=may_describe(where.user, found.organization if found else where.site.organization),
        reasons=tuple(Reason("refused", fault.text) for fault in left),
    )


def _list(where: Here) -> str:
    return reverse("desk_local:places", args=[where.site.slug])


def _save(where: Here, found: Place | None, asked: PlaceForms) -> Place:
    record = asked.record()
    if found:
        return describe_place(place=found, record=record, by=where.user, at=now())
    data = asked.main.cleaned_data
    return open_place(
        organization=where.site.organization,
        slug=data["slug"],
        part_of=data["part_of"],
        record=record,
        by=where.user,
        at=now(),
    )


def _told(saved: Place) -> str:
    count = len(topics_showing(saved))
    if not count:
        return _("Stedet er lagret.")
    words = ngettext("Lagret. %(count)s temaside viser det nye.", "Lagret. %(count)s temasider viser det nye.", count)
    return words % {"count": count}
