"""What stands before every address here: whoever asks, from wherever; not too often; never with an error of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from fellesnett.delivery import keys
from fellesnett.foundation import clock, limiting
from fellesnett.foundation.answering import language_of
from fellesnett.hl7 import fhir
from fellesnett.hl7.refusals import refused

FHIR = "/fhir/"
PREFIXES = ("/infobutton/", FHIR)
EXPOSED = "ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After"
WINDOW = 60  # seconds
OFTEN = limiting.SlidingCounter(limit=600, window=timedelta(seconds=WINDOW))

Answer = Callable[[HttpRequest], HttpResponse]


def open_to_journals(get_response: Answer) -> Answer:
    """Middleware: answers pages of other sites too (CORS), and counts. Everything else goes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return get_response(request)
        with translation.override(language_of(request)):
            standing, stopped = _counted(request)
            answer = stopped or _ask(request, get_response)
        for name, value in limiting.as_headers(standing, WINDOW):
            answer[name] = value
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = EXPOSED
        patch_vary_headers(answer, ["Accept", "Accept-Language"])
        return answer

    return middleware


def _counted(request: HttpRequest) -> tuple[limiting.Standing, HttpResponse | None]:
    """How the reader stands, with a limit of its own where it has a key; and what is told to whoever comes no further."""
    at, address = clock.now(), limiting.address_of(request)
    try:
        key = keys.shown(request.headers.get(keys.HEADER, ""), timezone.localdate(at))
    except keys.UnknownKey:
        standing = OFTEN.take(address, at)
        why = _("Nøkkelen i X-API-Key gjelder ikke. Be om en ny, eller spør uten.")
        return standing, _refused(request, 401, why) if standing.allowed else _too_often(request, standing)
    standing = OFTEN.take(keys.reader(key, address), at, limit=key.limit if key else None)
    return standing, None if standing.allowed else _too_often(request, standing)


def _too_often(request: HttpRequest, standing: limiting.Standing) -> HttpResponse:
    answer = _refused(request, 429, _("Vent et minutt, og spør igjen."))
    answer["Retry-After"] = str(standing.reset)
    return answer


def _ask(request: HttpRequest, get_response: Answer) -> HttpResponse:
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Access-Control-Allow-Methods"] = "GET, POST" if request.path.startswith(FHIR) else "GET"
        answer["Access-Control-Allow-Headers"] = f"Accept, Content-Type, If-None-Match, If-Modified-Since, {keys.HEADER}"
        answer["Access-Control-Max-Age"] = "86400"
        return answer
    answer = get_response(request)
    if not _is_a_strangers_page(request, answer):
        return answer
    if answer.status_code == 404:
        return _refused(request, 404, _("Adressen finnes ikke her."))
    return _refused(request, 400, _("Adressen eller spørringen har tegn som ikke kan leses."))


def _refused(request: HttpRequest, status: int, why: str) -> HttpResponse:
    return fhir.outcome(status, why) if request.path.startswith(FHIR) else refused(status, why)


def _is_a_strangers_page(request: HttpRequest, answer: HttpResponse) -> bool:
    """A page for readers of the sites, or of the library's: no address of ours was asked for, or it cannot be read. Infobutton
    has pages of its own for what it refuses."""
    known = (404,) if not request.path.startswith(FHIR) else range(400, 500)
    return answer.status_code in known and answer["Content-Type"].startswith("text/html")
