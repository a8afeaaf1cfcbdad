"""Pages for the journeys, as wide as a telephone or a desk's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from demo import PASSWORD
from tests.accessibility import SETTLED, broken
from tests.conftest import PATIENCE

PHONE, DESK = 375, 1280

PageAt = Callable[[int], Page]
At = Callable[[str, str], str]
DeskOf = Callable[[str], Page]


@pytest.fixture
def page_at(browser: Browser) -> Iterator[PageAt]:
    """`page_at(375)`: a fresh page of this width, with its own empty cookie jar."""
    with ExitStack() as opened:

        def open_page(width: int) -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="nb-NO", reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            opened.callback(context.close)
            return context.new_page()

        yield open_page


@pytest.fixture
def at(live_server: LiveServer) -> At:
    """`at("unn", "/behandlinger/")`: the address on that site's host."""
    port = urlsplit(live_server.url).port
    return lambda slug, path: f"http://{slug}.localhost:{port}{path}"


@pytest.fixture
def desk_of(page_at: PageAt, at: At) -> DeskOf:
    """`desk_of("redaktor.unn")`: a desk where this person of the demonstration has logged in."""

    def log_in(name: str) -> Page:
        page = page_at(DESK)
        page.goto(at("www", "/admin/"))
        page.locator("input[name=username]").fill(f"{name}@demo.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.get_by_role("heading", name="Hei")).to_be_visible()
        return page

    return log_in


def faults(page: Page) -> list[str]:
    """What axe finds once nothing moves: the desk's messages fade in, and halfway they are pale."""
    page.wait_for_load_state()
    page.evaluate(SETTLED)
    return broken(page)
