"""From a page's values to an answer: the frame around every page, its headers, and its validator."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from fellesnett.delivery import addresses
from fellesnett.organizations.models import Site
from fellesnett.public import alerts, helsenorge, hosts, indexing, languages, logos, menus, structured, stylesheets, themes
from fellesnett.public.topic_pages import Link

ROOM = Path(__file__).resolve().parent
CACHE = "public, max-age=5, stale-if-error=86400"
"""No cache shows an old page for more than five seconds: an alert to the whole country must get through at once."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of what a page lists: its media type and where it is."""

    kind: str
    href: str


@dataclass(frozen=True)
class Frame:
    """What stands around every page of a site: name, menu, languages, and what machines read."""

    site_name: str
    language: str  # of the page's text
    words: str  # of the interface: the same, or bokmål for a language that has none
    said: str  # a `lang` for a piece of the page's text, where that is not in the language of the interface
    own_lang: str  # the same for what the site says of itself in its own language alone
    name_lang: str  # the same for its name, where that is plain words: a hospital's is a name, and says itself alike everywhere
    spoken: str  # what the page as a whole is in: the interface's language where it says nothing in its own
    style: str  # the address of the common stylesheet, and of the site's colours
    theme: str
    home: str
    menu: tuple[Link, ...]
    languages: tuple[Link, ...]
    canonical: str
    alternates: tuple[Link, ...]
    indexed: bool
    demonstration: bool
    foot: menus.Foot
    front_door: str  # its address; empty on the front door itself
    about: tuple[Link, ...] = ()  # accessibility, privacy, about the site
    logo: logos.Shown | None = None  # a picture that says the site's name
    scope: Link | None = None  # the smaller site inside this one
    helsenorge: helsenorge.Way | None = None  # where its reader logs in
    alerts_above: tuple[alerts.Shown, ...] = ()  # information, above the site's name
    alerts_below: tuple[alerts.Shown, ...] = ()  # emergency and operations, under the path
    feeds: tuple[Feed, ...] = ()  # by which what the page lists is followed
    oembed: str = ""  # the address by which an editor of another's site gets the page's text in a frame
    unreviewed: bool = False  # nobody who knows the language has read the words around the page


def frame_of(
    request: HttpRequest,
    site: Site,
    language: str,
    path: str | None,
    *,
    existing: Mapping[str, str] | None = None,
    alternates: Mapping[str, str] | None = None,
    current: str = "",
    indexed: bool = True,
    told: Collection[int] = (),
) -> Frame:
    """The frame of a page. `path` and the paths in `existing` (language -> path) are written without
    language prefix; without a path the page has no lasting address. `alternates`: the versions that search engines are
    told of, where they are fewer than those a reader may switch to. A page that is not to be found tells of none.
    `told`: the alerts that the page itself tells of."""
    links = _versions(site, language, existing or {})
    indexed = indexed and (not existing or language in existing)
    versions = links if alternates is None else _versions(site, language, alternates)
    above, below = alerts.shown_at(request, site, language, told)
    return Frame(
        site_name=site.name,
        language=language,
        words=languages.interface_of(language),
        said=languages.attribute(language, language),
        own_lang=languages.attribute(site.language, language),
        name_lang=languages.attribute(site.language, language) if site.is_front_door else "",
        spoken=language if language in (existing or {}) else languages.interface_of(language),
        style=stylesheets.sheet().address,
        theme=themes.address(site),
        logo=logos.shown(site, site.brand_color),
        home=languages.path_in(site, language, "/"),
        menu=menus.menu_of(site, language, current),
        foot=menus.foot_of(site),
        languages=links if any(not link.current for link in links) else (),
        canonical=hosts.address_of(site, request, languages.path_in(site, language, path)) if path else "",
        alternates=tuple(_alternates(request, site, versions)) if indexed and len(versions) > 1 else (),
        indexed=indexed and indexing.may_be_found(site),
        demonstration=site.is_demonstration,
        helsenorge=helsenorge.way("front", language),
        front_door="" if site.is_front_door else hosts.address_of(hosts.directory().front_door, request),
        about=menus.about_links(site, language),
        alerts_above=above,
        alerts_below=below,
        feeds=_feeds(site, language, path, current),
        unreviewed=language in languages.UNREVIEWED,
    )


