"""What stands before every address of the open interface: whoever asks, from wherever; not too often; in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fellesnett.api.knowing import UnknownKey, reader_of, take_key
from fellesnett.api.problems import no_such_address, not_that_way, too_often, unknown_key, unreadable
from fellesnett.foundation import clock, limiting
from fellesnett.foundation.answering import PROBLEM_TYPE, language_of

PREFIXES = ("/api/", "/openapi.json")
OWN = ("/api/v1/webhooks", "/api/v1/partner")  # what is for its owner alone
EXPOSED = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, X-Snapshot-Seq"
WINDOW = 60  # seconds
OFTEN = limiting.SlidingCounter(limit=600, window=timedelta(seconds=WINDOW))

Answer = Callable[[HttpRequest], HttpResponse]


def open_to_all(get_response: Answer) -> Answer:
    """Middleware: answers pages of other sites too (CORS), and counts. Everything else goes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return get_response(request)
        with translation.override(language_of(request)):
            standing, refused = _counted(request)
            answer = refused or _stopped(request) or _in_words(_ask(request, get_response))
        for name, value in limits(standing):
            answer[name] = value
        patch_vary_headers(answer, ["Accept-Language"])
        if request.path.startswith(OWN):
            answer["Cache-Control"] = "no-store"
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = EXPOSED
        return answer

    return middleware


def limits(standing: limiting.Standing) -> Iterator[tuple[str, str]]:
    """How often the reader may ask, and how much is left."""
    return limiting.as_headers(standing, WINDOW)


def _counted(request: HttpRequest) -> tuple[limiting.Standing, HttpResponse | None]:
    """How the reader stands; and what is answered to one who asks too often, or with a key that does not hold."""
    at = clock.now()
    try:
        key = take_key(request)
    except UnknownKey:
        standing = OFTEN.take(limiting.address_of(request), at)
        return standing, unknown_key() if standing.allowed else too_often(standing.reset)
    standing = OFTEN.take(reader_of(request), at, limit=key.limit if key else None)
    return standing, None if standing.allowed else too_often(standing.reset)


def _stopped(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever comes no further: it cannot be read, or only what may be asked was asked for."""
    if _is_unreadable(request):
        return unreadable()
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        answer["Access-Control-Max-Age"] = "86400"
        return answer
    return None


def _ask(request: HttpRequest, get_response: Answer) -> HttpResponse:
    """HEAD is answered as GET is, without the body."""
    if request.method != "HEAD":
        return get_response(request)
    request.method = "GET"
    answer = get_response(request)
    request.method = "HEAD"
    bare = HttpResponse(status=answer.status_code, headers=dict(answer.items()))
    if answer.streaming:  # it holds what it reads from; to close any other would end the question, and its connection
        answer.close()
    return bare


def _in_words(answer: HttpResponse) -> HttpResponse:
    """What others have refused, in a problem document as we refuse ourselves."""
    if not 400 <= answer.status_code < 500 or answer["Content-Type"].startswith(PROBLEM_TYPE):
        return answer
    if answer.status_code == 405:
        return not_that_way(answer.get("Allow", "GET"))
    return no_such_address() if answer.status_code == 404 else unreadable()


def _is_unreadable(request: HttpRequest) -> bool:
    """More parameters than anybody has use for; or NUL in one, which is text to Python and to no database."""
    try:
        words = [request.path, *(word for name, values in request.GET.lists() for word in (name, *values))]
    except SuspiciousOperation:
        return True
    return any("\0" in word for word in words)
