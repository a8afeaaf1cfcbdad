"""An editor gives a page a better address; the link that a patient kept still leads to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish, unpublish
from fellesnett.pages.models import OldAddress
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


def visit(path: str) -> Visit:
    return Visit(Client(), "bergen.localhost", path)


def move(page: Any, slug: str, at: datetime) -> None:
    page.slug = slug
    publish(page, by=editor_of(page.site), at=at)


def test_an_old_address_leads_to_where_the_page_is_now(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, live_at=now, slug="inngang")
    move(page, "ny-inngang", now)
    move(page, "hovedinngang", now)
    for old in ("inngang", "ny-inngang"):
        answer = visit(f"/nyheter/{old}/")
        assert (answer.status, answer.location) == (301, "/nyheter/hovedinngang/")


def test_a_page_that_moves_back_does_not_go_round(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, live_at=now, slug="inngang")
    move(page, "ny-inngang", now)
    move(page, "inngang", now)
    assert visit("/nyheter/inngang/").status == 200
    assert visit("/nyheter/ny-inngang/").location == "/nyheter/inngang/"


def test_a_new_page_at_an_old_address_is_the_one_shown(bergen: Site, now: datetime) -> None:
    move(make_page(bergen, live_at=now, slug="inngang"), "ny-inngang", now)
    make_page(bergen, live_at=now, slug="inngang", title="Inngangen")
    assert visit("/nyheter/inngang/").status == 200
    assert not OldAddress.objects.exists()


def test_a_draft_leaves_no_address_behind_and_what_is_down_leads_nowhere(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, slug="utkast")
    move(page, "inngang", now)
    assert not OldAddress.objects.exists()
    move(page, "ny-inngang", now)
    unpublish(page, by=editor_of(bergen), at=now)
    assert visit("/nyheter/inngang/").status == 404


def test_the_old_address_of_another_site_is_not_ours(bergen: Site, now: datetime) -> None:
    move(make_page(make_site("annensted"), live_at=now, slug="inngang"), "ny-inngang", now)
    assert visit("/nyheter/inngang/").status == 404
