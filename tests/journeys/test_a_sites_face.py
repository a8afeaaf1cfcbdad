"""A communication adviser gives the hospital its face without help: its colour, then its logo, on a page that stands still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fellesnett.accounts.models import User
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_user
from fellesnett.pages.tests.logos import drawn, painted
from fellesnett.public import hosts
from fellesnett.public.tests.factories import make_bergen, make_knee, show
from tests.gates.budgets import REQUESTS, SHIFT
from tests.gates.screens import SHIFTED
from tests.journeys.conftest import DESK, PHONE, PageAt, come_to, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bergen(settings: Any, tmp_path: Path) -> Site:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_MAP_SECONDS = 0
    site = make_bergen()
    show(site, make_knee())
    hosts.forget()
    return site


@pytest.fixture
def adviser(bergen: Site) -> User:
    return make_user("redaktor@bergen.example", roles={bergen.organization: Role.EDITOR})


@pytest.fixture
def address(bergen: Site, live_server: Any) -> str:
    return f"http://bergen.localhost:{live_server.url.rpartition(':')[2]}"


def put_up(page: Page, ground: str, file: Path) -> None:
    form = page.locator(f"form[action*='/logo/{ground}/#']")
    form.get_by_label("Fil").set_input_files(file)
    form.locator("button").click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_colour_is_tried_and_used_and_the_logo_lies_on_it(
    address: str, adviser: User, page_at: PageAt, width: int, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_bytes(drawn("#003087"))
    (tmp_path / "negativ.png").write_bytes(painted("#ffffff"))
    page = come_to(page_at(width), f"{address}/admin/lokalt/bergen/utseende/", adviser)
    page.get_by_label("Fargekode").fill("#ffcc00")
    page.get_by_role("button", name="Vis hvordan den blir").click()
    sample = page.frame_locator("iframe")
    expect(sample.locator(".brand-bar")).to_have_css("background-color", "rgb(255, 204, 0)")
    expect(sample.locator(".brand-bar a").first).to_have_css("color", "rgb(0, 0, 0)")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Eller pek den ut").fill("#7a1f3d")
    page.get_by_role("button", name="Bruk fargen").click()
    expect(page.get_by_text("Fargen er lagret.")).to_be_visible()
    put_up(page, "light", tmp_path / "logo.svg")
    expect(page.get_by_text("Logoen ligger på hvit plate")).to_be_visible()
    put_up(page, "dark", tmp_path / "negativ.png")
    expect(page.get_by_text("Logoen ligger rett på fargen")).to_be_visible()
    assert faults(page) == []
    asked: list[str] = []
    visitor = page_at(width)
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.goto(address)
    expect(visitor.locator(".brand-bar")).to_have_css("background-color", "rgb(122, 31, 61)")
    assert visitor.get_by_role("link", name="Helse Bergen", exact=True).locator("img").evaluate("image => image.naturalWidth") > 0
    assert visitor.evaluate(SHIFTED) < SHIFT
    assert len(asked) <= REQUESTS
    assert faults(visitor) == []


def test_a_negative_logo_brings_its_ground_along_to_paper_and_forced_colours(
    address: str, adviser: User, page_at: PageAt, tmp_path: Path
) -> None:
    (tmp_path / "negativ.svg").write_bytes(drawn("#ffffff"))
    page = come_to(page_at(DESK), f"{address}/admin/lokalt/bergen/utseende/", adviser)
    put_up(page, "dark", tmp_path / "negativ.svg")
    page.goto(address)
    brand = page.locator(".brand-bar").evaluate("bar => getComputedStyle(bar).backgroundColor")
    for media in ({"media": "print"}, {"media": "screen", "forced_colors": "active"}):
        page.emulate_media(**media)
        expect(page.locator(".site-logo")).to_have_css("background-color", brand)
