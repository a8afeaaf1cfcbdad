"""A reader finds the address of a hospital that is still writing its pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client, RequestFactory

from fellesnett.organizations.models import Site, SiteState
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


def visit(path: str, host: str = "fjord.localhost") -> Visit:
    return Visit(Client(), host, path)


@pytest.fixture
def fjord(now: datetime) -> Site:
    site = make_site("fjord")
    make_page(site, live_at=now)
    site.state = SiteState.PREPARING
    site.save()
    return site


@pytest.mark.parametrize("path", ["/", "/nyheter/", "/nyheter/ny-inngang/", "/kontakt/", "/steder/"])
def test_nothing_is_read_before_the_site_opens(fjord: Site, path: str) -> None:
    page = visit(path)
    assert page.status == 404
    assert "Nettstedet er ikke åpnet ennå" in page.text
    assert "Ny inngang" not in page.text


def test_an_editor_looks_at_a_page_before_the_site_opens(fjord: Site) -> None:
    draft = NewsItem.objects.get(site=fjord)
    answer = draft.serve_preview(RequestFactory().get("/"), "")
    assert answer.status_code == 200


def test_the_front_door_leads_nobody_to_it(fjord: Site) -> None:
    www = make_site("www", is_front_door=True)
    assert www.is_open
    assert "fjord" not in visit("/sykehus/", "www.localhost").text.lower()
    fjord.state = SiteState.OPEN
    fjord.save()
    assert visit("/nyheter/ny-inngang/").status == 200
