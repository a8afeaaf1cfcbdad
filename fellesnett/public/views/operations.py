"""Is it alive, can it serve, what colour is it, and what to say when there is nothing at an address."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.public import hosts, languages, stylesheets, themes
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
    """`/tema/<slug>-<hash>.css`: kept for ever by readers, so an old hash is answered with today's colours, briefly.

    Any site's colours are answered on any host: the desk shows its preview and its gallery in them.
    """
    here = hosts.site_of(request)
    site = here if here.slug == slug else hosts.directory().by_slug.get(slug)
    if site is None:
        raise Http404
    return _colors(site.brand_color, digest)


@require_safe
def trial(request: HttpRequest, color: str, digest: str) -> HttpResponse:
    """`/tema/farge/<rrggbb>-<hash>.css`: a colour that is tried at the desk, made of its address alone."""
    return _colors(f"#{color}", digest)


def _colors(brand: str, digest: str) -> HttpResponse:
    caching = FOREVER if themes.fingerprint(brand) == digest else "public, max-age=60"
    return HttpResponse(themes.stylesheet(brand), content_type="text/css; charset=utf-8", headers={"Cache-Control": caching})


@require_safe
def style(request: HttpRequest, digest: str) -> HttpResponse:
    """`/stil/<hash>.css`: the stylesheet, compressed beforehand; an old hash is answered with today's, briefly."""
    sheet = stylesheets.sheet()
    headers = {"Cache-Control": FOREVER if sheet.digest == digest else "public, max-age=60", "Vary": "Accept-Encoding"}
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(sheet.compressed if zipped else sheet.text, content_type="text/css; charset=utf-8", headers=headers)


@require_safe
def sami(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Today's sites say `/sa/` for Northern Sámi; its language code is `se`."""
    return HttpResponsePermanentRedirect("/se/" + request.get_full_path().removeprefix("/sa/"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """There is nothing here: say so in the site's language, with ways on."""
    site = hosts.site_of(request)
    first = request.path_info.strip("/").split("/")[0]
    language = first if first in languages.PREFIXES else site.language
    with translation.override(languages.interface_of(language)):
        frame = frame_of(request, site, language, None, indexed=False)
        return render(request, "public/not_found.html", frame, {}, status=404)
