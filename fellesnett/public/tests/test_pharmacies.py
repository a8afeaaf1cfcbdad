"""A pharmacist describes the pharmacy; hours and telephone come from its place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.pages.models import Pharmacy
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def west() -> Site:
    return make_site("apotek-vest", name="Sykehusapotekene")


def pharmacy(site: Site, **facts: Any) -> Pharmacy:
    place = make_place(site.organization, "bergen", name="Bergen", phone="55 97 53 60", opening_hours="mandag–fredag 08.00–17.00")
    page: Pharmacy = make_page(
        site, Pharmacy, slug="bergen", title="Apoteket i Bergen", **({"place": place, "services": "Resept"} | facts)
    )
    return page


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"place": None}, "place"), ({"services": " \n "}, "services"), ({"licence_number": "1000"}, "licence_number")],
)
def test_what_is_wrong_is_said(west: Site, changes: dict[str, Any], field: str) -> None:
    page = pharmacy(west)
    for name, value in changes.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as found:
        page.full_clean()
    assert set(found.value.message_dict) == {field}


def test_more_than_a_dozen_services_is_a_list_nobody_reads(west: Site) -> None:
    with pytest.raises(ValidationError, match="tolv"):
        pharmacy(west, services="\n".join(map(str, range(13)))).full_clean()


def test_the_page_has_hours_telephone_and_services(west: Site, now: datetime) -> None:
    pharmacy(west, live_at=now, licence_number="1234", delivers=True)
    page = Visit(Client(), "apotek-vest.localhost", "/apotek/bergen/")
    assert page.links()["55 97 53 60"] == "tel:55975360"
    assert len([link for link in page.all("a") if link.get("href") == "tel:55975360"]) == 1, "where and when is told once"
    assert "mandag–fredag 08.00–17.00" in page.text
    assert "Vi sender medisiner hjem til deg." in page.text
    assert "1234" in page.text


def test_the_list_tells_when_each_is_open(west: Site, now: datetime) -> None:
    pharmacy(west, live_at=now)
    page = Visit(Client(), "apotek-vest.localhost", "/apotek/")
    assert "mandag–fredag 08.00–17.00" in page.text
    assert page.links()["Apoteket i Bergen"] == "/apotek/bergen/"
