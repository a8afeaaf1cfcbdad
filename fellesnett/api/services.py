"""Services: what hospitals offer, by which departments and where; and what patients read about each."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api import forms
from fellesnett.api.answers import Limit, Moment, gone, page_of
from fellesnett.api.content import WORD, Page, coded
from fellesnett.api.ids import Id
from fellesnett.api.problems import Refused, not_found
from fellesnett.delivery import linked, offers, schema
from fellesnett.delivery.models import Item

router = Router(tags=["records"])

USUAL = 50
AS_LINKED_DATA = {
    "responses": {200: {"description": "The service", "content": {forms.TYPES["jsonld"]: {"schema": {"type": "string"}}}}}
}


class PageOfService(Schema):
    """Some of many. `next` is the address of the following page, empty at the end."""

    items: list[schema.Service]
    next: str


class Offered(Schema):
    """Which services. All that is asked for must hold."""

    topic: Annotated[str, Field(max_length=120, pattern=WORD, description="A topic by its key: everybody who offers it.")] = ""
    kind: schema.Kind | None = None
    code: Annotated[
        str, Field(max_length=200, description="`<system>|<code>`, such as `icd10|M17.1`: tagged with it or with one above it.")
    ] = ""
    site: Annotated[str, Field(max_length=60, pattern=WORD, description="A site by its short name, such as `unn`.")] = ""
    owner: Annotated[str, Field(max_length=120, pattern=WORD, description="An organization by key or organisasjonsnummer.")] = ""
    place: Annotated[UUID | None, Field(description="A place: what is done there.")] = None
    private: Annotated[bool | None, Field(description="Only by private providers, or by none of them.")] = None
    modified_since: Moment | None = None


@router.get(
    "/services", response=PageOfService, summary="What hospitals offer, oldest change first", operation_id="list_services"
)
def services(request: HttpRequest, asked: Query[Offered], limit: Limit = USUAL, cursor: schema.Number = 0) -> HttpResponse:
    """Read from what hospitals have said already: which topics they have taken into use, where, and which departments do it."""
    wanted: dict[str, Any] = asked.dict(exclude_none=True, exclude={"code", "place"})
    wanted |= {"place": offers.key_of_place(asked.place)} if asked.place else {}
    found = offers.services_of(**wanted, codes=[coded(asked.code)] if asked.code else [])
    return page_of(request, found.filter(seq__gt=cursor), limit)


@router.get(
    "/services/{id:id}",
    response=schema.Service,
    summary="One of the services, as it is now",
    operation_id="get_service",
    openapi_extra=AS_LINKED_DATA,
)
def service(request: HttpRequest, id: Id, format: Literal["json", "jsonld"] = "json") -> HttpResponse:
    """As JSON, or in schema.org's words (JSON-LD)."""
    item = _item(id)
    if item.gone_at:
        return gone(item)
    if format == "json":
        return forms.as_stored(request, item, "json")
    said = HttpResponse(linked.service(json.loads(item.document)), content_type=f"{forms.TYPES['jsonld']}; charset=utf-8")
    said["Last-Modified"] = http_date(item.modified.timestamp())
    said["Cache-Control"] = forms.FRESH
    return said


@router.get("/services/{id:id}/content", response=Page, summary="What patients read about a service there")
def content(request: HttpRequest, id: Id, limit: Limit = USUAL, cursor: schema.Number = 0) -> HttpResponse:
    """In every language in which the hospital has it: its own text, and those of its places."""
    item = _item(id)
    if item.gone_at:
        return gone(item)
    return page_of(request, offers.texts_about(item).filter(seq__gt=cursor), limit)


def _item(id: Id) -> Item:
    item = Item.objects.filter(pk=id, type="service").first()
    if item is None:
        raise Refused(not_found(_("Ingenting her har denne id-en.")))
    return item
