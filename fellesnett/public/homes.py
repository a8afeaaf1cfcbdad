"""Where the page of a place is: on the site of the body that runs it, so that a place has one address.

A region, and a trust with hospitals below it, tell of the places of others. While such a body has an open site of its own,
its places' pages are there, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.http import HttpRequest

from fellesnett.organizations.models import Place, Site
from fellesnett.public import hosts, languages
from fellesnett.public.place_pages import SOON, Contact, contact_of


def home_of(place: Place, site: Site) -> Site:
    """The site that the page of this place is on, of the two that tell of it: its own body's while that is open, else `site`."""
    if place.organization_id == site.organization_id:
        return site
    return hosts.directory().homes.get(place.organization_id, site)


def answering(site: Site, places: Iterable[Place]) -> dict[str, Place]:
    """Slug -> the place whose page `/steder/<slug>/` of this site is, of several with one slug: one whose page is here before
    one that leads on, the site's own body's before those of the bodies below, then the first that was written in."""
    found: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: _rank(site, place)):
        found.setdefault(place.slug, place)
    return found


def _rank(site: Site, place: Place) -> tuple[bool, bool, int]:
    return home_of(place, site).pk != site.pk, place.organization_id != site.organization_id, place.pk


def address_of(request: HttpRequest, here: Site, home: Site, place: Place, language: str) -> str:
    """The address of a place's page at its home, seen from a page of `here`; in this language where that site has it."""
    there = language if language in home.languages else home.language
    path = languages.path_in(home, there, place.path)
    return path if home.pk == here.pk else hosts.address_of(home, request, path)


def contact(
    request: HttpRequest,
    here: Site,
    place: Place,
    language: str,
    today: date,
    *,
    of: Site | None = None,
    visit: str = "",
    soon: timedelta = SOON,
) -> Contact:
    """A place as a page of `here` tells of it, leading to the place's own page. `of`: the site whose place it is, where
    that is another one."""
    owner = of or here
    told = contact_of(place, owner, language, today, visit=visit, soon=soon)
    return replace(told, href=address_of(request, here, home_of(place, owner), place, language))


def contacts(
    request: HttpRequest,
    here: Site,
    places: Iterable[Place],
    language: str,
    today: date,
    *,
    of: Site | None = None,
    soon: timedelta = SOON,
) -> tuple[Contact, ...]:
    """The places of a site, buildings aside. One whose address another place answers leads nowhere: two links never lead
    to the same page."""
    places, owner = tuple(places), of or here
    answers = answering(owner, places)
    return tuple(
        told if home_of(place, owner).pk != owner.pk or answers[place.slug] == place else replace(told, href="")
        for place in places
        for told in (contact(request, here, place, language, today, of=of, soon=soon),)
    )
