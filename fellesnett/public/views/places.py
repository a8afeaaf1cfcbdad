"""The places of a site: where patients and visitors come, and all they need to know about it."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.foundation import clock
from fellesnett.organizations.models import Place, Site
from fellesnett.public import homes, hosts, languages, place_pages, registers, showings
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

FOLDER = "steder"
THIS_WEEK = timedelta(days=7)


@public_page
def place_list(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/steder/`: the places of this site, by name, each leading to the site that its page is on."""
    today = timezone.localdate(clock.now())
    places = () if site.is_front_door else tuple(showings.places_at(site))
    path = f"/{FOLDER}/"
    existing = dict.fromkeys(languages.worded_at(site), path)
    frame = frame_of(request, site, language, path, existing=existing, current=FOLDER, indexed=bool(places))
    page = {
        "title": gettext("Steder"),
        "contacts": homes.contacts(request, site, places, language, today, soon=THIS_WEEK),
    }
    return render(request, "public/places.html", frame, page)


@public_page
def place(request: HttpRequest, site: Site, language: str, slug: str, building: str = "") -> HttpResponseBase:
    """`/steder/<place>/` and `/steder/<place>/<building>/`; on the site of the body that runs it, where it has one."""
    whole = showings.place_at(site, slug)
    buildings = showings.buildings_of(whole) if whole else []
    found = next((each for each in buildings if each.slug == building), None) if building else whole
    if whole is None or found is None:
        raise Http404
    home = homes.home_of(whole, site)
    if home.pk != site.pk:
        return _moved(homes.address_of(request, site, home, found, language))
    return _page(request, site, language, found, [] if building else buildings)


def _moved(address: str) -> HttpResponseBase:
    """To the one address of the place. Kept for an hour: a body's site may close, and the page is then here again."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _page(request: HttpRequest, site: Site, language: str, found: Place, buildings: list[Place]) -> HttpResponseBase:
    today = timezone.localdate(clock.now())
    versions = place_pages.languages_of(found, site)
    existing = dict.fromkeys(versions, found.path)
    indexed = language in versions
    frame = frame_of(request, site, language, found.path, existing=existing, current=FOLDER, indexed=indexed)
    address = hosts.address_of(site, request, languages.path_in(site, language, found.path))
    page = place_pages.page_of(found, buildings, site, language, today) | {
        "crumbs": _crumbs(site, language, found),
        "registered": registers.position_of(found, language, clock.now()),
        "data": place_pages.data_of(found, language, address, today, body=site.name),
    }
    return render(request, "public/place.html", frame, page)


def _crumbs(site: Site, language: str, found: Place) -> tuple[Link, ...]:
    above = [found.part_of] if found.part_of else []
    return (
        Link(gettext("Steder"), languages.path_in(site, language, f"/{FOLDER}/")),
        *(Link(each.name_in(language), languages.path_in(site, language, each.path)) for each in above),
    )
