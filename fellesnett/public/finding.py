"""Find a hospital from where the reader is: what was typed, what it means, and the hospitals in that order. Values only.

Nothing is asked of the browser and nothing is kept: the place stands in the address (`?hvor=`), and the answer is private.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext

from fellesnett.organizations import queries
from fellesnett.organizations.gazetteer import LONGEST, Gazetteer
from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.nearness import Near, Provider, Standing, order
from fellesnett.organizations.spots import COUNTIES, Spot, SpotKind
from fellesnett.public import alphabet
from fellesnett.public.topic_pages import Link

PARAMETER = "hvor"
FOUND = "treff"  # where on the page the answer begins: a phone opens there, not at the form once more
KEPT_SITE_MAPS = 60  # the list of places is kept this many times longer than the list of sites: it seldom changes

Address = Callable[[Site, Place | None], str]


@dataclass(frozen=True, slots=True)
class Search:
    """The form and what came of it. `choices` are links to the places that may be meant."""

    action: str
    without: str  # the same page as if nothing was asked
    asked: str = ""
    spot: Spot | None = None
    unknown: bool = False
    choices: tuple[Link, ...] = ()
    districts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Hospital:
    """A line in the list: the hospital, the place there, and how far it is, in words."""

    name: str
    href: str
    place: str = ""
    note: str = ""
    distance: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    hospitals: tuple[Hospital, ...]
    local: bool = False


_kept: tuple[float, Gazetteer] | None = None


def places_known() -> Gazetteer:
    """Every place a reader can name, as it is or was a few minutes ago."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] >= settings.SITE_MAP_SECONDS * KEPT_SITE_MAPS:
        _kept = (time.monotonic(), queries.gazetteer())
    return _kept[1]


def forget() -> None:
    """Ask the database again the next time."""
    global _kept
    _kept = None


def search_at(path: str, anchor: str) -> Search:
    """The empty form, whose answer stands at this path."""
    return Search(f"{path}#{FOUND}", f"{path}#{anchor}")


def search_of(request: HttpRequest, *, anchor: str) -> Search:
    """What the reader typed in the form at `#anchor`, and the place that is meant."""
    asked = "".join(filter(str.isprintable, request.GET.get(PARAMETER, ""))).strip()[:LONGEST]
    here = (f"{request.path}#{FOUND}", f"{request.path}#{anchor}")
    if not asked:
        return search_at(request.path, anchor)
    known = places_known()
    found = known.find(asked)
    spot = found.spot
    if spot is None:
        choices = found.matches or found.suggestions
        return Search(*here, asked, unknown=not found.matches, choices=tuple(_choice(each, request) for each in choices))
    districts = tuple(_choice(each, request) for each in queries.districts_of(known, spot))
    return Search(*here, spot.name, spot, districts=districts)


def _choice(spot: Spot, request: HttpRequest) -> Link:
    return Link(_described(spot), f"{request.path}?{urlencode({PARAMETER: spot.key})}#{FOUND}")


def _described(spot: Spot) -> str:
    """The place with what tells it from others of its name."""
    county = COUNTIES.get(spot.area[:2], "")
    name = spot.name if not county or county in spot.name or spot.kind is not SpotKind.MUNICIPALITY else f"{spot.name} ({county})"
    return gettext("%(place)s, tidligere %(former)s") % {"place": name, "former": spot.former} if spot.former else name


def private(response: HttpResponseBase, search: Search) -> HttpResponseBase:
    """An answer to what somebody typed is theirs alone, and is not kept anywhere."""
    if search.asked:
        response["Cache-Control"] = "private, no-store"
    return response


# --- the hospitals in order -----------------------------------------------------------------------------------------


def groups(providers: Iterable[Provider], search: Search, address: Address, language: str) -> tuple[Group, ...]:
    """The hospitals, from the place that was found; by name where none was."""
    by_name = sorted(providers, key=lambda each: alphabet.sort_key(each.site.name))
    if search.spot is None:
        return (Group("", tuple(Hospital(each.site.name, address(each.site, None)) for each in by_name)),) if by_name else ()
    seen = order(by_name, search.spot)
    parts = (
        (_local_heading(search.spot), [each for each in seen if each.standing <= Standing.LOCAL_TRUST], True),
        (gettext("I samme helseregion"), [each for each in seen if each.standing == Standing.SAME_REGION], False),
        (gettext("Andre steder i landet"), [each for each in seen if each.standing == Standing.ELSEWHERE], False),
    )
    return tuple(
        Group(heading, tuple(_hospital(each, search.spot, address, language) for each in part), local)
        for heading, part, local in parts
        if part
    )


def _local_heading(spot: Spot) -> str:
    if spot.kind is SpotKind.HOSPITAL:
        return gettext("Sykehuset du søkte etter")
    return gettext("Sykehuset i ditt område")


def _hospital(near: Near, spot: Spot, address: Address, language: str) -> Hospital:
    note = ""
    if near.standing == Standing.LOCAL_TRUST and spot.kind is not SpotKind.HOSPITAL:
        note = gettext("Helseforetaket i ditt område")
    place = near.place.name_in(language) if near.place else ""
    name = near.site.name
    shown = "" if place == name else place
    return Hospital(name, address(near.site, near.place), shown, note, distance_in_words(near.km))


def distance_in_words(km: float | None) -> str:
    """As the crow flies, no more exact than the middle of a municipality is."""
    if km is None:
        return ""
    if km < 10:
        return gettext("under 10 km i luftlinje")
    return gettext("ca. %(km)s km i luftlinje") % {"km": round(km / 5) * 5 if km < 50 else round(km / 10) * 10}


def local_site(sites: Sequence[Site], search: Search) -> Site | None:
    """The site of the reader's own hospital, whether or not it offers what the page is about."""
    if search.spot is None or search.spot.kind is SpotKind.HOSPITAL:
        return None
    seen = order([Provider(site) for site in sites], search.spot)
    return seen[0].site if seen and seen[0].standing <= Standing.LOCAL_TRUST else None