def _alternates(request: HttpRequest, site: Site, versions: Sequence[Link]) -> Iterator[Link]:
    """The versions for search engines, and which of them is for whoever reads none of these languages: the first."""
    for link in (*versions, replace(versions[0], lang=languages.ANY)):
        yield Link("", hosts.address_of(site, request, link.href), link.lang)


def _feeds(site: Site, language: str, path: str | None, current: str) -> tuple[Feed, ...]:
    """The feeds of the front page, and of the list that a page is."""
    word = addresses.ALL if path == "/" else current if path == f"/{current}/" else ""
    if not (site.pk and site.is_open) or language not in site.languages or word not in (addresses.ALL, *addresses.FOLLOWED):
        return ()
    kinds = addresses.FEED_TYPES.items()
    found = [Feed(kind, addresses.feed_path(site, word, form, language)) for form, kind in kinds]
    return (*found, Feed("text/calendar", "kalender.ics")) if word == "arrangementer" else tuple(found)


def _versions(site: Site, language: str, existing: Mapping[str, str]) -> tuple[Link, ...]:
    """The languages a page exists in, the site's own first, each by its own name."""
    order = dict.fromkeys((*languages.of_site(site), *languages.PREFIXES))
    return tuple(
        Link(languages.OWN_NAMES[code], languages.path_in(site, code, existing[code]), code, current=code == language)
        for code in order
        if code in existing
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
    told = _told_to_machines(template, frame, page) if status == 200 and frame.canonical else page.get("data")
    html = render_to_string(template, {"frame": frame, **page, "data": told})
    response = HttpResponse(html, status=status)
    if status == 404:
        response["Cache-Control"] = CACHE
        response["Content-Language"] = frame.spoken
        return response
    return _with_headers(response, frame, etag)


_KINDS = {"public/home.html": "WebSite", "public/places.html": "CollectionPage"}


def _told_to_machines(template: str, frame: Frame, page: Mapping[str, Any]) -> list[structured.Data]:
    """What schema.org has words for: what the page is or tells of, and the path above it."""
    kind = "CollectionPage" if template.endswith("list.html") else _KINDS.get(template, "WebPage")
    name = str(page.get("title") or frame.site_name)
    return structured.of_page(
        page.get("data"),
        kind=kind,
        name=name,
        description=str(page.get("lead") or ""),
        address=frame.canonical,
        language=frame.spoken,
        steps=_steps(frame, page, name) if "title" in page else (),
    )


def _steps(frame: Frame, page: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """The path that stands above the page, from the front page to the page itself, in whole addresses."""
    origin = "/".join(frame.canonical.split("/", 3)[:3])
    yield frame.site_name, f"{origin}{frame.home}"
    for crumb in (*page.get("crumbs", ()), *filter(None, [page.get("crumb")])):
        yield str(crumb.text), crumb.href if crumb.href.startswith("http") else f"{origin}{crumb.href}"
    yield name, frame.canonical


def _with_headers(response: HttpResponseBase, frame: Frame, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["Content-Language"] = frame.spoken
    return response


def _etag(template: str, frame: Frame, page: Mapping[str, Any], snapshot: str) -> str:
    """The snapshot's hash, and a digest of all else that the page shows and of what writes it out."""
    shown = hashlib.sha256(repr((release(), template, frame, sorted(page.items()))).encode()).hexdigest()
    return f'"{snapshot.removeprefix("sha256:")[:16] or "page"}-{shown[:20]}"'


@cache
def release() -> str:
    """A fingerprint of everything in the code that decides how a page is written: templates, words, styles, this room."""
    wanted = ("*.py", "templates/**/*.html", "static/**/*.css", "styles/*.css", "../locale/*/LC_MESSAGES/django.mo")
    digest = hashlib.sha256()
    for pattern in wanted:
        for file in sorted(ROOM.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
