"""Where people live and which hospital serves them, for the demonstration. What a real list has put there is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from demo.reading import geography
from fellesnett.organizations.models import CatchmentArea, MunicipalityNumberChange, Organization, PostalCode

OSLO = "0301"


def lay() -> None:
    """Make the municipalities, districts, old numbers and postal codes that are missing."""
    found, bodies = geography(), {one.key: one for one in Organization.objects.all()}
    present = set(CatchmentArea.objects.values_list("municipality_number", "district_number"))
    areas = [CatchmentArea(**row) for row in (*_municipalities(found, bodies), *_districts(found, bodies))]
    missing = [area for area in areas if (area.municipality_number, area.district_number) not in present]
    CatchmentArea.objects.bulk_create(missing)
    changes = [
        MunicipalityNumberChange(year=year, old_number=old, old_name=was, new_number=new, new_name=name)
        for year, old, was, new, name in found["renumbered"]
    ]
    MunicipalityNumberChange.objects.bulk_create(changes, ignore_conflicts=True)
    codes = [PostalCode(code=code, place=place) for code, place in found["postal_codes"].items()]
    PostalCode.objects.bulk_create(codes, ignore_conflicts=True)


def _municipalities(found: dict[str, Any], bodies: dict[str, Organization]) -> Iterator[dict[str, Any]]:
    for group in found["areas"]:
        served = _served(group, bodies)
        for number, name, latitude, longitude, *sami in group["municipalities"]:
            place = {"municipality_number": number, "municipality": name, "latitude": str(latitude), "longitude": str(longitude)}
            yield {**served, **place, "sami_name": sami[0] if sami else ""}


def _districts(found: dict[str, Any], bodies: dict[str, Organization]) -> Iterator[dict[str, Any]]:
    for group in found["districts"]:
        served = _served({"region": "helse-sor-ost-rhf", **group}, bodies)
        for number, name in group["names"].items():
            place = {"municipality_number": OSLO, "municipality": "Oslo", "district_number": number, "district": name}
            yield {**served, **place, "latitude": "59.91", "longitude": "10.75"}


def _served(group: dict[str, Any], bodies: dict[str, Organization]) -> dict[str, Any]:
    """A hospital that is no body of its own here is known by its name alone, as in the lists of real installations."""
    hospital = group.get("hospital", "")
    return {
        "region": bodies.get(group.get("region", "")),
        "trust": bodies.get(group.get("trust", "")),
        "hospital": next((one for one in bodies.values() if one.name == hospital), None),
        "source_hospital": hospital,
    }
