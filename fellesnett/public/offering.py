"""Who offers a topic: the hospitals of the front door's page, from where the reader is; as values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from fellesnett.adoption.models import Answer
from fellesnett.national.models import Topic
from fellesnett.organizations.models import OrganizationKind, Place, Site
from fellesnett.organizations.nearness import Provider
from fellesnett.organizations.queries import HOSPITAL_KINDS, places_by_site
from fellesnett.public import alphabet, finding, hosts, showings
from fellesnett.public.topic_pages import Link

ANCHOR = "sykehus"


def is_hospital(site: Site) -> bool:
    """Does the body behind this site treat patients?"""
    return site.organization.kind in HOSPITAL_KINDS


def is_region(site: Site) -> bool:
    """Does the body behind this site own hospitals, and treat nobody itself?"""
    return site.organization.kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY


def hospitals_offering(request: HttpRequest, language: str, topic: Topic, path: str) -> tuple[finding.Search, dict[str, Any]]:
    """The search and what the page shows of it: hospitals in order, the reader's own where it offers nothing, and others
    that have the text."""
    search = finding.search_of(request, anchor=ANCHOR)
    showing = showings.sites_showing(topic)
    hospitals = [site for site in showing if is_hospital(site)]
    at = _places_at(topic, hospitals) if search.spot else {}

    def address(site: Site, place: Place | None) -> str:
        own = place is not None and place in at.get(site.pk, ((), False))[0] and at[site.pk][1]
        return hosts.address_of(site, request, f"{path}{place.slug}/" if place and own else path)

    providers = [Provider(site, at[site.pk][0] if site.pk in at else ()) for site in hospitals]
    return search, {
        "search": search,
        "groups": finding.groups(providers, search, address, language),
        "missing": _missing_local(request, search, topic, path, hospitals),
        "others": tuple(Link(site.name, hosts.address_of(site, request, path)) for site in showing if not is_hospital(site)),
    }


def _places_at(topic: Topic, sites: Iterable[Site]) -> dict[int, tuple[tuple[Place, ...], bool]]:
    """Site key -> the places where it offers a topic, and whether it named them itself (each has then an address)."""
    sites = list(sites)
    named = showings.places_offering(topic)
    everywhere = places_by_site(sites)
    found = {}
    for site in sites:
        places = tuple(place for place in everywhere[site.pk] if place.pk in named.get(site.pk, ()))
        found[site.pk] = (places or everywhere[site.pk], bool(places))
    return found


def _missing_local(
    request: HttpRequest, search: finding.Search, topic: Topic, path: str, offering: list[Site]
) -> dict[str, Any] | None:
    """The reader's own hospital, where it has no page about this: what it answers, and its address."""
    every = sorted(filter(is_hospital, hosts.directory().open_sites), key=lambda site: alphabet.sort_key(site.name))
    local = finding.local_site(every, search)
    if local is None or any(finding.local_site([site], search) for site in offering):
        return None
    adoption = showings.adoption_of(local, topic.key)
    declined = adoption is not None and adoption.answer == Answer.NOT_OFFERED
    return {"link": Link(local.name, hosts.address_of(local, request, path)), "declined": declined}
