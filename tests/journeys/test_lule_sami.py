"""A reader in Hábmer opens a page in Lule Sámi on a telephone, with a screen reader, and changes language and back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fellesnett.public.tests.factories import make_edition, make_front_door, make_knee, make_site, show
from fellesnett.public.tests.test_languages import LULE, TITLE
from tests.accessibility import broken
from tests.journeys.conftest import DESK, PHONE, PageAt
from tests.journeys.test_public_pages import KNEE

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(live_server: Any) -> str:
    """A hospital with a topic in bokmål and in Lule Sámi."""
    site = make_site("bodo", name="Nordlandssykehuset", other_languages=["smj"])
    make_front_door()
    knee = make_knee()
    make_edition(knee, LULE, language="smj", title=TITLE, follows=knee.editions.get(language="nb"))
    show(site, knee, languages=["nb", "smj"])
    return f"http://bodo.localhost:{live_server.url.rpartition(':')[2]}"


def spoken(page: Page, words: str) -> str:
    """The language that a screen reader says the words in."""
    return page.get_by_text(words).first.evaluate("element => element.closest('[lang]').lang")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_each_word_is_said_in_its_own_language(home: str, page_at: PageAt, width: int) -> None:
    page = page_at(width)
    page.goto(f"{home}/smj{KNEE}")
    assert [spoken(page, words) for words in ("Buolvva målssuduvvá.", "Ale bårå 6 tijma.")] == ["smj", "smj"]
    assert page.locator("h1").get_attribute("lang") == "smj"
    assert [spoken(page, words) for words in ("Før behandlingen", "Om denne siden", "Hopp til innholdet")] == ["nb", "nb", "nb"]
    assert broken(page) == []


def test_the_reader_changes_to_bokmaal_and_back(home: str, page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(f"{home}/smj/")
    page.locator("main").get_by_role("link", name="Behandlinger").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(f"{home}/smj{KNEE}")
    page.get_by_role("navigation", name="Språk").get_by_role("link", name="Bokmål").click()
    expect(page.locator("h1")).to_have_text("Kneprotese")
    page.get_by_role("navigation", name="Språk").get_by_role("link", name="Julevsámegiella").click()
    expect(page.locator("h1")).to_have_text(TITLE)
