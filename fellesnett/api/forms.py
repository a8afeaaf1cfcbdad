"""In which form a text is answered: as asked for by `format`, else by the `Accept` header, else as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from fellesnett.delivery import renderings, serving
from fellesnett.delivery.models import Item
from fellesnett.foundation.answering import preferred_type

Format = Literal["json", "markdown", "html", "jsonld"]

TYPES: dict[Format, str] = {
    "json": "application/json",
    "markdown": "text/markdown",
    "html": "text/html",
    "jsonld": "application/ld+json",
}
_WRITERS: dict[Format, Callable[[renderings.Document], str]] = {
    "markdown": renderings.as_markdown,
    "html": renderings.as_page,
    "jsonld": renderings.as_linked_data,
}
FRESH = "public, no-cache"  # kept by anyone, and asked about each time (304): a recall reaches whoever asks


def answer(request: HttpRequest, document: str, at: datetime, wanted: Format | None) -> HttpResponse:
    """A stored document in the form that was asked for."""
    form = form_of(request, wanted)
    if form == "json":
        said = HttpResponse(document, content_type=TYPES["json"])
    else:
        said = HttpResponse(_WRITERS[form](json.loads(document)), content_type=f"{TYPES[form]}; charset=utf-8")
    said["Last-Modified"] = http_date(at.timestamp())
    said["Cache-Control"] = FRESH
    patch_vary_headers(said, ["Accept"])
    return said


def as_stored(request: HttpRequest, item: Item, wanted: Format | None) -> HttpResponse:
    """The document of an item that can be read, in the form that was asked for."""
    packed = takes_packed(request)
    if form_of(request, wanted) != "json" or not item.etag:
        return answer(request, item.document, item.modified, wanted)
    return as_bytes(serving.ready_of(item, packed=packed), packed=packed)


def as_bytes(found: serving.Ready, *, packed: bool) -> HttpResponse:
    """A document that is ready, as JSON."""
    return HttpResponse(found.body, headers=dict(headers_of(found, packed=packed)))


def headers_of(found: serving.Ready, *, packed: bool) -> Iterator[tuple[str, str]]:
    """What is said of a document that is ready."""
    yield "Content-Type", TYPES["json"]
    yield "Last-Modified", found.modified
    yield "Cache-Control", FRESH
    yield "Vary", "Accept, Accept-Encoding"
    yield "ETag", etag_of(found, packed=packed)
    if packed:
        yield "Content-Encoding", "gzip"


def etag_of(found: serving.Ready, *, packed: bool) -> str:
    """Packed, it is the same but for its bytes: a weak mark (RFC 9110, section 8.8.1)."""
    return f'W/"{found.etag}"' if packed else f'"{found.etag}"'


def form_of(request: HttpRequest, wanted: Format | None) -> Format:
    return wanted or accepted(request.headers.get("Accept", "*/*"))


@lru_cache(maxsize=256)
def accepted(header: str) -> Format:
    """The form that an `Accept` header likes best; JSON where it likes none of ours."""
    preferred = preferred_type(header, list(TYPES.values()))
    return next((form for form, media_type in TYPES.items() if media_type == preferred), "json")


def takes_packed(request: HttpRequest) -> bool:
    return reads_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)
def reads_gzip(header: str) -> bool:
    """Does an `Accept-Encoding` header take gzip? As the middleware reads it that packs everything else."""
    return re_accepts_gzip.search(header) is not None


def in_openapi(summary: str = "The text") -> dict[str, object]:
    """How the other forms stand in the description of the interface."""
    others = {media_type: {"schema": {"type": "string"}} for form, media_type in TYPES.items() if form != "json"}
    return {
        "responses": {
            200: {"description": summary, "content": others},
            308: {
                "description": "Its topic has become another: where the same publisher's text on that is",
                "headers": {"Location": {"schema": {"type": "string"}}},
            },
        }
    }
