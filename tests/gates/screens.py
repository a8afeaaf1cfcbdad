"""One page in a browser: every question that needs a screen, asked of one visit. Each returns what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.accessibility import ALL_BUT_COLORS, EVERYTHING, WIDE_TOO, Rules, broken
from tests.colours import Colours
from tests.gates import keyboard
from tests.gates.budgets import REQUESTS, SHIFT

SMALL, PHONE, DESK = 320, 375, 1280
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""WCAG 1.4.12."""

STYLE = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = css ? [s] : [] }"
SHIFTED = """() => new Promise(done => { let sum = 0
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value }))
  .observe({ type: 'layout-shift', buffered: true })
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50))) })"""
WIDE = """() => { const width = innerWidth, root = document.documentElement
if (root.scrollWidth <= width) return []
const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1).slice(-2)
const names = out.map(e => `${e.tagName} .${e.className} ${e.textContent.trim().slice(0, 40)}`)
return [`${root.scrollWidth} wide: ${names.join(' | ')}`] }"""
CLIPPED = """() => [...document.body.querySelectorAll('*')].filter(e => {
const s = getComputedStyle(e), r = e.getBoundingClientRect(), shuts = /hidden|clip/.test(s.overflowX + s.overflowY)
return r.width > 2 && r.height > 2 && e.textContent.trim() && shuts && s.clipPath === 'none'
  && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2) })
.map(e => `${e.tagName} .${e.className} is cut off`)"""

Faults = dict[str, list[str]]


class Look(NamedTuple):
    """What was seen of a page: its faults, and the words on a wide screen with scripts running."""

    faults: Faults
    words: str


def look(page: Page, address: str, themes: Mapping[str, str], colours: Colours, *, known_parts: bool = False) -> Look:
    """Visit a page once and ask everything: the faults found, by the name of the gate. Of a page whose parts are known from
    another language only what its words can change."""
    page.set_viewport_size({"width": PHONE, "height": 900})
    faults: Faults = {"first view": first_view(page, address)}
    # Each width draws the head and the menu in its own way, on all pages alike: they are tried on the front pages.
    front = urlsplit(address).path == "/"
    rules = ALL_BUT_COLORS if known_parts else EVERYTHING
    faults["axe"] = rules_broken(page, themes if front else {}, PHONE, colours, rules)
    words = ""
    if not known_parts:
        faults["axe"] += rules_broken(page, themes, DESK, colours, EVERYTHING if front else WIDE_TOO)
    faults["reflow"] = sideways(page)
    if not known_parts:
        faults["targets"] = keyboard.small_targets(page)
        faults["forced colours"] = keyboard.without_edge(page)
        page.goto(address)
        words = page.inner_text("body")
        faults["keyboard"] = keyboard.walk(page) + keyboard.shut_details(page)
    return Look(faults, words)


def first_view(page: Page, address: str) -> list[str]:
    """Load the page as somebody who was never here: what it fetches, stores, moves and complains of."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(f"the browser says: {message.text}"))
    answer = page.goto(address, wait_until="load")
    assert answer
    if answer.status >= 400:  # the browser says so itself
        complaints = [complaint for complaint in complaints if f"a status of {answer.status}" not in complaint]
    own = "/".join(address.split("/")[:3]) + "/"
    faults = complaints + [f"asks {url}" for url in asked if not url.startswith(own)]
    faults += [f"{len(asked)} requests of {REQUESTS}"] if len(asked) > REQUESTS else []
    shift = page.evaluate(SHIFTED)
    faults += [f"moves by {shift:.3f} of {SHIFT}"] if shift >= SHIFT else []
    stored = page.evaluate("localStorage.length + sessionStorage.length") + len(page.context.cookies())
    return faults + ([f"stores {stored} things"] if stored else [])


def rules_broken(page: Page, themes: Mapping[str, str], width: int, colours: Colours, rules: Rules = EVERYTHING) -> list[str]:
    """These rules of axe in the site's own theme. Colours are asked of everything where everything is asked; else, and in
    each of the other themes, of the parts that were not met in these colours before."""
    page.set_viewport_size({"width": width, "height": 900})
    found = colours.of_all(page) if rules is EVERYTHING else broken(page, rules) + colours.of_new(page)
    for name, css in themes.items():
        page.evaluate(STYLE, css)
        found += [f"{name}: {fault}" for fault in colours.of_new(page)]
    page.evaluate(STYLE, "")
    return [f"{width}: {fault}" for fault in found]


def sideways(page: Page) -> list[str]:
    """What does not fit on the narrowest screen, with wide letters on it, or with letters twice as large."""
    found = []
    for name, width, css in (("320", SMALL, ""), ("spaced", SMALL, SPACING), ("200 %", DESK, ":root { font-size: 200% }")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(STYLE, css)
        found += [f"{name}: {fault}" for fault in page.evaluate(WIDE) + (page.evaluate(CLIPPED) if css else [])]
    page.evaluate(STYLE, "")
    return found
