"""A regional authority, a pharmacy and a company are no hospitals, and their sites do not look like empty ones."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fellesnett.codes.models import CodeSystem
from fellesnett.organizations.models import Organization, OrganizationKind, Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.pages.actions import publish
from fellesnett.pages.tests.factories import editor_of
from fellesnett.pages.tests.test_records import study
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


def visit(path: str, host: str) -> Visit:
    return Visit(Client(), f"{host}.localhost", path)


@pytest.fixture
def west() -> Organization:
    return make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)


@pytest.fixture
def region(west: Organization) -> Site:
    """A region with its office, a hospital with a place, and a pharmacy; another hospital is somebody else's."""
    trust = make_organization("Helse Bergen HF", parent=west)
    shop = make_organization("Sjukehusapoteka Vest HF", kind=OrganizationKind.HOSPITAL_PHARMACY, parent=west)
    make_place(west, "kontoret", name="Kontoret i Stavanger")
    make_place(trust, "haukeland", name="Haukeland")
    make_site("bergen", name="Helse Bergen", organization=trust)
    make_site("apotek", name="Sjukehusapoteka Vest", organization=shop)
    make_site("unn", name="UNN")
    return make_site("vest", name="Helse Vest", organization=west)


def test_a_region_leads_to_the_hospitals_it_owns_and_is_met_at_its_own_office(region: Site) -> None:
    page = visit("/", "vest")
    links = page.links()
    assert links["Helse Bergen"].startswith("http://bergen.localhost")
    assert links["Sjukehusapoteka Vest"].startswith("http://apotek.localhost")
    assert "UNN" not in links
    assert "Kontoret i Stavanger" in page.text
    assert "Haukeland" not in page.text
    assert "Haukeland" not in visit("/kontakt/", "vest").text


def test_a_hospital_leads_to_no_other_site(region: Site) -> None:
    assert "Helse Vest" not in visit("/", "bergen").links()


@pytest.mark.parametrize(("host", "shown"), [("bergen", True), ("vest", True), ("apotek", False)])
def test_only_those_who_treat_patients_or_own_hospitals_show_studies(region: Site, now: datetime, host: str, shown: bool) -> None:
    CodeSystem.objects.get_or_create(key="icd10", defaults={"name": "ICD-10"})
    page = study(Site.objects.get(slug="bergen"), slug="kne", title="Trening for slitt kne")
    publish(page, by=editor_of(page.site), at=now)
    assert ("Trening for slitt kne" in visit("/kliniske-studier/", host).text) is shown
    assert ("Kliniske studier" in visit("/", host).links()) is shown


@pytest.mark.parametrize(("host", "shown"), [("bergen", True), ("apotek", False), ("vest", False)])
def test_only_a_hospital_sends_people_to_their_appointments(region: Site, host: str, shown: bool) -> None:
    assert ("Se eller endre timen din" in visit("/kontakt/", host).links()) is shown


def test_a_page_in_sami_says_that_it_is_a_draft() -> None:
    make_site("unn", name="UNN", other_languages=["se"])
    assert "Den nordsamiske teksten er et utkast." in visit("/se/", "unn").text
    assert "utkast" not in visit("/", "unn").text
