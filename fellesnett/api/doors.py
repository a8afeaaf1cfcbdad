"""What stands before every address of the open interface: whoever asks, from wherever; not too often; in their language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fellesnett.api.problems import too_often
from fellesnett.foundation import clock, languages, limiting

PREFIXES = ("/api/", "/openapi.json")
OFTEN = limiting.SlidingCounter(limit=600, window=timedelta(minutes=1))

Answer = Callable[[HttpRequest], HttpResponse]


def open_to_all(get_response: Answer) -> Answer:
    """Middleware: answers pages of other sites too (CORS), and counts. Everything else goes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return get_response(request)
        if not OFTEN.allows(limiting.address_of(request), clock.now()):
            answer = too_often()
        elif request.method == "OPTIONS":
            answer = HttpResponse(status=204)
            answer["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            answer["Access-Control-Max-Age"] = "86400"
        else:
            with translation.override(_language_of(request)):
                answer = get_response(request)
            patch_vary_headers(answer, ["Accept-Language"])
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        return answer

    return middleware


def _language_of(request: HttpRequest) -> str:
    asked = translation.get_language_from_request(request)
    return asked if asked in languages.CODES else languages.SOURCE
