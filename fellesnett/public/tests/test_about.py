"""Somebody who cannot use the site, or wants to complain, is told how to reach those who answer for it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fellesnett.organizations.models import Place, Site
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.pages.models import Department, SiteProfile
from fellesnett.pages.tests.factories import make_page
from fellesnett.public import hosts
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db
PAGES = ("om-nettstedet", "personvern", "tilgjengelighet")


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", name="Helse Bergen", other_languages=["en"])


def visit(path: str, host: str = "bergen") -> Visit:
    return Visit(Client(), f"{host}.localhost", path)


@pytest.mark.parametrize("page", PAGES)
def test_a_site_with_a_telephone_says_it(bergen: Site, page: str) -> None:
    SiteProfile.objects.create(site=bergen, phone="55 97 50 00", email="post@bergen.example")
    make_place(bergen.organization, "voss", phone="56 53 35 00")
    links = visit(f"/{page}/").links()
    assert (links["55 97 50 00"], links["post@bergen.example"]) == ("tel:55975000", "mailto:post@bergen.example")
    assert "Kontakt oss" not in links


@pytest.mark.parametrize("page", PAGES)
def test_one_whose_places_have_the_numbers_leads_to_its_contact_page(bergen: Site, page: str) -> None:
    make_place(bergen.organization, "voss", phone="56 53 35 00")
    assert visit(f"/{page}/").links()["Kontakt oss"] == "/kontakt/"
    assert visit(f"/en/{page}/").links()["Contact us"] == "/en/kontakt/"


def test_one_whose_departments_have_the_numbers_does_so_too(bergen: Site, now: datetime) -> None:
    make_page(bergen, Department, slug="orto", title="Ortopedisk klinikk", phone="55 97 00 10", live_at=now)
    assert visit("/personvern/").links()["Kontakt oss"] == "/kontakt/"


def test_one_that_has_no_number_says_so_and_sends_nobody_to_an_empty_page(bergen: Site) -> None:
    make_place(bergen.organization, "voss")
    page = visit("/tilgjengelighet/")
    assert "Kontakt oss" not in page.links()
    assert "har ikke lagt inn telefon eller postadresse ennå" in page.text
    Place.objects.update(phones=[{"number": "56 53 35 00", "label": {}, "hours": []}])
    hosts.forget()
    assert "Kontakt oss" in visit("/tilgjengelighet/").links()


@pytest.mark.parametrize("page", PAGES)
def test_the_front_door_has_no_telephone_and_leads_to_the_hospitals(page: str) -> None:
    make_site("www", name="Sykehusene i Norge", is_front_door=True)
    told = visit(f"/{page}/", "www")
    assert "har ikke egen telefon" in told.text
    assert told.links()["Finn sykehus"] == "/sykehus/"
