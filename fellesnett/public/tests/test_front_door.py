"""A patient lands on the national page of a treatment, tells where they live, and finds the right hospital."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization, PostalCode, Site
from fellesnett.organizations.tests.factories import make_area, make_organization, make_place, make_site
from fellesnett.public import finding, hosts
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
FRONT = "www.localhost"


@pytest.fixture
def west() -> Organization:
    return make_organization("Helse Vest RHF", kind="regional_health_authority")


@pytest.fixture
def knee() -> Topic:
    return make_knee(english=True)


@pytest.fixture
def bergen(west: Organization, knee: Topic) -> Site:
    """Offers new knees at Haukeland and at Voss; both are on the map."""
    make_front_door()
    site = make_bergen(organization=make_organization("Helse Bergen HF", parent=west))
    here = {"latitude": Decimal("60.63"), "longitude": Decimal("6.41")}
    voss = make_place(site.organization, "voss", name="Voss sjukehus", phone="56 53 35 00", **here)
    far = {"latitude": Decimal("60.37"), "longitude": Decimal("5.36")}
    haukeland = make_place(site.organization, "haukeland", name="Haukeland universitetssjukehus", **far)
    show(site, knee, places=[haukeland, voss])
    make_area("4621", "Voss", hospital=site.organization, source_hospital="Voss", **here)
    return site


@pytest.fixture
def others(west: Organization, knee: Topic, bergen: Site) -> dict[str, Site]:
    stavanger = make_site("stavanger", name="Helse Stavanger", organization=make_organization("Helse Stavanger HF", parent=west))
    sites = {"stavanger": stavanger, "aker": make_site("aker", name="Aker"), "unn": make_site("unn", name="UNN")}
    for slug, latitude, longitude in (("stavanger", "58.95", "5.73"), ("unn", "69.68", "18.98")):
        make_place(sites[slug].organization, latitude=Decimal(latitude), longitude=Decimal(longitude))
    for site in sites.values():
        show(site, knee)
    return sites


def hospitals(page: Visit) -> list[str]:
    part = page.one("section", id="sykehus")
    return [words(link) for link in part.iter() if link.tag.endswith("}a") and link.get("href", "").startswith("http")]


def headings(page: Visit) -> list[str]:
    return [words(heading) for heading in page.one("section", id="sykehus").iter() if heading.tag.endswith("}h3")]


def test_before_anything_is_asked_all_stand_by_name(others: dict[str, Site], visit: Callable[..., Visit]) -> None:
    page = visit(KNEE, host=FRONT)
    assert hospitals(page) == ["Aker", "Helse Bergen", "Helse Stavanger", "UNN"]
    assert headings(page) == []
    assert page.response.headers["Cache-Control"].startswith("public")
    assert not page.all("meta", name="robots")


def test_from_voss_the_local_hospital_comes_first_with_its_own_page(others: dict[str, Site], visit: Callable[..., Visit]) -> None:
    page = visit(f"{KNEE}?hvor=Voss", host=FRONT)
    assert hospitals(page) == ["Voss sjukehus, Helse Bergen", *hospitals(page)[1:]]
    assert [name.split(", ")[-1] for name in hospitals(page)] == ["Helse Bergen", "Helse Stavanger", "UNN", "Aker"]
    assert headings(page) == ["Sykehuset i ditt område", "I samme helseregion", "Andre steder i landet"]
    assert page.links()["Voss sjukehus, Helse Bergen"] == f"http://bergen.localhost{KNEE}voss/"
    assert "ca. 190 km i luftlinje" in page.text
    assert "under 10 km i luftlinje" in page.text
    assert visit(f"{KNEE}voss/").status == 200, "the address leads somewhere"


def test_what_is_typed_is_kept_nowhere(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit(f"{KNEE}?hvor=Voss", host=FRONT)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert not page.response.cookies
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert page.one("link", rel="canonical").get("href") == f"http://{FRONT}{KNEE}"
    form = page.one("form", class_="finder")
    assert (form.get("method"), form.get("action")) == ("get", f"{KNEE}#treff")
    assert page.one("input", name="hvor").get("value") == "Voss"
    assert page.one("label", for_="hvor") is not None


def test_the_local_hospital_that_does_not_offer_it_is_named_and_the_next_are_listed(
    others: dict[str, Site], bergen: Site, visit: Callable[..., Visit]
) -> None:
    Adoption.objects.filter(site=bergen).update(answer=Answer.NOT_OFFERED)
    page = visit(f"{KNEE}?hvor=Voss", host=FRONT)
    assert "Helse Bergen er sykehuset i ditt område. Det tilbyr ikke dette." in page.text
    assert page.links()["Les mer hos Helse Bergen"] == f"http://bergen.localhost{KNEE}"
    assert hospitals(page)[1].endswith("Helse Stavanger")
    Adoption.objects.filter(site=bergen).update(answer=Answer.UNDECIDED)
    page = visit(f"{KNEE}?hvor=Voss", host=FRONT)
    assert "Det har ikke beskrevet dette ennå. Det betyr ikke at du ikke kan få det der." in page.text


def test_an_unknown_place_is_said_to_be_unknown_and_all_are_shown(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit(f"{KNEE}?hvor=Xyzzy", host=FRONT)
    assert "Vi fant ikke «Xyzzy»." in page.text
    assert hospitals(page) == ["Helse Bergen"]


def test_a_slip_is_asked_about(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit(f"{KNEE}?hvor=Vsos", host=FRONT)
    assert "Mente du:" in page.text
    assert page.links()["Voss (Vestland)"] == f"{KNEE}?hvor=kommune-4621#treff"
    chosen = visit(f"{KNEE}?hvor=kommune-4621", host=FRONT)
    assert "Sortert fra Voss." in chosen.text
    assert chosen.one("input", name="hvor").get("value") == "Voss"


def test_several_places_of_one_name_are_chosen_between(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_area("1515", "Herøy (Møre og Romsdal)", latitude=Decimal("62.3"), longitude=Decimal("5.7"))
    make_area("1818", "Herøy (Nordland)", latitude=Decimal("66.0"), longitude=Decimal("12.3"))
    page = visit(f"{KNEE}?hvor=heroy", host=FRONT)
    assert "Flere steder passer med «heroy»." in page.text
    assert {"Herøy (Møre og Romsdal)", "Herøy (Nordland)"} <= set(page.links())


def test_a_municipality_of_many_hospitals_asks_for_the_district(
    bergen: Site, west: Organization, visit: Callable[..., Visit]
) -> None:
    make_area("0301", "Oslo", region=west)
    make_area("0301", "Oslo", region=west, district_number="30104", district="St. Hanshaugen")
    page = visit(f"{KNEE}?hvor=Oslo", host=FRONT)
    assert "Her er det flere lokalsykehus. Velg bydel:" in page.text
    assert page.links()["St. Hanshaugen, Oslo"] == f"{KNEE}?hvor=bydel-0301-30104#treff"


def test_a_guess_from_a_postal_code_is_admitted(bergen: Site, visit: Callable[..., Visit]) -> None:
    PostalCode.objects.bulk_create([PostalCode(code="5700", place="VOSS"), PostalCode(code="5718", place="MYRKDALEN")])
    page = visit(f"{KNEE}?hvor=5718", host=FRONT)
    assert "Vi vet ikke sikkert hvilken kommune 5718 Myrkdalen ligger i." in page.text


@pytest.mark.parametrize("typed", ["%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%22%20onfocus%3D", "%F0%9F%8F%A5", "a" * 5000])
def test_whatever_is_typed_the_page_stands(bergen: Site, visit: Callable[..., Visit], typed: str) -> None:
    page = visit(f"{KNEE}?hvor={typed}", host=FRONT)
    assert page.status == 200
    assert {script.get("type") for script in page.all("script")} <= {"application/ld+json"}
    assert "alert(1)" not in "".join(script.text or "" for script in page.all("script"))


def test_the_address_for_an_old_place_is_not_taken_for_a_search(bergen: Site, visit: Callable[..., Visit]) -> None:
    assert visit(f"{KNEE}?sted=voss").location == f"{KNEE}voss/"


@pytest.mark.parametrize("language", ["nn", "se", "en"])
def test_the_finder_stands_in_every_language(bergen: Site, visit: Callable[..., Visit], language: str) -> None:
    page = visit(f"/{language}/sykehus/?hvor=Voss", host=FRONT)
    assert page.status == 200
    assert page.one("html").get("lang") == language
    assert page.links()["Voss sjukehus, Helse Bergen"] == f"/{language}/sykehus/bergen/"


@override_settings(SITE_MAP_SECONDS=600)
def test_the_order_costs_a_fixed_number_of_questions(
    others: dict[str, Site], knee: Topic, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        show(make_site(f"sykehus-nr-{number}"), knee)
    hosts.forget()
    finding.forget()
    client.get(f"{KNEE}?hvor=Voss", headers={"host": FRONT})
    for path, most in ((KNEE, 6), (f"{KNEE}?hvor=Voss", 8), ("/sykehus/?hvor=Voss", 4), ("/sykehus/", 4)):
        with django_assert_max_num_queries(most):
            assert client.get(path, headers={"host": FRONT}).status_code == 200
    finding.forget()
    hosts.forget()


# --- /sykehus/ and /apotek/ -----------------------------------------------------------------------------------------


def test_all_hospitals_stand_by_region_with_their_places(others: dict[str, Site], visit: Callable[..., Visit]) -> None:
    page = visit("/sykehus/", host=FRONT)
    assert [words(heading) for heading in page.all("h2")][:2] == ["Helse Vest", "Uten region"]
    assert "Haukeland universitetssjukehus, Voss sjukehus" in page.text
    assert page.links()["Helse Bergen"] == "/sykehus/bergen/"
    assert "113" in page.text


def test_one_hospital_in_short_with_the_ways_into_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit("/sykehus/bergen/", host=FRONT)
    assert words(page.one("h1")) == "Helse Bergen"
    assert page.links()["Gå til nettstedet til Helse Bergen"] == "http://bergen.localhost/"
    assert page.links()["Behandlinger fra A til Å"] == "http://bergen.localhost/behandlinger/"
    assert page.links()["56 53 35 00"] == "tel:56533500"
    assert visit("/sykehus/finnes-ikke/", host=FRONT).status == 404
    assert visit("/sykehus/www/", host=FRONT).status == 404


def test_the_hospital_pharmacies_with_their_outlets(bergen: Site, west: Organization, visit: Callable[..., Visit]) -> None:
    body = make_organization("Sjukehusapoteka Vest HF", kind="hospital_pharmacy", parent=west)
    make_site("apoteka", name="Sjukehusapoteka Vest", organization=body)
    make_place(body, name="Sjukehusapoteket i Bergen", kind="pharmacy", phone="55 97 53 60")
    page = visit("/apotek/", host=FRONT)
    assert page.links()["Sjukehusapoteka Vest"] == "http://apoteka.localhost/"
    assert "Sjukehusapoteket i Bergen" in page.text
    assert "Helse Bergen" not in page.links()


@pytest.mark.parametrize("path", ["/sykehus/", "/sykehus/bergen/"])
def test_on_a_hospitals_own_site_the_address_leads_to_the_front_door(
    bergen: Site, visit: Callable[..., Visit], path: str
) -> None:
    page = visit(path)
    assert (page.status, page.location) == (302, f"http://{FRONT}{path}")
    assert visit(f"/en{path}").location == f"http://{FRONT}{path}"


def test_without_a_front_door_there_is_nowhere_to_lead(visit: Callable[..., Visit]) -> None:
    make_bergen()
    assert visit("/sykehus/").status == 404
