"""Somebody wants to reach a hospital: by telephone, by post, or where it lies."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from fellesnett.organizations.models import Identifier, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_place, make_site
from fellesnett.pages.models import Department, SiteProfile
from fellesnett.pages.tests.factories import make_page
from fellesnett.public import hosts
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    site = make_site("bergen", name="Helse Bergen", other_languages=["en"])
    SiteProfile.objects.create(
        site=site, phone="55 97 50 00", email="post@bergen.example", post_address="Postboks 1400, 5021 Bergen"
    )
    return site


def visit(path: str, host: str = "bergen.localhost") -> Visit:
    return Visit(Client(), host, path)


def test_the_page_has_telephone_post_number_and_places(bergen: Site) -> None:
    Identifier.objects.create(organization=bergen.organization, system="orgnr", value="983974724")
    make_place(bergen.organization, "voss", name="Voss sjukehus", phone="56 53 35 00")
    page = visit("/kontakt/")
    links = page.links()
    assert (links["55 97 50 00"], links["56 53 35 00"]) == ("tel:55975000", "tel:56533500")
    assert links["post@bergen.example"] == "mailto:post@bergen.example"
    assert "983 974 724" in page.text
    assert "Postboks 1400, 5021 Bergen" in page.text
    assert (links["ring 113"], links["ring legevakten, 116 117"]) == ("tel:113", "tel:116117")


def test_each_department_tells_its_number_and_when_somebody_answers(bergen: Site, now: datetime) -> None:
    make_page(
        bergen,
        Department,
        slug="orto",
        title="Ortopedisk klinikk",
        phone="55 97 00 10",
        phone_hours="Hverdager 9–14",
        live_at=now,
    )
    make_page(bergen, Department, slug="akutt", title="Akuttmottaket", phone="55 97 00 20", live_at=now)
    make_page(bergen, Department, slug="stille", title="Arkivet", live_at=now)
    page = visit("/kontakt/")
    told = page.one("section", aria_labelledby="avdelinger")
    assert words(told) == "Ring en avdeling Akuttmottaket 55 97 00 20 Ortopedisk klinikk 55 97 00 10 Hverdager 9–14"
    assert page.links()["Ortopedisk klinikk"] == "/avdelinger/orto/"
    assert page.links()["55 97 00 10"] == "tel:55970010"


def test_a_long_list_of_departments_stands_behind_one_line_and_what_most_ask_comes_first(bergen: Site, now: datetime) -> None:
    for number in range(9):
        make_page(bergen, Department, slug=f"e{number}", title=f"Enhet {number}", phone="55 97 00 10", live_at=now)
    make_place(bergen.organization, "voss", name="Voss sjukehus")
    page = visit("/kontakt/")
    assert words(page.one("details", class_="fold")).startswith("Alle 9 avdelinger, fra A til Å Enhet 0")
    asked = (
        "Sentralbord",
        "Se eller endre timen din",
        "Ring en avdeling",
        "Her møter du oss",
        "Er du ikke fornøyd?",
        "Postadresse",
    )
    found = [page.text.index(each) for each in asked]
    assert found == sorted(found)
    assert page.links()["Se eller endre timen din"].startswith("https://www.helsenorge.no/")


@override_settings(SITE_MAP_SECONDS=600)
def test_many_departments_cost_no_more_questions(
    bergen: Site, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_page(bergen, Department, slug=f"enhet-{number}", title=f"Enhet {number}", phone="55 97 00 10", live_at=now)
    visit("/kontakt/")
    with django_assert_max_num_queries(5):
        assert "Enhet 4" in visit("/kontakt/").text
    hosts.forget()


def test_machines_read_how_to_reach_the_body(bergen: Site) -> None:
    data = json.loads(words(visit("/kontakt/").one("script")))["@graph"][0]
    assert data["contactPoint"] == {
        "@type": "ContactPoint",
        "telephone": "+4755975000",
        "email": "post@bergen.example",
        "contactType": "switchboard",
    }
    assert (data["url"], data["address"]) == ("http://bergen.localhost/", "Postboks 1400, 5021 Bergen")


def test_it_is_there_in_every_language_of_the_site(bergen: Site) -> None:
    assert visit("/en/kontakt/").status == 200


def test_a_company_names_no_ambulance_and_no_ombudsman() -> None:
    make_site("ikt", organization=make_organization("Helse Vest IKT AS", kind="ict_company"))
    page = visit("/kontakt/", "ikt.localhost")
    assert page.status == 200
    assert "ring 113" not in page.links()
    assert "Finn pasient- og brukerombudet der du bor" not in page.links()


def test_the_front_door_has_no_number_and_leads_to_those_who_have() -> None:
    office = make_national_office()
    make_site("www", name="Sykehusene i Norge", organization=office, is_front_door=True, other_languages=["nn"])
    assert visit("/kontakt/", "www.localhost").links()["Finn sykehus"] == "/sykehus/"
    assert visit("/nn/kontakt/", "www.localhost").links()["Finn sjukehus"] == "/nn/sykehus/"


def test_before_any_front_door_is_set_up_the_page_still_answers() -> None:
    assert visit("/kontakt/", "www.localhost").status == 200
