"""What all public pages are built of, looked at in a browser: the gallery in three colours, and the menu without a script."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.gates.alerts import Words
from fellesnett.pages.models import AlertKind
from fellesnett.pages.tests.alerts import STORM, make_alert, make_emergency
from fellesnett.public.tests.factories import make_bergen, make_knee, show
from tests.journeys.conftest import DESK, PHONE, PageAt, faults, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
BRANDS = {"dark": "#003087", "yellow": "#ffcc00", "middle": "#118811"}


@pytest.fixture
def address(live_server: Any) -> str:
    site = make_bergen()
    show(site, make_knee())
    for slug, brand in BRANDS.items():
        make_site(slug, brand_color=brand)
    return f"http://bergen.localhost:{live_server.url.rpartition(':')[2]}"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_component_can_be_used_by_all_in_every_colour(address: str, page_at: PageAt, width: int) -> None:
    page = page_at(width)
    let_in(page, address, make_user(roles={Site.objects.get(slug="bergen").organization: Role.EDITOR}))
    for slug in BRANDS:
        page.goto(f"{address}/admin/galleri/?nettsted={slug}")
        expect(page.get_by_role("heading", name="Ta kontakt hvis")).to_be_visible()
        assert faults(page) == [], slug
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_menu_is_a_button_and_on_a_screen_a_row(address: str, page_at: PageAt) -> None:
    phone = page_at(PHONE)
    phone.goto(address)
    link = phone.locator("nav.menu a").first
    expect(link).to_be_hidden()
    phone.locator("nav.menu summary").focus()
    phone.keyboard.press("Enter")
    expect(link).to_be_visible()
    desk = page_at(DESK)
    desk.goto(address)
    expect(desk.locator("nav.menu summary")).to_be_hidden()
    expect(desk.get_by_role("navigation", name="Hovedmeny").get_by_role("link").first).to_be_visible()


def test_three_alerts_at_once_leave_the_heading_on_the_first_screen_of_a_phone(
    live_server: Any, page_at: PageAt, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fellesnett.foundation.clock.now", lambda: now)
    site = make_site("unn", name="Universitetssykehuset Nord-Norge", other_languages=["se", "en"], is_demonstration=True)
    show(site, make_knee())
    make_alert(site, now)
    make_alert(site, now, kind=AlertKind.OPERATIONS, level=2, words={"nb": Words("Telefonen er nede", "Ring 915 06 200.")})
    make_emergency(now)
    phone = page_at(PHONE)
    phone.set_viewport_size({"width": PHONE, "height": 667})
    phone.goto(f"http://{site.slug}.localhost:{live_server.url.rpartition(':')[2]}/behandlinger/kneprotese/")
    expect(phone.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    expect(phone.get_by_text(STORM["nb"].text)).to_be_visible()
    expect(phone.get_by_text("Ring 915 06 200.")).to_be_hidden()
    phone.locator("summary", has_text="Telefonen er nede").click()
    expect(phone.get_by_text("Ring 915 06 200.")).to_be_visible()
    assert faults(phone) == []
