"""A patient with a telephone, one with a keyboard and one with a screen reader, on the public pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from fellesnett.public.tests.factories import (
    approve,
    make_bergen,
    make_front_door,
    make_haukeland,
    make_knee,
    make_variant,
    make_voss,
    operate,
    show,
)
from tests.journeys.conftest import DESK, PHONE, PageAt

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
KNEE = "/behandlinger/kneprotese/"
PAGES = [
    ("bergen", "/"),
    ("bergen", "/behandlinger/"),
    ("bergen", KNEE),
    ("bergen", f"{KNEE}voss/"),
    ("bergen", f"/en{KNEE}"),
    ("bergen", f"/se{KNEE}"),
]

Address = Callable[[str, str], str]


@pytest.fixture
def address(live_server: Any) -> Address:
    """Hospitals with everything a page can hold: the address of a path on one of them."""
    port = live_server.url.rpartition(":")[2]
    bergen = make_bergen(other_languages=["en"], is_demonstration=True)
    make_front_door()
    knee, voss = make_knee(english=True), make_voss(bergen)
    adoption = show(
        bergen, knee, places=[make_haukeland(bergen), voss], unit="Ortopedisk poliklinikk", variant=make_variant(knee)
    )
    operate(
        adoption, "supplement", "kurs", target="before", position="end", html='<p>Se <a href="https://x.example/">kurs</a>.</p>'
    )
    operate(
        adoption, "supplement", "dag", variant=adoption.variant, target="hjem", position="after", html="<p>Hjem samme dag.</p>"
    )
    operate(adoption, "supplement", "rom", place=voss, target="hjem", position="after", html="<p>Rom i 3. etasje.</p>")
    operate(adoption, "override", "midnatt", target="faste", html="<p>Faste fra midnatt.</p>")
    approve(adoption)
    return lambda host, path: f"http://{host}.localhost:{port}{path}"


def test_with_wide_letter_spacing_nothing_is_cut_off(address: Address, page_at: PageAt) -> None:
    """WCAG 1.4.12."""
    page = page_at(320)
    page.goto(address("bergen", KNEE))
    sheet = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    page.evaluate("css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }", sheet)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_page_stores_nothing_runs_nothing_and_asks_nobody_else(address: Address, page_at: PageAt) -> None:
    page = page_at(PHONE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for host, path in PAGES:
        page.goto(address(host, path))
        assert page.locator("script:not([type='application/ld+json'])").count() == 0
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    own = address("bergen", "")
    assert [url for url in asked if not url.startswith(own)] == []
    assert complaints == [], "the browser refused something, or something is missing"
    assert len(asked) <= 8 * len(PAGES), "at most eight requests a page"


def test_the_first_tab_skips_to_the_text(address: Address, page_at: PageAt) -> None:
    page = page_at(DESK)
    page.goto(address("bergen", KNEE))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") > 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"


def test_whoever_tabs_sees_where_they_are(address: Address, page_at: PageAt) -> None:
    page = page_at(DESK)
    page.goto(address("bergen", KNEE))
    stops = page.locator("a[href]").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"
        )
        assert outline[0] == "solid"
        assert outline[1] >= 2
        assert page.evaluate(
            """() => { const e = document.activeElement, r = e.getClientRects()[0];
            const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
            return top !== null && (e.contains(top) || top.contains(e)) }"""
        ), "something covers what has the focus"


def test_every_link_is_large_enough_for_a_finger(address: Address, page_at: PageAt) -> None:
    """WCAG 2.5.8: 24 pixels, links inside sentences aside."""
    page = page_at(PHONE)
    for path in ("/", "/behandlinger/", KNEE):
        page.goto(address("bergen", path))
        small = page.evaluate(
            """() => [...document.querySelectorAll('a:not(.ds-skip-link)')].filter(a => !a.closest('p, dd, .block, .letter li'))
            .filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent)"""
        )
        assert small == [], path


def test_on_paper_the_text_and_who_approved_it_are_there_and_the_menu_is_not(address: Address, page_at: PageAt) -> None:
    page = page_at(DESK)
    page.goto(address("bergen", KNEE))
    page.emulate_media(media="print")
    for shown in ("h1", "#before", "#kontakt", "#om-siden", ".demonstration", ".local"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".menu", ".contents", ".languages", ".breadcrumb"):
        assert page.locator(hidden).first.is_hidden(), hidden


def test_she_goes_from_the_front_door_to_where_she_meets(address: Address, page_at: PageAt) -> None:
    page = page_at(PHONE)
    page.goto(address("www", "/"))
    page.get_by_role("main").get_by_role("link", name="Behandlinger").click()
    page.get_by_role("main").get_by_role("link", name="Kneprotese").first.click()
    page.get_by_role("main").get_by_role("link", name="Helse Bergen").click()
    expect(page).to_have_url(address("bergen", KNEE))
    page.get_by_role("link", name="Haukeland universitetssjukehus", exact=True).click()
    page.get_by_role("link", name="Kontakt og oppmøte").click()
    expect(page.get_by_text("Ortopedisk poliklinikk, 2. etasje")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Knee replacement")
