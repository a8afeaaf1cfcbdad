"""What is said when a journal system's question cannot be answered: a problem document (RFC 9457), or a page for a window."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"
_KINDS = {
    400: "unreadable",
    401: "unknown-key",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    429: "too-many-requests",
}


def refused(status: int, detail: str, *, as_page: bool = False) -> HttpResponse:
    """The refusal, in the reader's language."""
    title = _("Spørsmålet kan ikke besvares")
    if as_page:
        return page(format_html("<h1>{}</h1><p>{}</p>", title, detail), status=status)
    document = {
        "type": f"/problems/{_KINDS[status]}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    return HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def page(body: str, status: int = 200) -> HttpResponse:
    """A page by itself: no scripts, no styles, nothing fetched."""
    head = format_html('<meta charset="utf-8"><title>{}</title>', _("Pasientinformasjon"))
    html = format_html('<!doctype html><html lang="{}"><head>{}</head><body><main>', translation.get_language(), head)
    return HttpResponse(f"{html}{body}</main></body></html>", status=status, content_type="text/html; charset=utf-8")
