"""What every public view begins with: whose site, in which language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.public import hosts

View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """`view(request, site, language, **named)`, of one site in one language.

    The site's own language written as a prefix redirects to the plain address.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *, prefix: str = "", **named: Any) -> HttpResponseBase:
        site = hosts.site_of(request)
        if prefix == site.language:
            return HttpResponsePermanentRedirect(request.get_full_path().removeprefix(f"/{prefix}"))
        language = prefix or site.language
        with translation.override(language):
            return view(request, site, language, **named)

    return answer
