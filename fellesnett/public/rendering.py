"""From a page's values to an answer: the frame around every page, its headers, and its validator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from fellesnett.organizations.models import Site
from fellesnett.public import hosts, languages, showings, themes
from fellesnett.public.labels import KIND_OF_LIST, LIST_NAMES
from fellesnett.public.topic_pages import Link

ROOM = Path(__file__).resolve().parent
CACHE = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True)
class Frame:
    """What stands around every page of a site: name, menu, languages, and what machines read."""

    site_name: str
    language: str
    theme: str
    home: str
    menu: tuple[Link, ...]
    languages: tuple[Link, ...]
    canonical: str
    alternates: tuple[Link, ...]
    indexed: bool
    demonstration: bool
    front_door: str  # its address; empty on the front door itself


def frame_of(
    request: HttpRequest,
    site: Site,
    language: str,
    path: str | None,
    *,
    existing: Mapping[str, str] | None = None,
    current: str = "",
    indexed: bool = True,
) -> Frame:
    """The frame of a page. `path` and the paths in `existing` (language -> path) are written without
    language prefix; without a path the page has no lasting address."""
    links = _versions(site, language, existing or {})
    return Frame(
        site_name=site.name,
        language=language,
        theme=themes.address(site),
        home=languages.path_in(site, language, "/"),
        menu=_menu(site, language, current),
        languages=links if any(not link.current for link in links) else (),
        canonical=hosts.address_of(site, request, languages.path_in(site, language, path)) if path else "",
        alternates=tuple(Link("", hosts.address_of(site, request, link.href), link.lang) for link in links if len(links) > 1),
        indexed=indexed and not site.is_demonstration,
        demonstration=site.is_demonstration,
        front_door="" if site.is_front_door else hosts.address_of(hosts.directory().front_door, request),
    )


def _versions(site: Site, language: str, existing: Mapping[str, str]) -> tuple[Link, ...]:
    """The languages a page exists in, the site's own first, each by its own name."""
    order = dict.fromkeys((*languages.of_site(site), *languages.PREFIXES))
    return tuple(
        Link(languages.OWN_NAMES[code], languages.path_in(site, code, existing[code]), code, current=code == language)
        for code in order
        if code in existing
    )


def _menu(site: Site, language: str, current: str) -> tuple[Link, ...]:
    """The lists that have something in them: a way to an empty list is a way to nothing."""
    kinds = showings.kinds_at(site)
    return tuple(
        Link(str(LIST_NAMES[word]), languages.path_in(site, language, f"/{word}/"), current=word == current)
        for word, kind in KIND_OF_LIST.items()
        if kind in kinds
    )


def render(
    request: HttpRequest, template: str, frame: Frame, page: Mapping[str, Any], *, status: int = 200, snapshot: str = ""
) -> HttpResponseBase:
    """Write a page out; or answer 304, before any HTML is made, to a reader who has it already."""
    etag = _etag(template, frame, page, snapshot)
    if status == 200:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return _with_headers(unchanged, frame, etag)
    html = render_to_string(template, {"frame": frame, **page})
    response = HttpResponse(html, status=status)
    if status == 404:
        response["Cache-Control"] = "public, max-age=10"
        response["Content-Language"] = frame.language
        return response
    return _with_headers(response, frame, etag)


def _with_headers(response: HttpResponseBase, frame: Frame, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["Content-Language"] = frame.language
    return response


def _etag(template: str, frame: Frame, page: Mapping[str, Any], snapshot: str) -> str:
    """The snapshot's hash, and a digest of all else that the page shows and of what writes it out."""
    shown = hashlib.sha256(repr((release(), template, frame, sorted(page.items()))).encode()).hexdigest()
    return f'"{snapshot.removeprefix("sha256:")[:16] or "page"}-{shown[:20]}"'


@cache
def release() -> str:
    """A fingerprint of everything in the code that decides how a page is written: templates, words, styles, this room."""
    wanted = ("*.py", "templates/**/*.html", "static/**/*.css", "../locale/*/LC_MESSAGES/django.mo")
    digest = hashlib.sha256()
    for pattern in wanted:
        for file in sorted(ROOM.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
