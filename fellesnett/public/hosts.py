"""Which site a request is for, told by its host; and the address of another site, seen from this request.

The sites are few and asked for by every request, so they are kept in the process for `SITE_MAP_SECONDS`. The process
that saves a site forgets at once; others follow within that time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from fellesnett.organizations.models import Site
from fellesnett.pages.models import Logo

HAS_LOGO = Exists(Logo.objects.up().filter(site=OuterRef("pk")))
"""Asked with the sites themselves: a site without a logo costs its pages no question."""


@dataclass(frozen=True)
class Directory:
    """All sites by the ways they are found."""

    by_host: dict[str, Site] = field(default_factory=dict)
    by_slug: dict[str, Site] = field(default_factory=dict)
    front_door: Site = field(default_factory=lambda: nameless_front_door())
    homes: dict[int, Site] = field(default_factory=dict)  # the key of a body -> its open site; the first of several
    kinds: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)  # by slug, filled as asked for (`showings`)
    related: dict[tuple[str, str, str], tuple[Any, ...]] = field(default_factory=dict)  # likewise (`onward.related`)
    signposts: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)  # likewise (`signposts.onward`)
    folders: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)  # the same (`menus.folders_at`)
    profiles: dict[str, Any] = field(default_factory=dict)  # the same (`menus.kept_profile`)
    logos: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # the same (`logos.kept`)

    @property
    def open_sites(self) -> tuple[Site, ...]:
        """Those that readers can be led to, by slug."""
        return tuple(site for _slug, site in sorted(self.by_slug.items()) if site.is_open)

    def find(self, host: str) -> Site:
        """The site of a Host header, port and case aside: by its own host, else by its first label under a base domain
        of this installation, else the national front door."""
        name = host.rsplit("]", 1)[-1].partition(":")[0].rstrip(".").lower()
        return self.by_host.get(name) or self._by_label(name) or self.front_door

    def _by_label(self, name: str) -> Site | None:
        label, _, domain = name.partition(".")
        return self.by_slug.get(label) if domain in settings.SITE_BASE_DOMAINS else None


def nameless_front_door() -> Site:
    """What answers before any front door has been set up. Never saved."""
    return Site(slug="www", name="Pasientinformasjon fra sykehusene", is_front_door=True)


def directory_of(sites: list[Site]) -> Directory:
    return Directory(
        by_host={site.host.partition(":")[0].lower(): site for site in sites if site.host},
        by_slug={site.slug: site for site in sites},
        front_door=next((site for site in sites if site.is_front_door), None) or nameless_front_door(),
        homes={
            site.organization_id: site
            for site in sorted(sites, key=lambda site: site.slug, reverse=True)
            if site.is_open and not site.is_front_door
        },
    )


_kept: tuple[float, Directory] | None = None


def directory() -> Directory:
    """The sites as they are, or were at most `SITE_MAP_SECONDS` ago."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] >= settings.SITE_MAP_SECONDS:
        _kept = (time.monotonic(), directory_of(list(Site.objects.select_related("organization").annotate(has_logo=HAS_LOGO))))
    return _kept[1]


def forget(**_: Any) -> None:
    """A site was saved or deleted in this process (wired in `apps.py`)."""
    global _kept
    _kept = None


def site_of(request: HttpRequest) -> Site:
    return directory().find(request.get_host())


def open_in_place_of(site: Site) -> Site | None:
    """The site itself while readers can visit it, else the one that took over, else that one's successor; None where
    the trail ends."""
    known, seen = {each.pk: each for each in directory().by_slug.values()}, set[int]()
    found: Site | None = known.get(site.pk, site)
    while found is not None and not found.is_open and found.pk not in seen:
        seen.add(found.pk)
        found = known.get(found.successor_id or 0)
    return found if found is not None and found.is_open else None


def address_of(site: Site, request: HttpRequest, path: str = "/") -> str:
    """The full address of a path on a site, with the scheme and port of this request."""
    host = site.host or f"{site.slug}.{settings.SITE_BASE_DOMAINS[0] if settings.SITE_BASE_DOMAINS else 'localhost'}"
    port = request.get_host().rpartition(":")[2]
    if ":" not in host and port.isdigit():
        host = f"{host}:{port}"
    return f"{request.scheme}://{host}{path}"
