"""What every public view begins with: whose site, in which language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from fellesnett.organizations.models import Site
from fellesnett.public import hosts, languages, shut
from fellesnett.public.counting import count, path_of

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
        response = _in_language(view, request, site, prefix or site.language, named)
        count(request, response, site, path_of(request, prefix, named))
        return response

    return answer


def public_form(view: View) -> View:
    """The same for an address that forms are sent to. What is sent to the site's own language as a prefix is taken in."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *, prefix: str = "", **named: Any) -> HttpResponseBase:
        site = hosts.site_of(request)
        return _in_language(view, request, site, prefix or site.language, named)

    return answer


def _in_language(view: View, request: HttpRequest, site: Site, language: str, named: dict[str, Any]) -> HttpResponseBase:
    with translation.override(languages.interface_of(language)):
        if not site.is_open and not hasattr(request, "previewed"):
            return shut.answer(request, site, language)
        return view(request, site, language, **named)
