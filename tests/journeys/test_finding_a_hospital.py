"""A patient near Voss has searched for new knees on a telephone and landed on the national page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from fellesnett.organizations.tests.factories import make_area, make_organization, make_place, make_site
from fellesnett.public import finding
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_knee, show
from tests.journeys.conftest import DESK, PHONE, PageAt, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
KNEE = "/behandlinger/kneprotese/"


@pytest.fixture
def front_door(live_server: Any) -> str:
    """The front door with a trust of two hospitals in the west, and one trust more."""
    finding.forget()
    make_front_door()
    knee, west = make_knee(), make_organization("Helse Vest RHF", kind="regional_health_authority")
    bergen = make_bergen(organization=make_organization("Helse Bergen HF", parent=west))
    far, near = ({"latitude": Decimal(n), "longitude": Decimal(e)} for n, e in (("60.37", "5.36"), ("60.63", "6.41")))
    haukeland = make_place(bergen.organization, "haukeland", name="Haukeland universitetssjukehus", **far)
    show(bergen, knee, places=[haukeland, make_place(bergen.organization, "voss", name="Voss sjukehus", **near)])
    show(make_site("aker", name="Aker sykehus"), knee)
    make_area("4621", "Voss", hospital=bergen.organization, source_hospital="Voss", **near)
    return f"http://www.localhost:{live_server.url.rpartition(':')[2]}"


def test_from_a_search_engine_to_the_page_of_the_hospital_at_voss(front_door: str, page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(f"{front_door}{KNEE}")
    page.get_by_role("link", name="Finn siden til sykehuset ditt").click()
    page.get_by_label("Hvor bor du?").fill("voss")
    page.get_by_role("button", name="Finn sykehus").click()
    expect(page.get_by_role("heading", name="Sykehuset i ditt område")).to_be_in_viewport()
    local = page.locator(".near a").first
    expect(local).to_be_in_viewport()
    assert local.inner_text() == "Voss sjukehus, Helse Bergen"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    local.click()
    expect(page).to_have_url(f"{front_door.replace('www', 'bergen')}{KNEE}voss/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kneprotese")
    expect(page.get_by_text("Ved Voss sjukehus").first).to_be_visible()
    assert page.context.cookies() == []


def test_a_slip_of_the_thumb_is_mended_with_one_more_tap(front_door: str, page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(f"{front_door}/sykehus/")
    page.get_by_label("Hvor bor du?").fill("Vsos")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Voss (Vestland)").click()
    expect(page.get_by_text("Sortert fra Voss.")).to_be_in_viewport()
    page.get_by_role("link", name="Voss sjukehus, Helse Bergen").click()
    page.get_by_role("link", name="Behandlinger fra A til Å").click()
    expect(page).to_have_url(f"{front_door.replace('www', 'bergen')}/behandlinger/")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", [f"{KNEE}?hvor=Voss", "/sykehus/", "/sykehus/?hvor=Vsos", "/sykehus/bergen/", "/apotek/"])
def test_the_finding_pages_have_no_fault_that_a_machine_can_find(front_door: str, page_at: PageAt, path: str, width: int) -> None:
    page = page_at(width)
    page.goto(f"{front_door}{path}")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_gap_in_the_list_and_a_missing_page_have_no_fault_either(front_door: str, page_at: PageAt) -> None:
    page = page_at(PHONE)
    make_site("solsiden", name="Solsiden sykehus", brand_color="#ffcc00")
    for path in ("/behandlinger/", KNEE):
        page.goto(f"{front_door.replace('www', 'solsiden')}{path}")
        assert faults(page) == []
        expect(page.get_by_role("link", name="Helse Bergen").first).to_be_visible()
