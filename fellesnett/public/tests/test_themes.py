"""Our own styles use only the pairs of colours that are proved readable, and a theme is what its address says."""

from __future__ import annotations

import re

import pytest

from fellesnett.pages import readability
from fellesnett.pages.colors import EDGE, WHITE, contrast
from fellesnett.pages.tests.test_colors import INK, SWEEP
from fellesnett.public import themes
from fellesnett.public.stylesheets import sheet, sources


def test_the_focus_ring_is_seen_on_every_ground() -> None:
    """Dark between two white lines: on any colour one of them stands out."""
    for brand in SWEEP[::7]:
        assert max(contrast(INK, brand), contrast(WHITE, brand)) >= EDGE, brand
    ring = next(line for source in sources()[1:] for line in source.read_text().splitlines() if line.startswith(":focus-visible"))
    assert "var(--ink)" in ring
    assert "#fff" in ring


def test_the_ink_that_editors_are_told_of_is_that_of_the_stylesheet() -> None:
    assert readability.INK == INK
    assert f"--ink:{INK}".encode() in sheet().text


# --- our own rules use pairs that are proved above -------------------------------------------------------------------

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TOKEN = re.compile(r"var\(--ds-color-accent-([a-z-]+)\)")
OWN = [
    (selector.strip(), dict(part.split(":", 1) for part in body.split(";") if ":" in part))
    for source in sources()[1:]
    for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", source.read_text(encoding="utf-8"), flags=re.S))
]


def declared(body: dict[str, str], *names: str) -> list[str]:
    return [token for name, value in body.items() if name.strip() in names for token in TOKEN.findall(value)]


def test_the_brand_colour_itself_is_never_text_or_edge() -> None:
    for selector, body in OWN:
        raw = declared(body, "color", "border", "border-color", "outline", "outline-color", "accent-color", "fill", "stroke")
        assert not [token for token in raw if token.startswith("base-") and not token.startswith("base-contrast")], selector
        assert "var(--site-brand)" not in body.get("color", ""), selector


def test_text_on_the_brand_colour_is_always_the_one_that_was_chosen_for_it() -> None:
    on_brand = [(selector, body) for selector, body in OWN if any(t.startswith("base-") for t in declared(body, "background"))]
    assert len(on_brand) >= 4
    for selector, body in on_brand:
        keys = {name.strip(): value for name, value in body.items()}
        assert "base-contrast-default" in keys.get("color", ""), selector


def test_coloured_text_is_of_the_two_that_can_be_read() -> None:
    for selector, body in OWN:
        keys = {name.strip(): value for name, value in body.items()}
        assert set(TOKEN.findall(keys.get("color", ""))) <= {"text-default", "text-subtle", "base-contrast-default"}, selector


# --- the theme as it is sent -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nonsense", ["", "rød", "#12", "#12345g", "#003087;}body{display:none"])
def test_what_is_no_colour_becomes_the_common_blue_and_never_reaches_the_stylesheet(nonsense: str) -> None:
    assert themes.stylesheet(nonsense) == themes.stylesheet("#003087")


def test_a_new_colour_gets_a_new_address() -> None:
    assert themes.fingerprint("#003087") != themes.fingerprint("#003088")
    assert "--site-brand:#ffcc00" in themes.stylesheet("#FFCC00")
    assert "--site-on-brand:#000000" in themes.stylesheet("#FFCC00")
