"""A reader follows the news of a hospital: the list, the page, other languages, and what is not there."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish, start_version
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", other_languages=["en", "se"])


def visit(path: str) -> Visit:
    return Visit(Client(), "bergen.localhost", path)


def test_the_list_shows_what_is_published_and_nothing_else(bergen: Site, now: datetime) -> None:
    make_page(bergen, live_at=now)
    make_page(bergen, slug="utkast", title="Et utkast")
    assert list(visit("/nyheter/").links()) == ["Ny inngang"]


def test_the_page_says_its_words_who_answers_and_when(bergen: Site, now: datetime) -> None:
    make_page(bergen, live_at=now)
    page = visit("/nyheter/ny-inngang/")
    assert [heading.text for heading in page.all("h2")] == ["Slik finner du fram"]
    assert "Ansvarlig: Kommunikasjonsavdelingen" in page.text
    assert page.status == 200


def test_a_page_of_another_site_is_not_here(bergen: Site, now: datetime) -> None:
    make_page(make_site("annensted"), live_at=now)
    assert visit("/nyheter/ny-inngang/").status == 404


def test_a_missing_language_is_said_and_the_other_offered(bergen: Site, now: datetime) -> None:
    make_page(bergen, live_at=now)
    assert visit("/en/nyheter/ny-inngang/").links()["Bokmål"] == "/nyheter/ny-inngang/"
    assert visit("/en/nyheter/").links()["Ny inngang"] == "/nyheter/ny-inngang/"


def test_drafts_are_seen_by_nobody(bergen: Site) -> None:
    make_page(bergen)
    assert visit("/nyheter/ny-inngang/").status == 404


def test_the_switch_shows_the_versions_that_exist(bergen: Site, now: datetime) -> None:
    page, editor = make_page(bergen, live_at=now), editor_of(bergen)
    english = start_version(page, language="en", by=editor, at=now)
    assert visit("/nyheter/ny-inngang/").all("a", hreflang="en") == []
    publish(english, by=editor, at=now)
    assert [link.get("href") for link in visit("/nyheter/ny-inngang/").all("a", hreflang="en")] == ["/en/nyheter/ny-inngang/"]
