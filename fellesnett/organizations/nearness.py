"""Which hospital comes first for a reader: the local one, then the region's, then the nearest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.spots import Position, Spot, SpotKind, distance_km, folded


class Standing(IntEnum):
    """What a hospital is to a place, the closest first."""

    LOCAL_HOSPITAL = 0
    LOCAL_TRUST = 1
    SAME_REGION = 2
    ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Provider:
    """A site to be sorted, with the places where its patients meet."""

    site: Site
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A site as seen from a spot. `place` is the local hospital or the nearest place; `km` as the crow flies, if known."""

    site: Site
    standing: Standing
    place: Place | None
    km: float | None


def order(providers: Iterable[Provider], spot: Spot) -> list[Near]:
    """Local hospital, local trust, same region, then by distance (unknown last); ties keep the order they came in."""
    seen = [near(provider, spot) for provider in providers]
    return sorted(seen, key=lambda each: (each.standing, each.km is None, each.km or 0.0))


def near(provider: Provider, spot: Spot) -> Near:
    local = local_place(provider.places, spot)
    standing = _standing(provider, spot, local)
    place = local if local and standing <= Standing.LOCAL_TRUST else _nearest(provider.places, spot)
    return Near(provider.site, standing, place, _km(place, spot))


def local_place(places: Sequence[Place], spot: Spot) -> Place | None:
    """Which of these places is the local hospital: by its organization, else by its name as the catchment table writes it."""
    for place in places:
        if spot.kind is SpotKind.HOSPITAL and spot.key == place_key(place):
            return place
        if spot.hospital and spot.hospital != spot.trust and place.organization_id == spot.hospital:
            return place
    named = [place for place in places if any(_is_named(place, name) for name in spot.hospital_names)]
    return named[0] if named else None


def place_key(place: Place) -> str:
    return f"{SpotKind.HOSPITAL}-{place.organization_id}-{place.slug}"


def position_of(place: Place) -> Position | None:
    if place.latitude is None or place.longitude is None:
        return None
    return Position(float(place.latitude), float(place.longitude))


def _standing(provider: Provider, spot: Spot, local: Place | None) -> Standing:
    lineage = provider.site.organization.lineage
    if spot.hospital and spot.hospital != spot.trust and spot.hospital in lineage:
        return Standing.LOCAL_HOSPITAL
    if spot.trust and spot.trust in lineage:
        return Standing.LOCAL_HOSPITAL if local or spot.hospital == spot.trust else Standing.LOCAL_TRUST
    return Standing.SAME_REGION if spot.region and spot.region in lineage else Standing.ELSEWHERE


def _is_named(place: Place, name: str) -> bool:
    """Do the words of `name` stand, in order and at the start of a word, in the place's name in any language?"""
    return bool(name) and any(f" {name}" in f" {folded(str(written))}" for written in place.name.values())


def _nearest(places: Sequence[Place], spot: Spot) -> Place | None:
    known = [(km, index) for index, place in enumerate(places) if (km := _km(place, spot)) is not None]
    return places[min(known)[1]] if known else None


def _km(place: Place | None, spot: Spot) -> float | None:
    position = position_of(place) if place else None
    return distance_km(spot.position, position) if spot.position and position else None
