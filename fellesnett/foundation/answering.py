"""What every open door says alike: in whose language it answers, and a refusal as a problem document (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fellesnett.foundation import languages

PROBLEM_TYPE = "application/problem+json"
KINDS: Mapping[int, str] = {
    400: "unreadable",
    401: "unknown-key",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    429: "too-many-requests",
    501: "not-implemented",
}
"""The last part of a problem's type, for refusals that no door has a narrower word for: the same in every language."""


def language_of(request: HttpRequest) -> str:
    """The language that whoever asks wants to be answered in: one that texts may be in, else bokmål."""
    asked = translation.get_language_from_request(request)
    return asked if asked in languages.CODES else languages.SOURCE


def problem(kind: str, status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document. `kind` is the last part of its type; `title` and `detail` are in the reader's language."""
    document = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(document, ensure_ascii=False, default=str), status=status, content_type=PROBLEM_TYPE)
