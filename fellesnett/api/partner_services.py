"""Partners deliver what a site offers and where it is done, into the site's own queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fellesnett.adoption.models import Adoption
from fellesnett.api.answers import Limit
from fellesnett.api.partner import CHANGES, READS, WRITES, patched_by
from fellesnett.api.partner_records import Desk
from fellesnett.api.partner_requests import ByToken, caller_of
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.partners import services
from fellesnett.partners.actions import deliver_service
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.models import Submission, Way
from fellesnett.partners.schema import DeliveredService, Receipt, ServiceDocument, ServiceEntry

router = Router(tags=["partner"], auth=ByToken("services.write"))
HERE = "/api/v1/partner/services"
USUAL = 100
Name = Annotated[
    str,
    Field(
        max_length=12,
        pattern=r"^\w+$",
        json_schema_extra={"example": "k7qm2x"},
        description="The service, as the list of services names it.",
    ),
]


def _deliver(
    delivery: Delivery, site: Site | None, row: Adoption | None, change: Callable[[ServiceDocument | None], ServiceDocument], /
) -> Submission:
    return deliver_service(delivery=delivery, site=site, service=row, change=change, at=clock.now())


DESK: Desk[Adoption, ServiceDocument] = Desk(services, ServiceDocument, _deliver)


class ServiceNames(Schema):
    items: list[ServiceEntry]
    next: str = Field(description="Where the next are; empty at the end.")


@router.get("/partner/services", response=ServiceNames, summary="The services that you may deliver to", openapi_extra=READS)
def names(
    request: HttpRequest,
    site: Annotated[str, Field(max_length=60)] = "",
    topic: Annotated[str, Field(max_length=120)] = "",
    cursor: Annotated[int, Field(ge=0, le=2**62)] = 0,
    limit: Limit = USUAL,
) -> ServiceNames:
    """What the sites offer, as the open interface tells of it once it is shown."""
    leaves = caller_of(request).partner.leaves.standing().filter(services=True)
    found = services.services_at(leaves.values_list("site", flat=True), site=site, topic=topic, after=cursor)
    rows = list(found[: limit + 1])
    onward = f"{HERE}?site={site}&topic={topic}&limit={limit}&cursor={rows[limit - 1].pk}" if len(rows) > limit else ""
    return ServiceNames(items=[_name(row) for row in rows[:limit]], next=onward)


@router.post("/partner/services", response={202: Receipt}, summary="Deliver a new service", openapi_extra=WRITES)
def create(request: HttpRequest, said: ServiceDocument) -> HttpResponse:
    """That a site offers what a topic is about. Where it says yes, it takes the topic's texts into use, and approves them."""
    return DESK.create(request)


@router.get("/partner/services/{id}", response=DeliveredService, summary="A service as it stands", openapi_extra=READS)
def one(request: HttpRequest, response: HttpResponse, id: Name) -> DeliveredService:
    """With what of yours is waiting put in."""
    service, seen = DESK.seen(request, response, id)
    mine = seen.waiting
    return DeliveredService(
        **seen.document.model_dump(), id=services.id_of(service), waiting=mine.pk if mine else None,
        removal=mine is not None and mine.way == Way.REMOVE,
    )  # fmt: skip


@router.patch(
    "/partner/services/{id}",
    response={202: Receipt},
    summary="Deliver a change of a service",
    openapi_extra=patched_by("ServiceDocument", {"places": [{"id": "sykehuset.oye"}]}),
)
def change(request: HttpRequest, id: Name) -> HttpResponse:
    """A list in the patch stands instead of the whole list, as always in a merge patch."""
    return DESK.change(request, id)


@router.delete(
    "/partner/services/{id}", response={202: Receipt}, summary="Say that a service is offered no more", openapi_extra=CHANGES
)
def remove(request: HttpRequest, id: Name) -> HttpResponse:
    """Where the site says yes, its pages about it are taken down; its own words in them are kept."""
    return DESK.remove(request, id)


def _name(row: Adoption) -> ServiceEntry:
    name = services.id_of(row)
    return ServiceEntry(id=name, site=row.site.slug, topic=row.topic.key, title=row.topic.title, href=f"{HERE}/{name}")
