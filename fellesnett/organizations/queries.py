"""Questions about who is where: the places a reader can name, and the places of sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from fellesnett.organizations.gazetteer import Gazetteer
from fellesnett.organizations.models import (
    CatchmentArea,
    MunicipalityNumberChange,
    OrganizationKind,
    Place,
    PlaceKind,
    PostalCode,
    Site,
)
from fellesnett.organizations.nearness import place_key, position_of
from fellesnett.organizations.spots import COUNTIES, Position, Spot, SpotKind, bare, folded

HOSPITAL_KINDS = frozenset(
    {
        OrganizationKind.HEALTH_TRUST,
        OrganizationKind.HOSPITAL,
        OrganizationKind.PRIVATE_NONPROFIT,
        OrganizationKind.PRIVATE,
        OrganizationKind.CONTRACT_SPECIALIST,
    }
)
"""The kinds of body that treat patients."""

Change = tuple[int, str, str, str]  # year, old number, old name, new number


def gazetteer() -> Gazetteer:
    """Everything a reader can name, read with four queries."""
    found = Gazetteer()
    areas = list(CatchmentArea.objects.select_related("trust", "hospital").order_by("municipality", "district"))
    changes = list(
        MunicipalityNumberChange.objects.order_by("year", "pk").values_list("year", "old_number", "old_name", "new_number")
    )
    _know_areas(found, areas)
    found.renumbered = _renumbered(changes, found)
    _know_old_names(found, changes)
    for place in Place.objects.whole().exclude(kind=PlaceKind.PHARMACY).select_related("organization"):
        found.add(_spot_of_place(place), [str(name) for name in place.name.values()])
    found.know_postal(dict(PostalCode.objects.values_list("code", "place")))
    return found


def places_by_site(sites: Iterable[Site]) -> dict[int, tuple[Place, ...]]:
    """Site key -> the places of its organization and of those right below it, by name, buildings aside. One query."""
    sites = list(sites)
    owned: dict[int, list[Place]] = defaultdict(list)
    for place in Place.objects.for_sites(sites).whole().select_related("organization"):
        for owner in {place.organization_id, place.organization.parent_id or place.organization_id}:
            owned[owner].append(place)
    return {site.pk: tuple(sorted(owned[site.organization_id], key=lambda place: place.name_in("nb"))) for site in sites}


def districts_of(found: Gazetteer, spot: Spot) -> list[Spot]:
    """The city districts of a municipality where no one hospital serves the whole of it."""
    if spot.kind is SpotKind.DISTRICT or not spot.area or spot.hospital:
        return []
    return [each for key, each in found.by_key.items() if key.startswith(f"{SpotKind.DISTRICT}-{spot.area[:4]}-")]


# --- catchment areas ------------------------------------------------------------------------------------------------


def _know_areas(found: Gazetteer, areas: list[CatchmentArea]) -> None:
    """Municipalities first, so that a name both have means the whole."""
    several = _names_of_several(areas)
    for area in sorted(areas, key=lambda area: bool(area.district_number)):
        name = bare(area.municipality)
        if (area.region_id is None and area.latitude is None) or area.district.startswith("Uoppgitt"):
            continue
        if area.district_number:
            spot = _spot(
                area, SpotKind.DISTRICT, f"{area.municipality_number}-{area.district_number}", f"{area.district}, {name}"
            )
            found.add(spot, [area.district, f"{area.district} {name}"])
        else:
            county = COUNTIES.get(area.municipality_number[:2], "")
            shown = f"{name} ({county})" if folded(name) in several and county else name
            spot = _spot(area, SpotKind.MUNICIPALITY, area.municipality_number, shown)
            found.add(spot, [name, *area.sami_name.split("/"), f"{name} {county}"])


def _names_of_several(areas: list[CatchmentArea]) -> set[str]:
    names = [folded(bare(area.municipality)) for area in areas if not area.district_number]
    return {name for name in names if names.count(name) > 1}


def _spot(area: CatchmentArea, kind: SpotKind, key: str, name: str) -> Spot:
    names = [area.hospital.name, area.hospital.short_name] if area.hospital else []
    return Spot(
        key=f"{kind}-{key}",
        kind=kind,
        name=name,
        area=key,
        position=_position(area.latitude, area.longitude),
        region=area.region_id,
        trust=area.trust_id,
        hospital=area.hospital_id,
        hospital_names=tuple(dict.fromkeys(filter(None, map(folded, [*names, area.source_hospital])))),
    )


def _position(latitude: Decimal | None, longitude: Decimal | None) -> Position | None:
    return Position(float(latitude), float(longitude)) if latitude is not None and longitude is not None else None


def _spot_of_place(place: Place) -> Spot:
    lineage = place.organization.lineage
    return Spot(
        key=place_key(place),
        kind=SpotKind.HOSPITAL,
        name=place.name_in("nb"),
        position=position_of(place),
        region=lineage[0] if lineage else None,
        trust=place.organization_id,
    )


# --- old numbers and names ------------------------------------------------------------------------------------------


def _renumbered(changes: list[Change], found: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Old number -> the municipalities of today that it became, through every change since."""
    steps: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for year, old, _name, new in changes:
        if old != new:
            steps[old].append((year, new))
    return {old: tuple(dict.fromkeys(_present(old, 0, steps, found))) for old in steps}


def _present(number: str, year: int, steps: dict[str, list[tuple[int, str]]], found: Gazetteer) -> Iterator[str]:
    later = [(when, new) for when, new in steps.get(number, ()) if when > year]
    if not later and f"{SpotKind.MUNICIPALITY}-{number}" in found.by_key:
        yield number
    for when, new in later:
        yield from _present(new, when, steps, found)


def _know_old_names(found: Gazetteer, changes: list[Change]) -> None:
    """A municipality that is gone leads to the one that took over, unless the county still has one of that name."""
    for _year, old, name, _new in changes:
        heirs = [found.by_key[f"{SpotKind.MUNICIPALITY}-{number}"] for number in found.renumbered.get(old, ())]
        known = found.by_name.setdefault(folded(name), [])
        kept = {spot.area[:2] for spot in known if not spot.former}
        known.extend(
            replace(heir, former=bare(name))
            for heir in heirs
            if heir.area[:2] not in kept and all(other.key != heir.key for other in known)
        )
