"""Somebody looks for a place on the site of the region, and is led to the one page that tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import lxml.etree
import pytest
from django.test import Client

from fellesnett.organizations.models import Organization, OrganizationKind, Place, Site, SiteState
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.public import hosts
from fellesnett.public.tests.factories import make_front_door, make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
THERE = {"ikt": "http://ikt.localhost/steder/bergen/", "apotek": "http://apotek.localhost/steder/bergen/"}


@pytest.fixture
def west() -> Organization:
    return make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)


@pytest.fixture
def vest(west: Organization) -> Site:
    """A region with an office, and two bodies below it that both call their place «bergen»; each has a site of its own."""
    make_place(west, "kontoret", name="Kontoret i Stavanger")
    for slug, kind, name in (
        ("ikt", OrganizationKind.ICT_COMPANY, "Hovudkontoret i Bergen"),
        ("apotek", OrganizationKind.HOSPITAL_PHARMACY, "Sjukehusapoteket i Bergen"),
    ):
        body = make_organization(f"Vest {slug}", kind=kind, parent=west)
        make_place(make_site(slug, organization=body, other_languages=["en"]).organization, "bergen", name=name)
    return make_site("vest", name="Helse Vest", organization=west, other_languages=["en"])


def shut(slug: str, now: Any) -> None:
    Site.objects.filter(slug=slug).update(state=SiteState.CLOSED, closed_at=now)
    hosts.forget()


@pytest.fixture
def ask() -> Callable[..., Visit]:
    return lambda path, host="vest": Visit(Client(), f"{host}.localhost", path)


def test_each_place_in_the_list_leads_to_its_own_page_at_the_body_that_runs_it(vest: Site, ask: Callable[..., Visit]) -> None:
    links = ask("/steder/").links()
    assert links == {
        "Hovudkontoret i Bergen": THERE["ikt"],
        "Kontoret i Stavanger": "/steder/kontoret/",
        "Sjukehusapoteket i Bergen": THERE["apotek"],
    }
    for name, host in (("Hovudkontoret i Bergen", "ikt"), ("Sjukehusapoteket i Bergen", "apotek")):
        assert words(ask("/steder/bergen/", host).one("h1")) == name


def test_a_reader_in_english_stays_in_english(vest: Site, ask: Callable[..., Visit]) -> None:
    assert ask("/en/steder/").links()["Hovudkontoret i Bergen"] == "http://ikt.localhost/en/steder/bergen/"
    Site.objects.filter(slug="ikt").update(other_languages=[])
    hosts.forget()
    assert ask("/en/steder/").links()["Hovudkontoret i Bergen"] == THERE["ikt"]


def test_an_old_address_at_the_region_leads_to_the_place_with_its_buildings(vest: Site, ask: Callable[..., Visit]) -> None:
    office = Place.objects.get(organization__key="vest-ikt")
    make_place(office.organization, "lager", name="Lageret", part_of=office)
    old = ask("/en/steder/bergen/")
    assert (old.status, old.location) == (301, "http://ikt.localhost/en/steder/bergen/")
    assert old.response.headers["Cache-Control"] == "public, max-age=3600", "the body's site may close"
    assert ask("/steder/bergen/lager/").location == f"{THERE['ikt']}lager/"
    assert ask("/steder/bergen/finnes-ikke/").status == 404
    assert ask("/steder/kontoret/").status == 200


def test_search_engines_are_told_of_a_place_where_its_page_is(vest: Site) -> None:
    def told(host: str) -> set[str]:
        answer = Client().get("/sitemap.xml", headers={"host": f"{host}.localhost"})
        found = lxml.etree.fromstring(answer.content).findall("{*}url/{*}loc")
        return {each.text.removeprefix(f"http://{host}.localhost") for each in found}

    assert {path for path in told("vest") if path.startswith("/steder/")} == {"/steder/", "/steder/kontoret/"}
    assert "/steder/bergen/" in told("ikt")


def test_without_a_site_of_its_own_the_place_is_at_the_region(vest: Site, ask: Callable[..., Visit], now: Any) -> None:
    shut("ikt", now)
    assert ask("/steder/").links()["Hovudkontoret i Bergen"] == "/steder/bergen/"
    assert words(ask("/steder/bergen/").one("h1")) == "Hovudkontoret i Bergen", "the other leads on, and has its own address"


def test_of_two_that_nobody_else_tells_of_one_has_the_page_and_both_are_in_the_list(
    vest: Site, ask: Callable[..., Visit], now: Any
) -> None:
    for slug in ("ikt", "apotek"):
        shut(slug, now)
    page = ask("/steder/")
    assert page.links() == {"Hovudkontoret i Bergen": "/steder/bergen/", "Kontoret i Stavanger": "/steder/kontoret/"}
    assert "Sjukehusapoteket i Bergen" in page.text


def test_a_region_that_has_an_office_of_that_name_answers_itself(
    west: Organization, vest: Site, ask: Callable[..., Visit]
) -> None:
    make_place(west, "bergen", name="Kontoret i Bergen")
    links = ask("/steder/").links()
    assert links["Kontoret i Bergen"] == "/steder/bergen/"
    assert max(Counter(links.values()).values()) == 1
    assert words(ask("/steder/bergen/").one("h1")) == "Kontoret i Bergen"


def test_a_trust_leads_to_the_hospital_below_it_from_every_page_that_tells_of_it(ask: Callable[..., Visit]) -> None:
    make_front_door()
    trust = make_organization("Nord HF")
    hospital = make_organization("Nordfjord sjukehus", kind=OrganizationKind.HOSPITAL, parent=trust)
    site = make_site("nord", organization=trust)
    make_site("fjord", organization=hospital)
    place = make_place(hospital, "nordfjordeid", name="Nordfjordeid", phone="57 83 90 00")
    show(site, make_knee(), places=[place])
    there = "http://fjord.localhost/steder/nordfjordeid/"
    assert ask("/", "nord").links()["Nordfjordeid"] == there
    for path, host in (("/kontakt/", "nord"), ("/behandlinger/kneprotese/", "nord"), ("/sykehus/nord/", "www")):
        assert ask(path, host).links()["Mer om Nordfjordeid"] == there
