"""A reader types where they live, as people type; and the hospitals come in the order that helps them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from fellesnett.organizations import queries
from fellesnett.organizations.gazetteer import Gazetteer
from fellesnett.organizations.importing import GEOGRAPHY, ORGANIZATIONS, import_files
from fellesnett.organizations.models import MunicipalityNumberChange, Organization, OrganizationKind, Place, PostalCode, Site
from fellesnett.organizations.nearness import Near, Provider, Standing, order
from fellesnett.organizations.spots import Position, Spot, distance_km, folded
from fellesnett.organizations.tests.factories import make_area, make_organization, make_place, make_site

pytestmark = pytest.mark.django_db
RHF = OrganizationKind.REGIONAL_HEALTH_AUTHORITY


@pytest.fixture
def west() -> Organization:
    return make_organization("Helse Vest RHF", kind=RHF)


@pytest.fixture
def bergen(west: Organization) -> Site:
    """A trust with two hospitals, its places named and measured."""
    trust = make_organization("Helse Bergen HF", parent=west)
    site = make_site("bergen", name="Helse Bergen", organization=trust)
    make_place(trust, "haukeland", name="Haukeland universitetssjukehus", latitude=Decimal("60.374"), longitude=Decimal("5.358"))
    make_place(trust, "voss", name="Voss sjukehus", latitude=Decimal("60.632"), longitude=Decimal("6.415"))
    return site


@pytest.fixture
def known(bergen: Site, west: Organization) -> Gazetteer:
    """A small country: a few municipalities of the west and north, with old names, districts and postal codes."""
    hospital = make_organization("Voss sjukehus", kind=OrganizationKind.HOSPITAL, parent=bergen.organization)
    here = {"latitude": Decimal("60.687"), "longitude": Decimal("6.470")}
    make_area("4621", "Voss", hospital=hospital, **here)
    make_area("4601", "Bergen", hospital=bergen.organization, source_hospital="Haukeland")
    make_area("4624", "Bjørnafjorden", hospital=bergen.organization)
    make_area("5501", "Tromsø", region=west, sami_name="Romsa")
    make_area("5612", "Kautokeino", region=west, sami_name="Guovdageaidnu")
    make_area("3430", "Os", region=west)
    make_area("1818", "Herøy (Nordland)", region=west)
    make_area("1515", "Herøy (Møre og Romsdal)", region=west)
    make_area("0301", "Oslo", region=west)
    make_area("0301", "Oslo kommune", region=west, district_number="30104", district="St. Hanshaugen")
    make_area("0301", "Oslo kommune", region=west, district_number="30199", district="Uoppgitt bydel Oslo")
    make_area("2100", "Svalbard")
    for year, old, name, new in (
        (1964, "1233", "Ulvik gamle", "1235"),
        (2020, "1235", "Voss", "4621"),
        (2020, "1234", "Granvin", "4621"),
        (2020, "1243", "Os", "4624"),
        (2020, "1902", "Tromsø", "5401"),
        (2024, "5401", "Tromsø", "5501"),
    ):
        MunicipalityNumberChange.objects.create(year=year, old_number=old, old_name=name, new_number=new, new_name="")
    PostalCode.objects.bulk_create(
        PostalCode(code=code, place=place)
        for code, place in (
            ("5003", "BERGEN"),
            ("5200", "OS"),
            ("5217", "HAGAVIK"),
            ("5299", "BERGEN"),
            ("5704", "VOSS"),
            ("9008", "TROMSØ"),
            ("0456", "OSLO"),
        )
    )
    return queries.gazetteer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tromsø", "tromso"),
        ("Ålesund", "Aalesund"),
        ("Nærøy", "naroy"),
        ("Guovdageaidnu", "GUOVDAGEAIDNU suohkan"),
        ("Unjárga", "unjarga"),
        ("Voss", "Voss kommune"),
        ("bydel Frogner", "Frogner"),
        ("Sør-Varanger", "sor varanger"),
    ],
)
def test_two_spellings_of_one_place(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Voss", ["Voss"]),
        ("  voss KOMMUNE ", ["Voss"]),
        ("kommune-4621", ["Voss"]),
        ("4621", ["Voss"]),
        ("1234", ["Voss"]),
        ("1233", ["Voss"]),
        ("1902", ["Tromsø"]),
        ("Granvin", ["Voss"]),
        ("tromso", ["Tromsø"]),
        ("romsa", ["Tromsø"]),
        ("guovdageaidnu", ["Kautokeino"]),
        ("Herøy", ["Herøy (Møre og Romsdal)", "Herøy (Nordland)"]),
        ("Herøy i Nordland", ["Herøy (Nordland)"]),
        ("Os", ["Os", "Bjørnafjorden"]),
        ("5704", ["5704 Voss"]),
        ("5704 Voss", ["5704 Voss"]),
        ("postnummer-5704", ["5704 Voss"]),
        ("5200", ["5200 Os"]),
        ("Hagavik", ["5217 Hagavik"]),
        ("St. Hanshaugen", ["St. Hanshaugen, Oslo"]),
        ("st hanshaugen oslo", ["St. Hanshaugen, Oslo"]),
        ("haukeland", ["Haukeland universitetssjukehus"]),
        ("Voss sjukehus", ["Voss sjukehus"]),
        ("Uoppgitt bydel Oslo", []),
        ("Svalbard", []),
        ("0000", []),
        ("", []),
        ("!!!", []),
    ],
)
def test_what_a_reader_types_and_what_is_meant(known: Gazetteer, typed: str, found: list[str]) -> None:
    assert [spot.name for spot in known.find(typed).matches] == found


@pytest.mark.parametrize(
    ("typed", "meant"), [("Vsos", "Voss"), ("Tromsoe kommun", "Tromsø"), ("Kautokieno", "Kautokeino"), ("Hagavk", "5217 Hagavik")]
)
def test_a_slip_of_the_pen_is_asked_about_and_never_decided(known: Gazetteer, typed: str, meant: str) -> None:
    found = known.find(typed)
    assert found.spot is None
    assert meant in [spot.name for spot in found.suggestions]


def test_nonsense_finds_nothing_and_any_length_is_looked_at_in_part(known: Gazetteer) -> None:
    assert known.find("xqzw") == known.find("q" * 100_000) == known.find("\x00")


def test_an_old_name_is_told_with_the_new_and_a_guessed_municipality_is_admitted(known: Gazetteer) -> None:
    assert [spot.former for spot in known.find("Os").matches] == ["", "Os"]
    hagavik = known.find("5217").spot
    assert hagavik is not None
    assert (hagavik.area, hagavik.assumed) == ("4624", "Bjørnafjorden"), "the nearest code is 5200 Os, which is Os in the west"
    voss = known.find("5704").spot
    assert voss is not None
    assert not voss.assumed


def test_a_municipality_without_one_hospital_has_districts_to_choose(known: Gazetteer) -> None:
    oslo, voss = known.find("Oslo").spot, known.find("Voss").spot
    assert oslo is not None
    assert voss is not None
    assert [spot.name for spot in queries.districts_of(known, oslo)] == ["St. Hanshaugen, Oslo"]
    assert queries.districts_of(known, voss) == []


def test_everything_is_read_with_four_queries(known: Gazetteer, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        queries.gazetteer()


# --- the order ------------------------------------------------------------------------------------------------------


def test_the_distance_between_bergen_and_voss_as_the_crow_flies() -> None:
    assert round(distance_km(Position(60.374, 5.358), Position(60.632, 6.415))) == 65
    assert distance_km(Position(60.0, 5.0), Position(60.0, 5.0)) == 0


def from_voss(known: Gazetteer, *sites: Site, typed: str = "Voss") -> list[Near]:
    spot = known.find(typed).spot
    assert spot is not None
    places = queries.places_by_site(sites)
    return order([Provider(site, places[site.pk]) for site in sites], spot)


def test_local_first_then_the_region_then_the_nearest_then_by_name(bergen: Site, west: Organization, known: Gazetteer) -> None:
    stavanger = make_site("stavanger", organization=make_organization("Helse Stavanger HF", parent=west))
    make_place(stavanger.organization, latitude=Decimal("58.95"), longitude=Decimal("5.73"))
    ringerike, oslo, unknown, unknown_too = (make_site(slug) for slug in ("ringerike", "oslo", "aa", "bb"))
    make_place(ringerike.organization, latitude=Decimal("60.16"), longitude=Decimal("10.25"))
    make_place(oslo.organization, latitude=Decimal("59.94"), longitude=Decimal("10.73"))
    seen = from_voss(known, unknown, unknown_too, oslo, ringerike, stavanger, bergen)
    assert [each.site.slug for each in seen] == ["bergen", "stavanger", "ringerike", "oslo", "aa", "bb"]
    assert [each.standing.name for each in seen[:3]] == ["LOCAL_HOSPITAL", "SAME_REGION", "ELSEWHERE"]
    assert seen[0].place is not None
    assert seen[0].place.slug == "voss"
    assert seen[-1].km is None


def test_the_trust_without_the_local_hospital_is_near_but_not_local(bergen: Site, known: Gazetteer) -> None:
    Place.objects.filter(slug="voss").delete()
    (seen,) = from_voss(known, bergen)
    assert seen.standing == Standing.LOCAL_TRUST
    assert seen.place is not None
    assert seen.place.slug == "haukeland"


def test_a_hospital_with_a_site_of_its_own_comes_before_its_trust(bergen: Site, known: Gazetteer) -> None:
    Place.objects.filter(slug="voss").delete()
    voss = make_site("voss", organization=Organization.objects.get(name="Voss sjukehus"))
    assert [each.site.slug for each in from_voss(known, bergen, voss)] == ["voss", "bergen"]


def test_the_name_in_the_catchment_table_finds_the_place_of_the_trust(bergen: Site, known: Gazetteer) -> None:
    (seen,) = from_voss(known, bergen, typed="Bergen")
    assert (seen.standing, seen.place and seen.place.slug) == (Standing.LOCAL_HOSPITAL, "haukeland")


def test_a_hospital_that_is_typed_is_itself_the_first(bergen: Site, known: Gazetteer) -> None:
    (seen,) = from_voss(known, bergen, typed="Haukeland universitetssjukehus")
    assert (seen.standing, seen.place and seen.place.slug, seen.km) == (Standing.LOCAL_HOSPITAL, "haukeland", 0)


def test_buildings_and_pharmacies_are_no_hospitals_to_start_from(bergen: Site) -> None:
    haukeland = Place.objects.get(slug="haukeland")
    make_place(bergen.organization, "blokka", name="Sentralblokka", part_of=haukeland)
    make_place(bergen.organization, "apoteket", name="Sjukehusapoteket", kind="pharmacy")
    known = queries.gazetteer()
    assert not known.find("Sentralblokka").matches
    assert not known.find("Sjukehusapoteket").matches
    assert "blokka" not in [place.slug for place in queries.places_by_site([bergen])[bergen.pk]]


# --- the real lists -------------------------------------------------------------------------------------------------


def test_the_whole_country(real_data: Path) -> None:
    """Every postal code of the country leads somewhere, and the names people use find their municipality."""
    names = ("units", "health_trusts", "hospitals")
    import_files([real_data / "organisations" / f"{name}.csv" for name in names], ORGANIZATIONS)
    import_files(sorted((real_data / "geography").glob("*.csv")), GEOGRAPHY)
    known = queries.gazetteer()
    for typed, area in REAL.items():
        assert [spot.area for spot in known.find(typed).matches] == area, typed
    lost = [code for code in known.postal if not known.find(code).matches]
    assert len(lost) < len(known.postal) * 0.02
    _check_the_order(known)


REAL = {
    "Voss": ["4621"],
    "5704": ["4621"],
    "Hagavik": ["4624"],
    "Granvin": ["4621"],
    "guovdageaidnu": ["5612"],
    "Førde": ["4647"],
    "Alesund": ["1508"],
    "Haram": ["1580"],
    "Nes": ["3228", "3322"],
    "Våler": ["3114", "3419"],
    "Herøy i Nordland": ["1818"],
    "0301": ["0301"],
    "bydel Frogner": ["0301-30105"],
    "Re": ["3905"],
}


def _check_the_order(known: Gazetteer) -> None:
    bergen, stavanger = (Organization.objects.get(name=name) for name in ("Helse Bergen HF", "Helse Stavanger HF"))
    sites = [make_site("stavanger", organization=stavanger), make_site("bergen", organization=bergen)]
    voss = make_place(bergen, "voss", name="Voss sjukehus")
    spot: Spot | None = known.find("Voss").spot
    assert spot is not None
    places = queries.places_by_site(sites)
    seen = order([Provider(site, places[site.pk]) for site in sites], spot)
    assert [(each.site.slug, each.standing) for each in seen] == [
        ("bergen", Standing.LOCAL_HOSPITAL),
        ("stavanger", Standing.SAME_REGION),
    ]
    assert seen[0].place == voss
