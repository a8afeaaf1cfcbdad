"""Is it alive, can it serve, what colour is it, and what to say when there is nothing at an address."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.public import hosts, languages, themes
from fellesnett.public.rendering import frame_of, render

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nobody else."""
    return _plain("ok\n")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Can serve: the database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _plain("database\n", status=503)
    return _plain("ok\n")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@require_safe
def theme(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """`/tema/<slug>-<hash>.css`: kept for ever by readers, so an old hash is answered with today's colours, briefly."""
    site = hosts.site_of(request)
    if site.slug != slug:
        raise Http404
    caching = FOREVER if themes.fingerprint(site.brand_color) == digest else "public, max-age=60"
    css = themes.stylesheet(site.brand_color)
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": caching})


@require_safe
def sami(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Today's sites say `/sa/` for Northern Sámi; its language code is `se`."""
    return HttpResponsePermanentRedirect("/se/" + request.get_full_path().removeprefix("/sa/"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """There is nothing here: say so in the site's language, with ways on."""
    site = hosts.site_of(request)
    first = request.path_info.strip("/").split("/")[0]
    language = first if first in languages.PREFIXES else site.language
    with translation.override(language):
        frame = frame_of(request, site, language, None, indexed=False)
        return render(request, "public/not_found.html", frame, {}, status=404)
