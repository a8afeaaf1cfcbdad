"""What stands before every address of the open interface: whoever asks, from wherever; not too often; in their language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fellesnett.api.problems import changed, no_such_address, not_that_way, too_often, unknown_key, unreadable
from fellesnett.delivery import doors
from fellesnett.foundation.answering import PROBLEM_TYPE, is_unreadable, language_of

PREFIXES = ("/api/", "/openapi.json")
OWN = ("/api/v1/webhooks", "/api/v1/partner")  # what is for its owner alone
OFTEN = doors.counter()

Answer = Callable[[HttpRequest], HttpResponse]


def open_to_all(get_response: Answer) -> Answer:
    """Middleware: answers pages of other sites too (CORS), and counts. Everything else goes by untouched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIXES):
            return get_response(request)
        if (told := doors.preflight(request)) is not None:
            return doors.dressed(told)
        with translation.override(language_of(request)):
            counted = doors.count(OFTEN, request.META)
            answer = _refused(request, counted) or _in_words(_ask(request, counted, get_response))
        patch_vary_headers(answer, ["Accept-Language"])
        answer.setdefault("Cache-Control", "no-cache")  # a 404 or 410 that says nothing of it may be kept (RFC 9110, 15.5)
        if request.path.startswith(OWN):
            answer["Cache-Control"] = "no-store"
        return doors.dressed(answer, counted)

    return middleware


def _refused(request: HttpRequest, counted: doors.Counted) -> HttpResponse | None:
    """The answer to whoever comes no further."""
    if refusal := counted.refusal:
        status, words = refusal
        return too_often(words) if status == 429 else unknown_key(words)
    return unreadable() if is_unreadable(request) else None


def _ask(request: HttpRequest, counted: doors.Counted, get_response: Answer) -> HttpResponse:
    """With the key that was shown. HEAD is answered as GET is, without the body."""
    request.key = counted.key  # type: ignore[attr-defined]
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
    if answer.status_code == 412:
        return changed()
    return no_such_address() if answer.status_code == 404 else unreadable()
