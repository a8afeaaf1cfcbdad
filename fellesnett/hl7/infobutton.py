"""HL7 Infobutton (Context-Aware Knowledge Retrieval, URL-based): a code in, patient information out.

`GET /infobutton/v1/service`. Nothing found is an empty feed. What is asked may tell of a patient, so it is kept nowhere: not
in a log of ours, not in a cache on the way (`no-store`), and not with the pages that the answer leads to (`no-referrer`).
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fellesnett.foundation import clock
from fellesnett.foundation.answering import preferred_type
from fellesnett.foundation.languages import interface_of
from fellesnett.hl7 import feeds, knowledge_requests
from fellesnett.hl7.knowledge_requests import Unanswerable
from fellesnett.hl7.matching import texts_for
from fellesnett.hl7.refusals import page, refused
from fellesnett.organizations.models import Site

_WRITERS: dict[str, Callable[[feeds.Feed], bytes | str]] = {
    "text/xml": feeds.as_atom,
    "application/atom+xml": feeds.as_atom,
    "application/json": feeds.as_json,
    "text/html": feeds.as_list,
}
"""The forms of an answer. The first is given where none is asked for (the standard's own default)."""


def service(request: HttpRequest) -> HttpResponse:
    """The one address of the standard. Only GET: the XML form of the question is another service."""
    answer = _answer(request) if request.method in ("GET", "HEAD") else _not_that_way()
    if request.method == "HEAD":
        answer.content = b""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _not_that_way() -> HttpResponse:
    answer = refused(405, _("Spør med GET."))
    answer["Allow"] = "GET, HEAD"
    return answer


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        asked = request.GET
    except SuspiciousOperation:  # more parameters than anyone may send
        return refused(400, _("Spørsmålet har for mange parametre."))
    form = knowledge_requests.form_of(asked) or preferred_type(request.headers.get("Accept", ""), list(_WRITERS)) or "text/xml"
    if form not in _WRITERS:
        return refused(406, _("Be om text/xml, application/atom+xml, application/json eller text/html."))
    try:
        question = knowledge_requests.read(asked)
    except Unanswerable as fault:
        return refused(400, str(fault), as_page=form == "text/html")
    with translation.override(interface_of(question.language)):
        at = clock.now()
        found = texts_for(question, timezone.localdate(at))
        feed = feeds.feed_of(question, found, base=request.build_absolute_uri("/"), author=_author(), at=at)
        if form == "text/html":
            return page(feeds.as_list(feed))
        return HttpResponse(_WRITERS[form](feed), content_type=f"{form}; charset=utf-8")


def _author() -> str:
    front_door = Site.objects.filter(is_front_door=True).first()
    return front_door.name if front_door else "Fellesnett"
