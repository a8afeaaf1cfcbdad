"""What is said where a site has no page about a topic: which kind of absence it is, where it is offered, whom to ask.

Silence is never a no: only a hospital that has answered "not offered" is said not to offer something.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.national.models import Topic
from fellesnett.organizations.facts import Phone, phones_of
from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.nearness import Provider, order, position_of
from fellesnett.organizations.queries import places_by_site
from fellesnett.organizations.spots import Spot, SpotKind
from fellesnett.public import alphabet, finding, hosts, showings
from fellesnett.public.offering import is_hospital

NOT_A_HOSPITAL = "not_a_hospital"
NO_NATIONAL_TEXT = "no_national_text"
STATUS = {str(Answer.NOT_OFFERED): 200, str(Answer.WITHDRAWN): 410}  # every other absence: 404


def kind_of(site: Site, adoption: Adoption | None) -> str:
    """Which absence this is: the site's own answer where it has given one."""
    if adoption is not None and adoption.answer in (Answer.NOT_OFFERED, Answer.WITHDRAWN):
        return str(adoption.answer)
    if site.is_front_door:
        return NO_NATIONAL_TEXT
    return str(Answer.UNDECIDED) if is_hospital(site) else NOT_A_HOSPITAL


def absence_of(
    request: HttpRequest, site: Site, language: str, topic: Topic, adoption: Adoption | None, path: str
) -> dict[str, Any]:
    """The kind of absence, those that the site points to, the others that have a page, and where to call; nearest first."""
    kind, showing = kind_of(site, adoption), showings.sites_showing(topic)
    pointed_to = adoption.offered_at.select_related("organization") if adoption and kind == Answer.NOT_OFFERED else ()
    named = list(dict.fromkeys(onward for each in pointed_to if (onward := hosts.open_in_place_of(each))))
    places = places_by_site({each.pk: each for each in (site, *named, *showing)}.values())
    shown, pointed = {each.pk for each in showing}, {each.pk for each in named}

    def address(each: Site, _place: Place | None) -> str:
        return hosts.address_of(each, request, path if each.pk in shown else "/")

    def lines(sites: Iterable[Site]) -> tuple[finding.Hospital, ...]:
        providers = [Provider(each, places[each.pk]) for each in sites]
        return from_site(site, places[site.pk], providers, address)

    others = [each for each in showing if each.pk not in pointed and is_hospital(each)]
    return {
        "answer": kind,
        "offered_at": lines(named or others),
        "also_at": lines(others) if named else (),
        "phones": numbers_of(places[site.pk], language),
    }


def numbers_of(places: Iterable[Place], language: str) -> tuple[tuple[str, Phone], ...]:
    """Whom to call: each place with its first number; places that answer the same one stand together, and it once."""
    names: dict[str, list[str]] = {}
    phones: dict[str, Phone] = {}
    for place in places:
        for phone in phones_of(place, language)[:1]:
            names.setdefault(phone.link, []).append(place.name_in(language))
            phones.setdefault(phone.link, phone)
    return tuple((", ".join(names[link]), phone) for link, phone in phones.items())


def from_site(
    site: Site, own: tuple[Place, ...], providers: Iterable[Provider], address: finding.Address
) -> tuple[finding.Hospital, ...]:
    """Other hospitals as seen from this one: its region's first, then the nearest, with the distance."""
    spot = _spot_of(site, own)
    by_name = sorted(providers, key=lambda each: alphabet.sort_key(each.site.name))
    return tuple(
        finding.Hospital(near.site.name, address(near.site, near.place), distance=finding.distance_in_words(near.km))
        for near in order(by_name, spot)
    )


def _spot_of(site: Site, own: tuple[Place, ...]) -> Spot:
    """Where this hospital is: the middle of what we know, its first place with coordinates."""
    positions = [position for place in own if (position := position_of(place))]
    lineage = site.organization.lineage
    region = lineage[0] if len(lineage) > 1 else None
    return Spot(str(site.pk), SpotKind.HOSPITAL, site.name, position=positions[0] if positions else None, region=region)
