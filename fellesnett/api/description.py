"""The interface's description of itself, as machines read it (OpenAPI 3.1), made from the types that answers are made of."""

from __future__ import annotations

import json
from functools import cache

from django.http import HttpRequest, HttpResponse

from fellesnett.api.app import api


@cache
def described() -> str:
    """The whole description. The same for as long as the process lives."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False)


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(described(), content_type="application/json")
