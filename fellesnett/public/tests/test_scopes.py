"""A hospital inside a trust has pages of its own under its own name, on the trust's site."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.pages.models import Department, NewsItem, PracticalInformation, SubSite
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", name="Helse Bergen")


@pytest.fixture
def coast(bergen: Site, now: datetime) -> SubSite:
    place = make_place(bergen.organization, "hagavik", name="Kysthospitalet", phone="56 56 58 00")
    scope: SubSite = make_page(bergen, SubSite, slug="kysthospitalet", title="Kysthospitalet", place=place, live_at=now)
    return scope


def visit(path: str) -> Visit:
    return Visit(Client(), "bergen.localhost", path)


def test_its_front_has_its_pages_its_name_and_its_place(coast: SubSite, now: datetime) -> None:
    make_page(coast.site, slug="var", title="Nytt treningsrom", scope=coast, live_at=now)
    make_page(coast.site, slug="alles", title="Ny direktør", live_at=now)
    page = visit("/egne-sider/kysthospitalet/")
    assert "Nytt treningsrom" in page.links()
    assert "Ny direktør" not in page.links()
    assert words(page.one("a", class_="scope-name")) == "Kysthospitalet"
    assert page.links()["56 56 58 00"] == "tel:56565800"


def test_its_departments_and_practical_answers_are_lines_and_what_has_none_has_no_heading(coast: SubSite, now: datetime) -> None:
    make_page(coast.site, Department, slug="proteser", title="Seksjon for leddproteser", scope=coast, live_at=now)
    make_page(coast.site, PracticalInformation, slug="ta-med", title="Ta med til Hagavik", scope=coast, live_at=now)
    page = visit("/egne-sider/kysthospitalet/")
    assert page.links()["Seksjon for leddproteser"] == "/avdelinger/proteser/"
    assert page.links()["Ta med til Hagavik"] == "/praktisk-informasjon/ta-med/"
    headings = {words(heading) for heading in page.all("h2")}
    assert headings >= {"Avdelinger", "Praktisk informasjon", "Kontakt og oppmøte"}
    assert "Nyheter" not in headings


def test_a_page_that_belongs_to_it_says_so_and_stands_in_the_sites_list_too(coast: SubSite, now: datetime) -> None:
    make_page(coast.site, slug="var", title="Nytt treningsrom", scope=coast, live_at=now)
    assert visit("/nyheter/var/").one("a", class_="scope-name").get("href") == "/egne-sider/kysthospitalet/"
    assert "Nytt treningsrom" in visit("/nyheter/").links()


def test_a_page_of_the_whole_site_names_no_scope(coast: SubSite, now: datetime) -> None:
    make_page(coast.site, slug="alles", title="Ny direktør", live_at=now)
    assert visit("/nyheter/alles/").all("a", class_="scope-name") == []


def test_a_page_belongs_to_a_scope_of_its_own_site(coast: SubSite) -> None:
    stray: NewsItem = make_page(make_site("annensted"), scope=coast)
    with pytest.raises(ValidationError) as found:
        stray.full_clean()
    assert set(found.value.message_dict) == {"scope"}


def test_the_front_page_leads_to_everything_the_menu_leaves_out(coast: SubSite) -> None:
    assert visit("/").links()["Sykehus og sentre med egne sider"] == "/egne-sider/"
