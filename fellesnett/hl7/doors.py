"""What stands before every address here: whoever asks, from wherever; not too often; never with an error of ours."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from fellesnett.delivery import doors
from fellesnett.foundation.answering import language_of
from fellesnett.hl7 import fhir
from fellesnett.hl7.refusals import refused

FHIR = "/fhir/"
PREFIXES = ("/infobutton/", FHIR)
OFTEN = doors.counter()

Answer = Callable[[HttpRequest], HttpResponse]


def open_to_journals(get_response: Answer) -> Answer:
    """Middleware: answers pages of other sites too (CORS), and counts. Everything else goes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return get_response(request)
        ways = "GET, HEAD, POST" if request.path.startswith(FHIR) else "GET, HEAD"
        if (told := doors.preflight(request, ways)) is not None:
            return doors.dressed(told)
        with translation.override(language_of(request)):
            counted = doors.count(OFTEN, request.META)
            refusal = counted.refusal
            answer = _refused(request, *refusal) if refusal else _ask(request, get_response)
        patch_vary_headers(answer, ["Accept", "Accept-Language"])
        return doors.dressed(answer, counted)

    return middleware


def _ask(request: HttpRequest, get_response: Answer) -> HttpResponse:
    answer = get_response(request)
    if not _is_a_strangers_page(request, answer):
        return answer
    if answer.status_code == 404:
        return _refused(request, 404, _("Adressen finnes ikke her."))
    if answer.status_code == 412:
        return _refused(request, 412, _("Endret i mellomtiden"))
    return _refused(request, 400, _("Adressen eller spørringen har tegn som ikke kan leses."))


def _refused(request: HttpRequest, status: int, why: str) -> HttpResponse:
    return fhir.outcome(status, why) if request.path.startswith(FHIR) else refused(status, why)


def _is_a_strangers_page(request: HttpRequest, answer: HttpResponse) -> bool:
    """A page for readers of the sites, or of the library's: no address of ours was asked for, or it cannot be read. Infobutton
    has pages of its own for what it refuses."""
    known = (404,) if not request.path.startswith(FHIR) else range(400, 500)
    return answer.status_code in known and answer["Content-Type"].startswith("text/html")
