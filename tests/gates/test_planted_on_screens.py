"""The gates with a screen can fail: a page with faults planted on purpose, and the same page without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.gates import keyboard, screens

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.xdist_group("gates")]

ADDRESS = "http://planted.localhost/"
GOOD_STYLE = (
    "body { margin: 0; font: 1.125rem/1.6 sans-serif } li { padding-block: 8px } :focus-visible { outline: 3px solid #000 }"
)
GOOD = (
    '<a href="#m">Hopp til innholdet</a><header><nav aria-label="Meny"><ul><li><a href="/a">Behandlinger</a></li>'
    '<li><a href="/b">Avdelinger</a></li></ul></nav></header><main id="m" tabindex="-1"><h1>Kneprotese</h1>'
    "<p>Du kan lese om <a href='/c'>bedøvelse</a> og annet.</p><details><summary>Mer om smerter</summary><p>Tekst.</p></details>"
    "<form><label>Søk <input type='search' name='q'></label> <button>Søk</button></form></main>"
)
THEMES = {"plain": ":root { --brand: #003283 }", "pale": ":root { --brand: #ffeeaa }"}


@contextmanager
def shown(browser: Browser, body: str = GOOD, style: str = "", head: str = "") -> Iterator[Page]:
    metas = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    html = f'<!doctype html><html lang="nb"><head>{metas}<title>Kne</title>{head}'
    html += f"<style>{GOOD_STYLE} {style}</style></head><body>{body}</body></html>"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route(
        "**/*", lambda route: route.fulfill(body="" if "." in route.request.url[25:] else html, content_type="text/html")
    )
    page = context.new_page()
    page.goto(ADDRESS)
    yield page
    context.close()


def walk(page: Page) -> list[str]:
    keyboard._known.clear()
    try:
        return keyboard.walk(page)
    finally:
        keyboard._known.clear()


def rules(page: Page) -> list[str]:
    return screens.rules_broken(page, THEMES, screens.DESK)


def first_view(page: Page) -> list[str]:
    return screens.first_view(page, ADDRESS)


Gate = Callable[[Page], list[str]]
GATES: list[Gate] = [
    walk, rules, first_view, screens.sideways, keyboard.shut_details, keyboard.small_targets, keyboard.without_edge,
]  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_a_good_page_passes(browser: Browser, gate: Gate) -> None:
    with shown(browser) as page:
        assert gate(page) == []


@pytest.mark.parametrize("body", ["<main><h1>Kne</h1></main>", '<main><h1>Kne</h1><a href="/hofte/">Hofte</a></main>'])
def test_a_page_that_begins_with_its_text_needs_no_way_past_a_menu(browser: Browser, body: str) -> None:
    with shown(browser, body) as page:
        assert walk(page) == []


@pytest.mark.parametrize(
    ("gate", "style", "said"),
    [
        (walk, ":focus-visible { outline: 0 }", "focus does not show"),
        (walk, "header { position: fixed; inset: 0 0 auto; height: 400px; background: #fff }", "something covers"),
        (rules, "p { color: #aaa }", "1280: color-contrast"),
        (rules, "h1 { color: var(--brand, #000) }", "1280: pale: color-contrast"),
        (screens.sideways, "h1 { width: 400px }", "320: 400 wide"),
        (screens.sideways, "h1 { white-space: nowrap; font-size: 54px }", "spaced: "),
        (screens.sideways, "p { height: 30px; overflow: hidden }", "spaced: P . is cut off"),
        (screens.sideways, "main { width: 60rem }", "200 %: 1920 wide"),
        (keyboard.small_targets, "li { padding: 0; line-height: 15px; font-size: 11px }", "375: "),
        (keyboard.without_edge, "button { border: 0 }", "no edge on <button>"),
        (keyboard.without_edge, "input { border: 0; outline: 0 }", "no edge on <input"),
    ],
)
def test_a_fault_of_style_is_found(browser: Browser, gate: Gate, style: str, said: str) -> None:
    with shown(browser, style=style) as page:
        assert any(said in fault for fault in gate(page)), gate(page)


@pytest.mark.parametrize(
    ("gate", "body", "said"),
    [
        (walk, GOOD.replace('href="#m"', 'href="#x"'), "skips to"),
        (walk, '<main><h1>Kne</h1><a href="/x" tabindex="-1">Hofte</a></main>', "Tab leads nowhere"),
        (rules, GOOD.replace("<label>Søk ", "").replace("</label>", ""), "label"),
        (rules, GOOD.replace("<main", "<div").replace("</main>", "</div>"), "landmark-one-main"),
        (rules, GOOD.replace("<h1>", "<h3>").replace("</h1>", "</h3>"), "page-has-heading-one"),
        (first_view, GOOD + '<img src="http://other.example/a.png" alt="">', "asks http://other.example/a.png"),
        (first_view, GOOD + "".join(f'<img src="/{number}.png" alt="">' for number in range(8)), "9 requests of 8"),
        (first_view, GOOD + "<script>localStorage.x = 1</script>", "stores 1"),
        (first_view, GOOD + "<script>console.error('borte')</script>", "the browser says: borte"),
        (
            first_view,
            "<script>setTimeout(() => document.querySelector('header').style.height = '400px', 20)</script>" + GOOD,
            "moves by",
        ),
        (keyboard.shut_details, GOOD.replace("<summary>", '<summary onkeydown="event.preventDefault()">'), "does not open"),
    ],
)
def test_a_fault_in_the_page_is_found(browser: Browser, gate: Gate, body: str, said: str) -> None:
    with shown(browser, body) as page:
        assert any(said in fault for fault in gate(page)), gate(page)
