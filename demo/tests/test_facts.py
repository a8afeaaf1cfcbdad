"""The demonstration's names, numbers, addresses and municipalities beside the real public lists.

What can be told without the lists is told always; the rest is skipped where the lists are not on the machine.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from demo.pages import kinds, rows_of
from demo.places import places
from demo.reading import geography, organizations
from fellesnett.organizations.identifiers import fault_of_orgnr
from fellesnett.pages.models.profile import PHONE

Row = dict[str, str]

NOT_IN_LISTS = {
    "helse-vest-rhf",
    "helse-nord-rhf",
    "helse-sor-ost-rhf",
    "sjukehusapoteka-vest-hf",
    "helse-vest-ikt",
    "sykehusinnkjop-hf",
    "pasientreiser-hf",
}
"""Bodies that report no patients, so the list of those who do has them not. Their numbers are from the register of units."""

SPELT_OTHERWISE = {
    "unn-hf": "Universitetssykehuset i Nord-Norge HF",
    "lovisenberg": "Lovisenberg diakonale sykehus AS",
}
NAMES_OF_TRUSTS = {"Bergen": "helse-bergen-hf", "Førde": "helse-forde-hf", "Fonna": "helse-fonna-hf", "UNN": "unn-hf",
                   "Innlandet": "sykehuset-innlandet-hf", "Lovisenberg": "lovisenberg"}  # fmt: skip
EDGE = 0.06
"""Degrees: the outlines are coarse, and a hospital may lie on the shore. Some six kilometres."""


@cache
def table(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@pytest.fixture
def units(real_data: Path) -> dict[str, Row]:
    return {row["orgnr"]: row for row in table(real_data / "organisations" / "units.csv")}


@pytest.fixture
def catchment(real_data: Path) -> tuple[Row, ...]:
    return table(real_data / "geography" / "catchment_2026.csv")


@pytest.fixture
def towns(real_data: Path) -> dict[str, str]:
    return {row["postal_code"]: row["place"] for row in table(real_data / "geography" / "postal_codes_2021.csv")}


def bodies() -> list[dict[str, Any]]:
    return [row for row in organizations()["organizations"] if row["kind"] != "national"]


def whole_places() -> list[dict[str, Any]]:
    return [row for row in places() if "part_of" not in row]


def municipalities() -> Iterator[tuple[dict[str, Any], list[Any]]]:
    yield from ((group, row) for group in geography()["areas"] for row in group["municipalities"])


def areas() -> dict[str, list[Any]]:
    return {row[0]: row for _group, row in municipalities()}


# --- told without the lists -------------------------------------------------------------------------------------------


def test_every_body_has_a_number_that_passes_its_check_and_nobody_elses() -> None:
    numbers = {row["key"]: row["orgnr"] for row in bodies()}
    assert [(key, fault_of_orgnr(number)) for key, number in numbers.items() if fault_of_orgnr(number)] == []
    assert len(set(numbers.values())) == len(numbers)


def test_every_kind_of_site_is_there_and_every_site_has_pages_of_its_own() -> None:
    kind_of = {row["key"]: row["kind"] for row in organizations()["organizations"]}
    sites = organizations()["sites"]
    assert len(sites) >= 12
    assert {kind_of[site["organization"]] for site in sites} == {
        "national",
        "regional_health_authority",
        "health_trust",
        "private_nonprofit",
        "hospital_pharmacy",
        "ict_company",
        "jointly_owned_company",
    }
    pages = {site["slug"]: {kind for kind in kinds() for row in rows_of(kind) if row["site"] == site["slug"]} for site in sites}
    assert {slug: sorted(found) for slug, found in pages.items() if "article" not in found or len(found) < 2} == {}
    lacking = [slug for slug, found in pages.items() if slug != "www" and not {"newsitem", "vacancy"} <= found]
    assert lacking == []


def test_every_place_has_a_municipality_and_every_telephone_can_be_called() -> None:
    assert [row["slug"] for row in whole_places() if not re.fullmatch(r"\d{4}", row["municipality"])] == []
    for row in (*organizations()["sites"], *(phone for place in places() for phone in place["phones"])):
        if number := row.get("phone") or row.get("number"):
            PHONE(number)


def test_every_right_names_its_section_links_to_it_and_tells_the_day_it_was_read() -> None:
    for row in rows_of("patientright"):
        section = re.search(r"(?:§|section) ?([0-9]+-[0-9]+)", row["legal_ground"])
        assert section, row["title"]
        assert row["law_url"] == f"https://lovdata.no/lov/1999-07-02-63/§{section[1]}", row["title"]
        assert isinstance(row["law_checked_on"], date), row["title"]


def test_what_is_made_up_says_so() -> None:
    for row in rows_of("study"):
        assert "demonstrasjon" in row["body"], row["title"]
        assert row["ethics_reference"].startswith("999")
    for row in (*rows_of("boardmeeting"), *rows_of("qualityresult")):
        assert "demonstrasjon" in row["lead"], row["title"]


# --- beside the lists -------------------------------------------------------------------------------------------------


def test_names_and_numbers_are_those_of_the_list(units: dict[str, Row]) -> None:
    for row in bodies():
        if row["key"] in NOT_IN_LISTS:
            assert row["orgnr"] not in units
            continue
        name = SPELT_OTHERWISE.get(row["key"], row["name"])
        assert units[row["orgnr"]]["name"].casefold() == name.casefold()


def test_each_trust_belongs_to_the_region_of_the_list(units: dict[str, Row]) -> None:
    names = {row["key"]: row["name"] for row in bodies()}
    for row in bodies():
        if row["key"] not in NOT_IN_LISTS:
            assert units[row["orgnr"]]["rhf"] == names[row["parent"]]


def test_every_postal_code_leads_to_its_town(towns: dict[str, str]) -> None:
    for row in whole_places():
        if "postal_code" in row:
            assert towns[row["postal_code"]] == row["city"].upper(), row["slug"]
    for code, town in geography()["postal_codes"].items():
        assert towns[code] == town
    for site in organizations()["sites"]:
        for code, town in re.findall(r"(\d{4}) ([A-ZÆØÅa-zæøå]+)$", site.get("profile", {}).get("post_address", "")):
            assert towns[code] == town.upper(), site["slug"]


def test_every_place_lies_in_its_municipality(real_data: Path) -> None:
    shapes = json.loads((real_data / "geography" / "kommuner_2024_small.geojson").read_text(encoding="utf-8"))["features"]
    outlines = {number_of(shape): rings_of(shape["geometry"]) for shape in shapes}
    for row in whole_places():
        point = (float(row["longitude"]), float(row["latitude"]))
        assert any(near(point, ring) for ring in outlines[row["municipality"]]), f"{row['slug']} {point}"


def test_every_municipality_has_the_name_and_the_hospital_of_the_list(catchment: tuple[Row, ...]) -> None:
    listed: dict[str, list[Row]] = {}
    for row in catchment:
        listed.setdefault(row["komnr"], []).append(row)
    for group, (number, name, *_point) in municipalities():
        found = listed[number]
        assert plain(found[0]["kommune"]) == plain(name)
        if group.get("hospital"):
            assert any(served(group["hospital"], row) for row in found), (number, name, group["hospital"])
        if "trust" in group:
            assert {NAMES_OF_TRUSTS.get(row["hf"]) for row in found} >= {group["trust"]}, (number, name)


def test_every_municipality_of_a_trust_with_a_site_is_there(catchment: tuple[Row, ...]) -> None:
    wanted = {row["komnr"] for row in catchment if row["hf"] in NAMES_OF_TRUSTS}
    assert wanted - set(areas()) == set()


def test_every_district_has_the_name_and_the_hospital_of_the_list(catchment: tuple[Row, ...]) -> None:
    listed = {row["bydel"]: row for row in catchment if row["bydel"]}
    for group in geography()["districts"]:
        for number, name in group["names"].items():
            assert listed[number]["bydel_navn"] == name
            assert served(group["hospital"], listed[number]), (name, group["hospital"])


def test_a_municipality_that_changed_its_number_changed_it_in_that_year(real_data: Path) -> None:
    rows = table(real_data / "geography" / "kommune_number_changes_1988_2024.csv")
    changes = {(row["year"], row["old_nr"], row["new_nr"]) for row in rows}
    assert [row for row in geography()["renumbered"] if (str(row[0]), row[1], row[3]) not in changes] == []


def test_a_place_that_takes_radiation_is_one_that_the_list_knows_it_of(units: dict[str, Row]) -> None:
    """The list has a unit of its own for radiotherapy wherever there is one."""
    towns = " ".join(row["name"] for row in units.values() if "stråle" in row["name"].casefold())
    hospitals = {site["organization"]: site for site in organizations()["sites"] if site.get("adopts") == "hospital"}
    for row in whole_places():
        site = hospitals.get(row["organization"])
        if site is None or "stralebehandling" in site.get("not_offered", ()):
            continue
        takes = "stralebehandling" in row.get("offers", ["stralebehandling"]) and "stralebehandling" not in row.get("lacks", ())
        name = next(iter(row["name"].values()))
        assert takes is any(word in towns for word in (row["city"], name.split()[0]) if word not in ("UNN", "Bergen")), name


def plain(name: str) -> str:
    """Without the Sámi name, the county that tells two of a name apart, and the word for municipality."""
    return name.split(" - ")[0].split(" (")[0].removesuffix(" kommune")


def served(hospital: str, row: Row) -> bool:
    """Whether a hospital, by the name that the demonstration gives it, is the one that the list gives a short name."""
    short = {"OUS": "Oslo universitetssykehus"}.get(row["hospital"], row["hospital"])
    return any(word in hospital for word in short.split("-"))


# --- outlines ---------------------------------------------------------------------------------------------------------


def number_of(shape: dict[str, Any]) -> str:
    facts = shape["properties"]
    found = next(value for key, value in facts.items() if key.casefold() in ("kommunenummer", "komnr", "id"))
    return str(found).zfill(4)


def rings_of(geometry: dict[str, Any]) -> list[list[list[float]]]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [part[0] for part in parts]


def near(point: tuple[float, float], ring: list[list[float]]) -> bool:
    """Inside the outline, or within `EDGE` of it."""
    return inside(point, ring) or any(abs(x - point[0]) < EDGE * 2 and abs(y - point[1]) < EDGE for x, y, *_ in ring)


def inside(point: tuple[float, float], ring: list[list[float]]) -> bool:
    """By counting how often a ray to the east crosses the outline."""
    east, north = point
    odd = False
    for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > north) is not (y2 > north) and east < (x2 - x1) * (north - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd
