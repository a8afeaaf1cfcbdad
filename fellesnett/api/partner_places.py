"""Partners deliver what places say, and new places, into the queue of the site that answers for them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fellesnett.api.partner import READS, WRITES, patched_by
from fellesnett.api.partner_requests import JSON, MERGE_PATCH, ByToken, caller_of, carry_out, forbidden, read
from fellesnett.api.partner_submissions import answered
from fellesnett.api.problems import Refused
from fellesnett.foundation import clock
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import gates, places
from fellesnett.partners.actions import deliver_place
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.merging import merged
from fellesnett.partners.models import Noun, Submission, Way
from fellesnett.partners.queries import seen_place
from fellesnett.partners.schema import DeliveredPlace, PlaceDocument, PlaceEntry, Receipt

router = Router(tags=["partner"], auth=ByToken("places.write"))
HERE = "/api/v1/partner/places"
Name = Annotated[str, Field(max_length=202, pattern=r"^[\w.-]+$", description="The place, as the list of places names it.")]


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

    def do(delivery: Delivery, body: Any) -> Submission:
        wanted = read(PlaceDocument, body)
        site = Site.objects.filter(slug=wanted.site).select_related("organization").first()
        return deliver_place(delivery=delivery, site=site, place=None, change=lambda _seen: wanted, at=clock.now())

    return answered(carry_out(request, Way.NEW, do, media_type=JSON, sees=False))


@router.get("/partner/places/{id}", response=DeliveredPlace, summary="A place as it stands", openapi_extra=READS)
def one(request: HttpRequest, response: HttpResponse, id: Name) -> DeliveredPlace:
    """With what of yours is waiting put in."""
    site, place = _own(request, id)
    seen = seen_place(site, place, caller_of(request).partner)
    response["ETag"] = f'"{seen.etag}"'
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

    def do(delivery: Delivery, patch: Any) -> Submission:
        def changed(seen: PlaceDocument | None) -> PlaceDocument:
            return read(PlaceDocument, merged(seen.model_dump(mode="json") if seen else {}, patch))

        site, place = _own(request, id)
        return deliver_place(delivery=delivery, site=site, place=place, change=changed, at=clock.now())

    return answered(carry_out(request, Way.CHANGE, do, media_type=MERGE_PATCH))


def _own(request: HttpRequest, id: str) -> tuple[Site, Place]:
    """The place and the site that answers for it, where this partner may deliver to it. Raises Refused."""
    place = places.find(id)
    try:
        site = gates.demand_leave(caller_of(request).partner, places.site_of(place) if place else None, Noun.PLACE)
    except gates.Forbidden as fault:
        raise Refused(forbidden(fault)) from fault
    assert place is not None  # noqa: S101 - there is no leave for what is not there
    return site, place


def _name(site: Site, place: Place) -> PlaceEntry:
    name = places.id_of(place)
    return PlaceEntry(id=name, site=site.slug, slug=place.slug, name=place.name, href=f"{HERE}/{name}")
