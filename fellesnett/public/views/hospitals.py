"""The front door's finding of hospitals and pharmacies: `/sykehus/`, `/sykehus/<slug>/`, `/apotek/`.

The same addresses on a hospital's own site lead to the front door.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.foundation import clock
from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.organizations.models import Organization, OrganizationKind, Place, Site
from fellesnett.organizations.nearness import Provider
from fellesnett.organizations.queries import places_by_site
from fellesnett.public import alphabet, finding, homes, hosts, languages, showings
from fellesnett.public.labels import LIST_NAMES
from fellesnett.public.offering import is_hospital
from fellesnett.public.recipes import BY_FOLDER
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views import pages
from fellesnett.public.views.doors import public_page

PHARMACIES = "apotek"
Lines = tuple[tuple[Link, str], ...]  # a site, and the names of its places


@public_page
def hospital_list(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/sykehus/`: every hospital by region; from where the reader is, when that is told."""
    if not site.is_front_door:
        return _to_front_door(request)
    search = finding.search_of(request, anchor="liste")
    hospitals = [each for each in _sites() if is_hospital(each)]
    places = places_by_site(hospitals)

    def address(each: Site, _place: Place | None) -> str:
        return languages.path_in(site, language, f"/sykehus/{each.slug}/")

    providers = [Provider(each, places[each.pk]) for each in hospitals]
    page = {
        "title": gettext("Finn sykehus"),
        "search": search,
        "groups": finding.groups(providers, search, address, language) if search.spot else (),
        "regions": () if search.spot else _by_region(providers, address, language),
        "pharmacies": languages.path_in(site, language, f"/{PHARMACIES}/"),
    }
    existing = dict.fromkeys(languages.worded_at(site), "/sykehus/")
    frame = frame_of(request, site, language, "/sykehus/", existing=existing, indexed=not search.asked)
    return finding.private(render(request, "public/hospital_list.html", frame, page), search)


def _by_region(providers: Iterable[Provider], address: finding.Address, language: str) -> tuple[tuple[str, str, Lines], ...]:
    """(anchor, region, hospitals with their places), region by region."""
    names = dict(Organization.objects.filter(kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY).values_list("pk", "name"))
    found: dict[str, list[tuple[Link, str]]] = {}
    for each in providers:
        region = next((names[key] for key in each.site.organization.lineage if key in names), gettext("Uten region"))
        names_there = [place.name_in(language) for place in each.places]
        towns = "" if names_there == [each.site.name] else ", ".join(names_there)
        found.setdefault(region.removesuffix(" RHF"), []).append((Link(each.site.name, address(each.site, None)), towns))
    regions = sorted(found, key=alphabet.sort_key)
    return tuple((f"region-{number}", region, tuple(found[region])) for number, region in enumerate(regions, 1))


@public_page
def hospital(request: HttpRequest, site: Site, language: str, slug: str) -> HttpResponseBase:
    """`/sykehus/<slug>/`: one hospital, shortly: where it is, how to reach it, and the ways into its site."""
    if not site.is_front_door:
        return _to_front_door(request)
    found = hosts.directory().by_slug.get(slug)
    if found is not None and not found.is_open and (successor := hosts.open_in_place_of(found)):
        return HttpResponsePermanentRedirect(languages.path_in(site, language, f"/sykehus/{successor.slug}/"))
    if found is None or not found.is_open or found.is_front_door or not is_hospital(found):
        raise Http404
    path, today = f"/sykehus/{slug}/", timezone.localdate(clock.now())
    kinds = showings.kinds_at(found)
    page = {
        "title": found.name,
        "crumbs": (Link(gettext("Finn sykehus"), languages.path_in(site, language, "/sykehus/")),),
        "home": hosts.address_of(found, request),
        "lists": tuple(
            Link(str(LIST_NAMES[word]), hosts.address_of(found, request, f"/{word}/"))
            for word, kind in KIND_OF_LIST.items()
            if kind in kinds
        ),
        "contacts": homes.contacts(request, site, showings.places_at(found), language, today, of=found),
    }
    frame = frame_of(request, site, language, path, existing=dict.fromkeys(languages.worded_at(site), path))
    return render(request, "public/hospital.html", frame, page)


@public_page
def pharmacy_list(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/apotek/`: the hospital pharmacies and where they are. A pharmacy's own site has its own list here."""
    if not site.is_front_door:
        prefix = "" if language == site.language else language
        return pages.page_list(request, prefix=prefix, folder=PHARMACIES) if PHARMACIES in BY_FOLDER else _to_front_door(request)
    sites = [each for each in _sites() if each.organization.kind == OrganizationKind.HOSPITAL_PHARMACY]
    outlets, today = places_by_site(sites), timezone.localdate(clock.now())
    page = {
        "title": gettext("Sykehusapotek"),
        "pharmacies": tuple(
            (
                Link(each.name, hosts.address_of(each, request)),
                homes.contacts(request, site, outlets[each.pk], language, today, of=each),
            )
            for each in sites
        ),
    }
    path = f"/{PHARMACIES}/"
    frame = frame_of(request, site, language, path, existing=dict.fromkeys(languages.worded_at(site), path))
    return render(request, "public/pharmacy_list.html", frame, page)


def _sites() -> list[Site]:
    sites = (site for site in hosts.directory().open_sites if not site.is_front_door)
    return sorted(sites, key=lambda site: alphabet.sort_key(site.name))


def _to_front_door(request: HttpRequest) -> HttpResponseBase:
    """The same address on the front door, in its own language. Not for ever: its host may change."""
    front_door = hosts.directory().front_door
    if front_door.pk is None:
        raise Http404
    path = request.path
    for code in languages.PREFIXES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    response = HttpResponseRedirect(hosts.address_of(front_door, request, path))
    response["Cache-Control"] = "public, max-age=60"
    return response
