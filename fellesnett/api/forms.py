"""In which form a text is answered: as asked for by `format`, else by the `Accept` header, else as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from fellesnett.delivery import renderings

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
FOR_EVER = "public, max-age=31536000, immutable"


def answer(request: HttpRequest, document: str, at: datetime, wanted: Format | None, *, kept: str = FRESH) -> HttpResponse:
    """A stored document in the form that was asked for. `kept` says how long others may hold on to the answer."""
    form = wanted or _accepted(request)
    if form == "json":
        said = HttpResponse(document, content_type=TYPES["json"])
    else:
        said = HttpResponse(_WRITERS[form](json.loads(document)), content_type=f"{TYPES[form]}; charset=utf-8")
    said["Last-Modified"] = http_date(at.timestamp())
    said["Cache-Control"] = kept
    patch_vary_headers(said, ["Accept"])
    return said


def _accepted(request: HttpRequest) -> Format:
    preferred = request.get_preferred_type(list(TYPES.values()))
    return next((form for form, media_type in TYPES.items() if media_type == preferred), "json")


def in_openapi(summary: str = "The text") -> dict[str, object]:
    """How the other forms stand in the description of the interface."""
    others = {media_type: {"schema": {"type": "string"}} for form, media_type in TYPES.items() if form != "json"}
    return {"responses": {200: {"description": summary, "content": others}}}
