"""One page of every type in a browser: on a telephone and a desk, in three themes, with a keyboard, with larger letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.colours import Colours
from tests.gates import keyboard, pages, reports, screens
from tests.gates.conftest import World
from tests.gates.pages import Answer
from tests.gates.screens import Look

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.xdist_group("gates")]


@contextmanager
def fresh(browser: Browser, **how: object) -> Iterator[Page]:
    """A page with an empty cookie jar."""
    context = browser.new_context(locale="nb-NO", reduced_motion="reduce", **how)
    yield context.new_page()
    context.close()


def ready(page: Page, world: World, answer: Answer) -> str:
    """The address to open. What a form answered is played again: a browser cannot ask for it by its address."""
    address = world.address(answer)
    if answer.form is not None:
        page.route(address, lambda route: route.fulfill(body=answer.body, status=answer.status, content_type=answer.kind))
    return address


def named(answer: Answer) -> str:
    """A form and what it answers have the same address."""
    return f"{answer} ({answer.page_type})"


@pytest.fixture(scope="session")
def looks(world: World, browser: Browser) -> dict[str, Look]:
    """Every chosen page looked at once. Sámi has longer words and the same parts."""
    found, colours = {}, Colours()
    for language in ("nb", "se"):
        for answer in pages.chosen(world.answers, language).values():
            with fresh(browser) as page:
                address = ready(page, world, answer)
                found[named(answer)] = screens.look(page, address, world.themes, colours, known_parts=language == "se")
    return found


@pytest.mark.parametrize("gate", ["first view", "axe", "reflow", "targets", "forced colours", "keyboard"])
def test_no_page_shuts_anybody_out(looks: dict[str, Look], gate: str) -> None:
    found = {where: look.faults[gate] for where, look in looks.items() if look.faults.get(gate)}
    assert not found, reports.told(found)


def test_without_scripts_nothing_is_missing(looks: dict[str, Look], world: World, browser: Browser) -> None:
    """On the wide screen on which the words with scripts were read."""
    missing = []
    with fresh(browser, java_script_enabled=False, viewport=keyboard.DESK) as still:
        for answer in pages.chosen(world.answers, "nb").values():
            still.goto(ready(still, world, answer))
            if looks[named(answer)].words != still.inner_text("body"):
                missing.append(named(answer))
    assert missing == []
