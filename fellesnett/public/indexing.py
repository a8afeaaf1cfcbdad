"""What of a site search engines may list: every page that answers, is its own and is not noindex, in each of its languages.

What is listed here must be what the pages say of themselves; the gates read every address and hold the two together.
`changed` is the moment the words of a page last changed, and is left out where a page is put together from many things.
Alerts are not listed: they are on every page, and gone before a robot comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import CharField, QuerySet, Value

from fellesnett.adoption.models import Showing
from fellesnett.national.models import Edition, EditionState
from fellesnett.national.naming import LIST_OF_KIND
from fellesnett.organizations.models import Place, Site
from fellesnett.public import homes, hosts, languages, place_pages, showings
from fellesnett.public.offering import is_hospital
from fellesnett.public.recipes import RECIPES, front

OF_EVERY_SITE = ("/kontakt/", "/drift/", "/tilgjengelighet/", "/personvern/", "/om-nettstedet/")


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one language: its path with the language's prefix."""

    path: str
    changed: datetime | None = None


Versions = dict[str, Version]
"""One page by language."""


def may_be_found(site: Site) -> bool:
    """May search engines list this site? Never a demonstration or one in preparation, and never where the operator has shut."""
    return bool(settings.ROBOTS_WELCOME) and site.is_open and not site.is_demonstration


def of_its_own(at_place: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """The languages in which a place has a topic page that is not the hospital's (language -> snapshot hash)."""
    return [language for language, snapshot in at_place.items() if here.get(language) != snapshot]


def pages_of(site: Site) -> list[Versions]:
    """Every page of a site. The number of queries does not grow with the number of pages."""
    found: dict[Any, Versions] = defaultdict(dict, {"/": {}})
    for name, language, path, changed in _all(site):
        found[name].setdefault(language, Version(languages.path_in(site, language, path), changed))
    written = {code for name, versions in found.items() if not str(name).startswith("/steder/") for code in versions}
    found["/"] = {code: Version(languages.path_in(site, code, "/")) for code in languages.of_site(site) if code in written}
    return list(found.values())


Line = tuple[Any, str, str, datetime | None]
"""What ties the versions of a page together, the language, the path without prefix, when it changed."""


def _all(site: Site) -> Iterable[Line]:
    yield from _everywhere(site, OF_EVERY_SITE)
    if site.pk is None:
        return
    yield from _national_topics(site) if site.is_front_door else _topics(site)
    yield from _own_pages(site)
    yield from _hospitals(site) if site.is_front_door else _places(site)


def _everywhere(site: Site, paths: Iterable[str]) -> Iterable[Line]:
    """Pages made of the interface's words and the site's records, in each language that has them."""
    for path in paths:
        for language in languages.worded_at(site):
            yield path, language, path, None


# --- topics ---------------------------------------------------------------------------------------------------------


def _topics(site: Site) -> Iterable[Line]:
    """The lists, the hospital's pages, and those of its places that say something else than the hospital's."""
    here: dict[tuple[str, str], dict[str, tuple[str, datetime]]] = defaultdict(dict)
    at_places: dict[tuple[str, str, str], dict[str, tuple[str, datetime]]] = defaultdict(dict)
    for kind, key, language, place, snapshot, since in _shown(site):
        folder = LIST_OF_KIND[kind]
        (at_places[folder, key, place] if place else here[folder, key])[language] = (snapshot, since)
    for (folder, key), versions in here.items():
        for language, (_snapshot, since) in versions.items():
            yield f"/{folder}/", language, f"/{folder}/", None
            yield f"/{folder}/{key}/", language, f"/{folder}/{key}/", since
    for (folder, key, place), versions in at_places.items():
        path = f"/{folder}/{key}/{place}/"
        for language in of_its_own(_snapshots(versions), _snapshots(here[folder, key])):
            yield path, language, path, versions[language][1]


def _snapshots(versions: Mapping[str, tuple[str, datetime]]) -> dict[str, str]:
    return {language: snapshot for language, (snapshot, _since) in versions.items()}


def _shown(site: Site) -> QuerySet[Showing, tuple[Any, ...]]:
    live = Showing.objects.live().for_site(site).filter(text__adoption__answer__in=showings.SHOWN)
    topic = "text__adoption__topic"
    found = live if site.is_demonstration else live.exclude(**{f"{topic}__is_demonstration": True})
    ordered = found.order_by(f"{topic}__kind", f"{topic}__key", "place__slug", "text__language")
    return ordered.values_list(f"{topic}__kind", f"{topic}__key", "text__language", "place__slug", "snapshot__hash", "live_from")


def _national_topics(site: Site) -> Iterable[Line]:
    """The national text of every topic, and the lists of them."""
    live = Edition.objects.filter(state=EditionState.LIVE).order_by("topic__kind", "topic__key", "language")
    found = live if site.is_demonstration else live.exclude(topic__is_demonstration=True)
    for kind, key, language, since in found.values_list("topic__kind", "topic__key", "language", "effective_at"):
        folder = f"/{LIST_OF_KIND[kind]}/"
        yield folder, language, folder, None
        yield f"{folder}{key}/", language, f"{folder}{key}/", since


# --- the site's own pages -------------------------------------------------------------------------------------------


def _own_pages(site: Site) -> Iterable[Line]:
    """The pages that the site owns, and the lists, in which those of other sites may stand too. One query. The front page
    has no folder, and is there in every language that anything is written in."""
    for folder, slug, language, work, changed, owner, demonstration in _published(site):
        yield f"/{folder}/" if folder else "/", language, f"/{folder}/", None
        if folder and owner == site.pk and (site.is_demonstration or not demonstration):
            yield work, language, f"/{folder}/{slug}/", changed


def _published(site: Site) -> QuerySet[Any, tuple[Any, ...]]:
    facts = ("slug", "language", "work", "last_published_at", "site_id", "is_demonstration")
    first, *others = (
        recipe.found_at(site).order_by().values_list(Value(recipe.folder, CharField()), *facts)
        for recipe in (*RECIPES, front.RECIPE)
    )
    return first.union(*others, all=True).order_by("language", "slug")


# --- places and hospitals -------------------------------------------------------------------------------------------


def _places(site: Site) -> Iterable[Line]:
    """Where patients come, with the buildings; without those whose pages are on another site (`homes`)."""
    found = Place.objects.for_site(site).whole().prefetch_related("buildings")
    known = homes.answering(site, found)
    if known:
        yield from _everywhere(site, ("/steder/",))
    for _slug, place in sorted(known.items()):
        if homes.home_of(place, site).pk != site.pk:
            continue
        yield from _place(site, place, place.described_at)
        for building in place.buildings.all():
            building.part_of = place
            moments = [each for each in (place.described_at, building.described_at) if each]
            yield from _place(site, building, max(moments, default=None))


def _place(site: Site, place: Place, changed: datetime | None) -> Iterable[Line]:
    for language in place_pages.languages_of(place, site):
        yield place.path, language, place.path, changed


def _hospitals(site: Site) -> Iterable[Line]:
    """The front door's ways to the hospitals."""
    hospitals = sorted(each.slug for each in hosts.directory().open_sites if not each.is_front_door and is_hospital(each))
    yield from _everywhere(site, ("/sykehus/", "/apotek/", *(f"/sykehus/{slug}/" for slug in hospitals)))
