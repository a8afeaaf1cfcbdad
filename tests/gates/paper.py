"""A page on paper: what Chromium prints, read as text."""

from __future__ import annotations

import re
from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.gates.pages import Answer

NEVER = ".ds-skip-link, nav.menu, .languages, .contents, .feedback form"
"""Parts that help on a screen alone."""


def sheets(page: Page, address: str) -> list[str]:
    """The words of each sheet of A4 that a page prints."""
    page.goto(address)
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]


def printed(page: Page, address: str) -> str:
    """The words of the printed page, without spaces: lines break elsewhere on paper."""
    return squeezed("".join(sheets(page, address)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def missing(page: Page, answer: Answer, paper: str) -> list[str]:
    """What the paper lacks: the heading, what the page says of itself, each fact of where to meet, and where links lead."""
    facts = "//h1 | //main//dl//dt | //main//dl//dd[not(.//a)] | //main//details/summary"
    words = [squeezed(element.text_content()) for element in answer.tree.xpath(facts)]
    addresses = [squeezed(str(href)) for href in answer.tree.xpath("//article//p//a[starts-with(@href, 'http')]/@href")]
    return [f"not on paper: {word[:80]}" for word in dict.fromkeys(words + addresses) if word not in paper]


def needless(page: Page, paper: str) -> list[str]:
    """Parts of the screen that are still there when the page prints."""
    page.emulate_media(media="print")
    shown = [part.evaluate("e => e.className || e.tagName") for part in page.query_selector_all(NEVER) if part.is_visible()]
    page.emulate_media(media="null")  # else the next page is printed as a screen
    return [f"on paper for nothing: {name}" for name in shown]
