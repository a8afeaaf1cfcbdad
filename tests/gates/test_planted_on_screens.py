"""The gates with a screen can fail: a page with faults planted on purpose, and the same page without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.accessibility import ALL_BUT_COLORS, WIDE_TOO
from tests.colours import Colours
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
    return screens.rules_broken(page, THEMES, screens.DESK, Colours())


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


def narrow(page: Page, colours: Colours) -> list[str]:
    return screens.rules_broken(page, {}, screens.PHONE, colours)


def wide(page: Page, colours: Colours) -> list[str]:
    return screens.rules_broken(page, THEMES, screens.DESK, colours, WIDE_TOO)


def in_other_words(page: Page, colours: Colours) -> list[str]:
    return screens.rules_broken(page, {}, screens.PHONE, colours, ALL_BUT_COLORS)


UNDER_GLASS = "main { background: #fff } p { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; color: #aaa }"


@pytest.mark.parametrize(
    ("style", "on_a_wide_screen", "said"),
    [
        ("", "p { color: #aaa }", "1280: color-contrast: <p"),
        ("h1 { color: #777; font-size: 2rem }", "h1 { font-size: 1rem }", "1280: color-contrast: <h1"),
        ("h1 { color: #777; font-size: 2rem }", "h1 { background: #ccc }", "1280: color-contrast: <h1"),
        ("", "main { background: #333 }", "1280: color-contrast: <p"),
        ("body { background: #fff }", "body { background: #222 }", "1280: color-contrast: <p"),
        ("main { background: #fff }", "main { opacity: .4 }", "1280: color-contrast: <p"),
        ("header { background: #222 } header a { color: #eee }", "header { background: none }", "1280: color-contrast: <a"),
        ("main, main a { background: url(/a.png); color: #eee }", "main { background: none }", "1280: color-contrast: <h1"),
        ("label { display: none; color: #aaa }", "label { display: revert }", "1280: color-contrast: <label"),
        (UNDER_GLASS, "p { clip-path: none; width: auto; height: auto }", "1280: color-contrast: <p"),
        ("input { display: none }", "input { display: revert; color: #aaa }", "1280: color-contrast: <input"),
        ("p a { color: #006 }", "p a { text-decoration: none }", "1280: link-in-text-block: <a"),
        ("h1 { color: var(--brand, #000) }", "", "1280: pale: color-contrast: <h1"),
    ],
)
def test_colours_that_only_the_wide_screen_or_a_theme_has_are_found(
    browser: Browser, style: str, on_a_wide_screen: str, said: str
) -> None:
    colours = Colours()
    with shown(browser, GOOD.replace("<label>Søk", "<label>Søk her"), style) as page:
        page.goto(ADDRESS)
        assert narrow(page, colours) == []
    with shown(browser, GOOD, f"{style} @media (width > 600px) {{ {on_a_wide_screen} }}") as page:
        assert narrow(page, colours) == []
        found = wide(page, colours)
        assert any(fault.startswith(said) for fault in found), found


@pytest.mark.parametrize("ask", [narrow, wide, in_other_words])
@pytest.mark.parametrize("style", ["p { color: #aaa }", "p a { color: #002; text-decoration: none }"])
def test_a_fault_of_colours_is_told_on_every_page_that_has_it(
    browser: Browser, ask: Callable[[Page, Colours], list[str]], style: str
) -> None:
    colours = Colours()
    with shown(browser) as page:
        assert narrow(page, colours) == []
    for _ in range(2):
        with shown(browser, style=style) as page:
            assert ask(page, colours)


@pytest.mark.parametrize(
    "without_fault",
    [
        "<button class='pale' disabled>Send</button>",  # axe does not ask about what is switched off
        "<span class='pale'>x</span>",  # nor can it tell of one letter
        "<p style='position: absolute; clip-path: inset(50%); width: 1px; height: 1px' class='pale'>Tekst.</p>",
    ],
)
def test_what_axe_did_not_say_yes_to_hides_no_fault(browser: Browser, without_fault: str) -> None:
    colours, style = Colours(), ".pale { color: #aaa; background-color: #fff; font: inherit; border: 0 }"
    with shown(browser, GOOD.replace("</h1>", f"</h1>{without_fault}"), style) as page:
        assert narrow(page, colours) == []
    for pale in ("<button class='pale'>Send</button>", "<p class='pale'>Tekst.</p>", "<p><span class='pale'>Tekst.</span></p>"):
        with shown(browser, GOOD.replace("</h1>", f"</h1>{pale}"), style) as page:
            assert any("color-contrast" in fault for fault in wide(page, colours)), pale


def test_what_was_found_good_is_not_asked_about_again(browser: Browser) -> None:
    colours = Colours()
    with shown(browser) as page:
        assert narrow(page, colours) == []
        page.evaluate("axe.run = () => { throw new Error('asked again') }; null")
        page.set_viewport_size(keyboard.DESK)
        assert colours.of_new(page) == []
        page.evaluate("document.querySelector('h1').style.color = '#111'")
        with pytest.raises(Error, match="asked again"):
            colours.of_new(page)
