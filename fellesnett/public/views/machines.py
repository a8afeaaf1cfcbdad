"""What machines ask of a site before they read it: `/robots.txt`, `/sitemap.xml`, `/.well-known/security.txt`."""

from __future__ import annotations

import hashlib
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site, SiteState
from fellesnett.public import finding, hosts, indexing, languages, sitemap

CACHE = "public, max-age=3600, stale-if-error=86400"
TEXT, XML = "text/plain; charset=utf-8", "application/xml; charset=utf-8"
NOT_CRAWLED = (
    "/admin/",
    "/v/",  # pages as they once were
    "/les/",  # one person's own link
    "/b/*/qr.svg",
    "/*/mitt-besok/",  # the sheet to print
    "/tilbakemelding/",
    "/*/tilbakemelding/",
    f"/*?*{finding.PARAMETER}=",  # where the reader is
    "/*?*vis=",  # a list with the lines that are folded away
)
"""Old links with `?sted=` are left open: they redirect to the page that robots should know."""


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """`/robots.txt` (RFC 9309): what is not to be read, and where the addresses are. A site that is not to be found is shut;
    a closed one is read, so that search engines learn where its pages went."""
    site = hosts.site_of(request)
    rules = [f"Disallow: {path}" for path in NOT_CRAWLED]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {hosts.address_of(site, request, '/sitemap.xml')}"]
    if site.state == SiteState.CLOSED and settings.ROBOTS_WELCOME and not site.is_demonstration:
        lines = ["# Closed: every address leads onward, or answers 410.", "User-agent: *", *rules]
    elif not indexing.may_be_found(site):
        lines = [f"# {_why_shut(site)}", "User-agent: *", "Disallow: /"]
    return _answer(request, "\n".join(lines) + "\n", TEXT)


def _why_shut(site: Site) -> str:
    if site.is_demonstration:
        return "A demonstration: no text here is advice about health."
    return "Not open to search engines."


@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """`/.well-known/security.txt` (RFC 9116). Nothing is said after the day until which it holds."""
    said = settings.SECURITY_CONTACT
    if not said.contacts or said.expires is None or said.expires <= clock.now().date():
        raise Http404
    here = hosts.address_of(hosts.site_of(request), request, "/.well-known/security.txt")
    lines = [f"Contact: {contact}" for contact in said.contacts]
    lines += [f"Expires: {said.expires.isoformat()}T00:00:00Z", "Preferred-Languages: nb, nn, en"]
    lines += [f"Canonical: {here}"] if request.is_secure() else []
    lines += [f"Policy: {said.policy}"] if said.policy else []
    return _answer(request, "\n".join(lines) + "\n", TEXT)


@require_safe
def sitemap_file(request: HttpRequest, number: int = 0) -> HttpResponseBase:
    """`/sitemap.xml`: every page of the site, or the index of `/sitemap-1.xml` and on where they are too many for one file."""
    site = hosts.site_of(request)
    if not site.is_open:
        raise Http404

    def address(path: str) -> str:
        return hosts.address_of(site, request, path)

    found = sitemap.files(indexing.pages_of(site), address, partial(languages.preferred, site))
    if number and not (len(found) > 1 and number <= len(found)):
        raise Http404
    if number:
        return _answer(request, found[number - 1].text, XML)
    return _answer(request, found[0].text if len(found) == 1 else sitemap.index(found, address), XML)


def _answer(request: HttpRequest, text: str, kind: str) -> HttpResponseBase:
    """The text, or 304 to whoever has it already."""
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(text, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    return response
