"""The open interface, version 1. Anyone may read, from any page and any machine; no key is needed, and no cookie is set."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from fellesnett.api import (
    changes,
    content,
    export,
    partner,
    partner_places,
    partner_services,
    partner_submissions,
    problems,
    records,
    services,
    versions,
    webhooks,
)
from fellesnett.delivery import queries
from fellesnett.delivery.models import Item

ABOUT = """Texts on conditions, examinations and treatments in Norway's specialist health service: the national ones, and each
hospital's own version. Free to use under NLOD 2.0: say whom the text is from, as `attribution` has it, beside it.

Start: `GET /api/v1/codes/icd10/M17.1/content`, or `GET /api/v1/content/by-path?url=<the address of a page>`.
To keep a copy: take `/api/v1/export`, note its `X-Snapshot-Seq`, then ask `/api/v1/changes?since=<that number>` again and
again, and fetch what each line names; drop what a line says is `deleted`. A line may be told twice; applying it twice does
no harm. A copy of some of it asks with `type`, `site`, `owner`, `language`, `topic` or `code`, and hears of what leaves it too.

`RateLimit` says how many questions are left (600 a minute without a key); 429 says in `Retry-After` when to ask again.

Partners write too, below `/api/v1/partner`, with a token from Maskinporten: always into the site's own queue."""

api = NinjaAPI(title="Fellesnett", version="1", description=ABOUT, urls_namespace="api", docs_url=None, openapi_url=None)
problems.wire(api)
api.add_router("", content.router)
api.add_router("", versions.router)
api.add_router("", records.router)
api.add_router("", services.router)
api.add_router("", changes.router)
api.add_router("", export.router)
api.add_router("", webhooks.router)
api.add_router("", partner.router)
api.add_router("", partner_places.router)
api.add_router("", partner_services.router)
api.add_router("", partner_submissions.router)


class Status(Schema):
    seq: int
    texts: int


@api.get("/status", response=Status, tags=["status"], summary="How far the feed has come")
def status(request: HttpRequest) -> Status:
    return Status(seq=queries.newest_seq(), texts=Item.objects.texts().shown().count())
