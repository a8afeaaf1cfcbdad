"""What is said when something cannot be given: a page for a browser, a problem document (RFC 9457) for a program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from fellesnett.foundation.answering import KINDS, problem


class Refused(Exception):
    """Cannot be answered, with this status and in these words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """The refusal, in the reader's language."""
    title = _("Spørsmålet kan ikke besvares")
    if request.accepts("text/html"):
        values = {"language": translation.get_language(), "title": title, "words": why.words}
        said = HttpResponse(render_to_string("syndication/refused.html", values), status=why.status)
    else:
        said = problem(KINDS[why.status], why.status, title, why.words)
    if why.status == 405:
        said["Allow"] = "GET, HEAD"
    return said
