"""Partners deliver what places say, and new places, into the queue of the site that answers for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fellesnett.api.partner import READS, WRITES, patched_by
from fellesnett.api.partner_records import Desk
from fellesnett.api.partner_requests import ByToken, caller_of
from fellesnett.foundation import clock
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import places
from fellesnett.partners.actions import deliver_place
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.models import Submission
from fellesnett.partners.schema import DeliveredPlace, PlaceDocument, PlaceEntry, Receipt

router = Router(tags=["partner"], auth=ByToken("places.write"))
HERE = "/api/v1/partner/places"
Name = Annotated[str, Field(max_length=202, pattern=r"^[\w.-]+$", description="The place, as the list of places names it.")]


def _deliver(
    delivery: Delivery, site: Site | None, row: Place | None, change: Callable[[PlaceDocument | None], PlaceDocument], /
) -> Submission:
    return deliver_place(delivery=delivery, site=site, place=row, change=change, at=clock.now())


DESK: Desk[Place, PlaceDocument] = Desk(places, PlaceDocument, _deliver)


class PlaceNames(Schema):
    items: list[PlaceEntry]


@router.get("/partner/places", response=PlaceNames, summary="The places that you may deliver to", openapi_extra=READS)
def names(request: HttpRequest) -> PlaceNames:
    leaves = caller_of(request).partner.leaves.standing().filter(places=True).select_related("site__organization")
    found = places.places_at([leave.site for leave in leaves])
    return PlaceNames(items=[_name(site, place) for site, place in found])


@router.post("/partner/places", response={202: Receipt}, summary="Deliver a new place", openapi_extra=WRITES)
def create(request: HttpRequest, said: PlaceDocument) -> HttpResponse:
    """It waits for the site's answer; the receipt says what became of it. Its `slug` is its address and never changes."""
    return DESK.create(request)


@router.get("/partner/places/{id}", response=DeliveredPlace, summary="A place as it stands", openapi_extra=READS)
def one(request: HttpRequest, response: HttpResponse, id: Name) -> DeliveredPlace:
    """With what of yours is waiting put in."""
    place, seen = DESK.seen(request, response, id)
    waiting = seen.waiting.pk if seen.waiting else None
    return DeliveredPlace(**seen.document.model_dump(), id=places.id_of(place), waiting=waiting)


@router.patch(
    "/partner/places/{id}",
    response={202: Receipt},
    summary="Deliver a change of a place",
    openapi_extra=patched_by("PlaceDocument", {"phones": [{"number": "55 97 50 00"}]}),
)
def change(request: HttpRequest, id: Name) -> HttpResponse:
    """A list in the patch stands instead of the whole list, as always in a merge patch."""
    return DESK.change(request, id)


def _name(site: Site, place: Place) -> PlaceEntry:
    name = places.id_of(place)
    return PlaceEntry(id=name, site=site.slug, slug=place.slug, name=place.name, href=f"{HERE}/{name}")
