"""Texts: lists, one text, its versions; a web address or a code in, the right text out. Served as stored."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api.problems import invalid, not_found, problem
from fellesnett.codes.queries import systems_by_any_name
from fellesnett.delivery import queries, schema
from fellesnett.delivery.models import Change, Item, Version
from fellesnett.foundation import clock
from fellesnett.foundation.languages import CODES

router = Router(tags=["content"])

MOST, USUAL = 200, 50
WORD = r"^[\w-]*$"
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most in one answer.")]


class Wanted(Schema):
    """Which texts. All that is asked for must hold."""

    type: schema.Kind | None = None
    scope: Literal["national", "local"] | None = None
    site: Annotated[str, Field(max_length=60, pattern=WORD, description="A site by its short name, such as `unn`.")] = ""
    language: Annotated[str, Field(max_length=3, pattern=WORD, description=f"One of {', '.join(CODES)}.")] = ""
    topic: Annotated[str, Field(max_length=120, pattern=WORD, description="A topic by its key, such as `kneprotese`.")] = ""
    modified_since: datetime | None = None
    review_due_before: date | None = None


class Page(Schema):
    """Some of many. `next` is the address of the following page, empty at the end."""

    items: list[schema.Content]
    next: str


class ByCode(Page):
    """What a code leads to. `rule` says how: tagged with the code itself, with a code above it, or nothing."""

    code: str
    rule: Literal["exact", "parent"] | None


class Versions(Schema):
    class One(Schema):
        version: int
        at: datetime
        significant: bool
        href: str

    id: str
    versions: list[One]


@router.get("/content", response=Page, summary="Texts, oldest change first")
def content(request: HttpRequest, wanted: Query[Wanted], limit: Limit = USUAL, cursor: schema.Number = 0) -> HttpResponse:
    found = list(queries.items_of(**_asked(wanted)).filter(seq__gt=cursor)[: limit + 1])
    return _page(request, found[:limit], following=found[limit - 1].seq if len(found) > limit else None)


@router.get("/content/by-path", response=schema.Content, summary="The text at a web address")
def by_path(request: HttpRequest, url: Annotated[str, Field(max_length=2000)]) -> HttpResponse:
    try:
        item = queries.item_at(url)
    except ValueError:
        return invalid("url", _("Skriv hele adressen, for eksempel https://www.unn.no/behandlinger/kneprotese/."))
    return _one(item) if item else not_found(_("Ingen av tekstene våre står på denne adressen."))


@router.get("/content/{id}", response=schema.Content, summary="One text, as it is now or as a version of it was")
def one(request: HttpRequest, id: UUID, version: schema.Number | None = None) -> HttpResponse:
    item = Item.objects.filter(pk=id).first()
    if item is None:
        return not_found(_("Ingen tekst har denne id-en."))
    if version is None or (version == item.version and not item.gone_at):
        return _one(item)
    kept = Version.objects.filter(item=item, number=version).first()
    return _document(kept.document, kept.at) if kept else not_found(_("Teksten har ingen slik versjon."))


@router.get("/content/{id}/versions", response=Versions, summary="When a text was changed")
def versions(request: HttpRequest, id: UUID) -> Any:
    item = Item.objects.filter(pk=id).first()
    if item is None:
        return not_found(_("Ingen tekst har denne id-en."))
    rows = Version.objects.filter(item=item).order_by("-number").defer("document")
    return Versions(id=item.pk.urn, versions=[_version(row) for row in rows])


@router.get("/codes/{path:system}/{code}/content", response=ByCode, summary="A code in, the texts about it out")
def by_code(request: HttpRequest, system: str, code: str, wanted: Query[Wanted], limit: Limit = USUAL) -> HttpResponse:
    known = systems_by_any_name(system)
    if known is None:
        return not_found(_("Vi kjenner ikke kodeverket «%(system)s».") % {"system": system[:120]})
    matched = queries.items_for_code(known, code, queries.items_of(**_asked(wanted)), timezone.localdate(clock.now()))
    return _page(request, matched.items[:limit], code=matched.code, rule=matched.rule)


def _version(row: Version) -> Versions.One:
    href = f"/api/v1/content/{row.item_id}?version={row.number}"
    return Versions.One(version=row.number, at=row.at, significant=row.significant, href=href)


def _asked(wanted: Wanted) -> dict[str, Any]:
    return wanted.dict(exclude_none=True)


def _page(request: HttpRequest, items: list[Item], *, following: int | None = None, **more: Any) -> HttpResponse:
    query = request.GET.copy()
    query["cursor"] = str(following)
    onward = f"{request.path}?{query.urlencode()}" if following is not None else ""
    head = "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in more.items())
    body = "".join(queries.joined(item.document for item in items))
    answer = HttpResponse(f'{{{head}"items":[{body}],"next":{json.dumps(onward)}}}', content_type="application/json")
    if onward:
        answer["Link"] = f'<{onward}>; rel="next"'
    return answer


def _one(item: Item) -> HttpResponse:
    if item.gone_at:
        return _gone(item)
    return _document(item.document, item.modified)


def _document(document: str, at: datetime) -> HttpResponse:
    answer = HttpResponse(document, content_type="application/json")
    answer["Last-Modified"] = http_date(at.timestamp())
    return answer


def _gone(item: Item) -> HttpResponse:
    last = Change.objects.filter(item=item).latest("seq")
    facts = {
        "id": item.pk.urn,
        "deleted_at": item.gone_at,
        "reason": last.reason,
        "replaced_by": last.replaced_by_id.urn if last.replaced_by_id else None,
    }
    return problem("gone", 410, _("Tatt bort"), _("Teksten vises ikke lenger."), **facts)
