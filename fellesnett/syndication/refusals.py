"""What is said when something cannot be given: a page for a browser, a problem document (RFC 9457) for a program."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"
_KINDS = {
    400: "unreadable",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    429: "too-many-requests",
    501: "not-implemented",
}


class Refused(Exception):
    """Cannot be answered, with this status and in these words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """The refusal, in the reader's language."""
    if request.accepts("text/html"):
        values = {"language": translation.get_language(), "title": _("Spørsmålet kan ikke besvares"), "words": why.words}
        said = HttpResponse(render_to_string("syndication/refused.html", values), status=why.status)
    else:
        document = {
            "type": f"/problems/{_KINDS[why.status]}",
            "title": _("Spørsmålet kan ikke besvares"),
            "status": why.status,
            "detail": why.words,
        }
        said = HttpResponse(json.dumps(document, ensure_ascii=False), status=why.status, content_type=MEDIA_TYPE)
    if why.status == 429:
        said["Retry-After"] = "60"
    if why.status == 405:
        said["Allow"] = "GET, HEAD"
    return said
