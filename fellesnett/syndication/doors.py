"""What stands before every address here: whoever asks, from wherever; not too often; and whose frame a page may stand in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from fellesnett.delivery import doors
from fellesnett.foundation.answering import is_unreadable, language_of
from fellesnett.syndication.refusals import Refused, refused

OFTEN = doors.counter()
FRESH = "public, no-cache"  # kept by anyone, and asked about each time (304): a safety change reaches whoever asks

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Answers GET and HEAD, to pages of other sites too (CORS), so often and no more; says why where it does not."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if (told := doors.preflight(request)) is not None:
            return doors.dressed(told)
        with translation.override(language_of(request)):
            counted = doors.count(OFTEN, request.META)
            try:
                _stop(request, counted)
                said = view(request, **named)
            except Refused as why:
                said = refused(request, why)
                patch_vary_headers(said, ["Accept", "Accept-Language"])
        said.headers.setdefault("Cache-Control", FRESH)
        return doors.dressed(said, counted)

    return answer


def framed_by_all(view: View) -> View:
    """May stand in a frame on anybody's page, as nothing else here may. It runs nothing, asks nobody else, and sends no form."""
    policy = {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": ["*"],
    }
    return xframe_options_exempt(csp_replace(policy)(view))  # type: ignore[no-any-return]


def _stop(request: HttpRequest, counted: doors.Counted) -> None:
    """Raises Refused to whoever comes no further."""
    if refusal := counted.refusal:
        raise Refused(*refusal)
    if request.method not in ("GET", "HEAD"):
        raise Refused(405, _("Spør med GET."))
    if is_unreadable(request):
        raise Refused(400, _("Adressen eller spørringen har tegn som ikke kan leses."))


def by_what_is_accepted(said: HttpResponse) -> HttpResponse:
    """The answer depends on `Accept`: whoever keeps it must know."""
    patch_vary_headers(said, ["Accept"])
    return said
