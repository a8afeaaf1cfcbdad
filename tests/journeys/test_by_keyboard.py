"""An editor without a mouse: each stop on the way shows where she is, and the page she answers for can be read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, TimeoutError, expect
from pytest_django.live_server_helper import LiveServer

from fellesnett.adoption.models import Adoption
from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic
from fellesnett.desk.tests.wards import LATER_HOME, SIX_HOURS_CLEAR, open_update, released, update_page, write
from fellesnett.foundation import clock
from tests.conftest import PATIENCE
from tests.journeys.conftest import DESK, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

LOW = 520
"""So low a window that a handful of cases must be moved past each other."""
SETTLES, MOMENT = 4_000, 50
SEEN = """() => {
  const stop = document.activeElement, [box] = stop.getClientRects(), middle = box.left + box.width / 2
  const seen = [box.top + 1, box.bottom - 1].every(y => {
    const there = document.elementFromPoint(middle, y)
    return there && (stop.contains(there) || there.contains(stop) && !there.querySelector("header"))
  })
  return seen && getComputedStyle(stop).outlineStyle !== "none"
}"""
"""The first line of what has the focus stands on the screen, all of it, under nothing else, with a ring around it."""
NAME = """() => {
  const stop = document.activeElement
  return stop === document.body ? "" : (stop.ariaLabel || stop.labels?.[0]?.innerText || stop.innerText || stop.title).trim()
}"""
ENDED = "document.activeElement === document.body"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> Adoption:
    """Four texts in use. Of three there is a newer edition that can be approved as it is; in the knee there is own text."""
    at = clock.now()
    for key in ("galleblaere", "hofteprotese", "pacemaker"):
        topic = make_topic(key)
        make_edition(topic, at=at - timedelta(days=200))
        make_adoption(bergen.site, topic, by=bergen.editor, at=at - timedelta(days=100))
        released(topic, faste=SIX_HOURS_CLEAR, at=at - timedelta(days=2))
    topic = make_topic("kneprotese")
    make_edition(topic, at=at - timedelta(days=200))
    adoption = make_adoption(bergen.site, topic, by=bergen.editor, at=at - timedelta(days=100))
    write(bergen, adoption, "supplement", "hjem", "<p>Bestill drosje i god tid.</p>", position="after")
    released(topic, hjem=LATER_HOME, at=at - timedelta(days=1))
    return adoption


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, bergen: Hospital) -> Iterator[Page]:
    """A low window in which the hospital's editor is logged in."""
    base = f"http://www.localhost:{urlsplit(live_server.url).port}"
    context = browser.new_context(
        viewport={"width": DESK, "height": LOW},
        locale="nb-NO",
        reduced_motion="reduce",
        base_url=base,
    )
    yield let_in(context.new_page(), base, bergen.editor)
    context.close()


def test_no_stop_is_hidden_behind_what_stands_still(knee: Adoption, desk: Page) -> None:
    desk.goto("/admin/venter/")
    there = stops(desk, "Tab")
    desk.goto("/admin/venter/")
    back = stops(desk, "Shift+Tab")

    assert any("Pacemaker" in stop for stop in there)
    assert set(there) == set(back)
    assert hidden(there) == hidden(back) == []


def stops(page: Page, key: str) -> dict[str, bool]:
    """Every stop from one end of the page to the other, by name, and whether it was seen."""
    found: dict[str, bool] = {}
    for _stop in range(120):
        page.keyboard.press(key)
        if page.evaluate(ENDED):
            return found
        found[page.evaluate(NAME)] = is_seen(page)
    raise AssertionError(f"the keyboard does not come out of {page.url}")


def is_seen(page: Page) -> bool:
    """Whether it comes to stand where it can be seen: a busy machine may be long in moving a page."""
    try:
        page.wait_for_function(SEEN, timeout=PATIENCE // 3)
    except TimeoutError:
        return False
    return True


def hidden(found: dict[str, bool]) -> list[str]:
    return [stop for stop, seen in found.items() if not seen]


def test_the_page_is_read_to_its_end_before_it_is_approved(knee: Adoption, bergen: Hospital, desk: Page) -> None:
    desk.goto(update_page(bergen, open_update(knee)))
    to(desk, "Stemmer fortsatt")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#siden")
    expect(desk.get_by_text("Alle valg er lagret.")).to_be_in_viewport()
    assert desk.get_by_role("heading", name="Siden slik pasientene ser den").evaluate(UNDER_THE_HEADER)

    comes_true(desk.frames[-1], "document.readyState === 'complete' && document.documentElement.scrollHeight > innerHeight")
    to(desk, "Siden slik pasientene vil se den")
    for key, said in (("End", "scrollY > innerHeight"), ("Home", "scrollY === 0")):
        comes_true(desk.frames[-1], said, key)

    to(desk, "Godkjenn og publiser", "Shift+Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("er godkjent og publisert")).to_be_visible()


UNDER_THE_HEADER = "e => e.getBoundingClientRect().top >= document.querySelector('.w-slim-header').getBoundingClientRect().bottom"


def comes_true(frame: Frame, said: str, key: str = "") -> None:
    """Asked again from here: in a frame where no script may run, nothing that waits by itself is ever called. A key that
    came while the frame was still moving is pressed again, but not at once: what the frame has no use for moves the page
    around it, and a frame that is moved off the screen stands still."""
    for waited in range(0, PATIENCE, MOMENT):
        if key and waited % SETTLES == 0:
            frame.page.keyboard.press(key)
        if frame.evaluate(said):
            return
        frame.page.wait_for_timeout(MOMENT)
    raise AssertionError(f"never true: {said}")


def to(page: Page, name: str, key: str = "Tab") -> None:
    """On, or back, until what has this name has the focus."""
    for _stop in range(60):
        page.keyboard.press(key)
        if name in page.evaluate(NAME):
            return
    raise AssertionError(f"no key leads to «{name}» on {page.url}")
