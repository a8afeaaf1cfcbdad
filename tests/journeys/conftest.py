"""Pages for the journeys, as wide as a telephone or a desk's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from demo.base import person
from fellesnett.accounts.models import User
from tests.accessibility import ALL_BUT_COLORS, SETTLED, broken
from tests.colours import Colours
from tests.conftest import PATIENCE

PHONE, DESK = 375, 1280

_COLOURS = Colours()

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
    """`desk_of("redaktor.unn")`: the desk of this person of the demonstration, at its first screen."""

    def sit_down(name: str) -> Page:
        page = come_to(page_at(DESK), at("www", "/admin/"), person(name))
        expect(page.get_by_role("heading", name="Hei")).to_be_visible()
        return page

    return sit_down


def let_in(page: Page, address: str, who: User) -> Page:
    """The page, where this person is logged in on the host of the address. The way in has journeys of its own
    (`test_signing_in.py`)."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(who)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": urljoin(address, "/")}])
    return page


def come_to(page: Page, address: str, who: User) -> Page:
    """The page, opened at the address by this person, who is logged in already."""
    let_in(page, address, who).goto(address)
    return page


def faults(page: Page) -> list[str]:
    """What axe finds once nothing moves: the desk's messages fade in, and halfway they are pale. Colours are asked about where
    no journey has met them."""
    page.wait_for_load_state()
    page.evaluate(SETTLED)
    return broken(page, ALL_BUT_COLORS) + _COLOURS.of_new(page)
