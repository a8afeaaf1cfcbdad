"""Whatever colour a hospital has, its pages can be read."""

from __future__ import annotations

import colorsys
import json
from itertools import product
from pathlib import Path

import pytest

from fellesnett.pages.colors import BLACK, EDGE, TEXT, WHITE, at_luminance, contrast, luminance, scale, text_on

EXPECTED = json.loads((Path(__file__).parent / "scales.json").read_text(encoding="utf-8"))["scales"]
HUES = [colorsys.hls_to_rgb(h / 36, light / 20, s) for h, s, light in product(range(36), (0.1, 0.4, 0.7, 1.0), range(1, 20))]
SWEEP = ["#" + "".join(f"{round(part * 255):02x}" for part in color) for color in HUES]
INK, SOFT = "#1e2329", "#545c66"  # `--ink` and `--soft` of `10-base.css`
GROUNDS = ("background-default", "background-tinted", "surface-default", "surface-tinted")
UNDER_POINTER = ("surface-hover", "surface-active")


def test_contrast_is_as_the_standard_counts_it() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)


def test_a_yellow_header_has_black_text_and_a_navy_one_white() -> None:
    assert text_on("#ffcc00") == BLACK
    assert text_on("#003087") == WHITE


@pytest.mark.parametrize("brand", EXPECTED)
def test_the_scale_is_the_one_that_designsystemet_makes(brand: str) -> None:
    assert scale(brand) == EXPECTED[brand]


def test_a_colour_is_mixed_to_the_luminance_that_is_asked_for() -> None:
    assert at_luminance("#003087", 1) == WHITE
    assert at_luminance("#003087", 0) == BLACK
    assert luminance(at_luminance("#ffcc00", 0.11)) == pytest.approx(0.11, abs=0.005)
    assert luminance(at_luminance("#003087", 0.9)) == pytest.approx(0.9, abs=0.005)


def test_no_brand_colour_gives_anything_that_cannot_be_read() -> None:
    assert len(SWEEP) >= 2736
    for brand in SWEEP:
        tokens = scale(brand)
        for ground in GROUNDS:
            assert contrast(tokens["text-subtle"], tokens[ground]) >= TEXT, (brand, ground)
            assert contrast(tokens["border-default"], tokens[ground]) >= EDGE, (brand, ground)
            assert contrast(tokens["border-strong"], tokens[ground]) >= TEXT, (brand, ground)
        for ground in (*GROUNDS, *UNDER_POINTER):
            assert contrast(tokens["text-default"], tokens[ground]) >= 7, (brand, ground)
            assert contrast(INK, tokens[ground]) >= 7, (brand, ground)
        for ground in (*GROUNDS, "surface-hover"):
            assert contrast(SOFT, tokens[ground]) >= TEXT, (brand, ground)
        for state in ("base-default", "base-hover", "base-active"):
            assert contrast(tokens["base-contrast-default"], tokens[state]) >= TEXT, (brand, state)


def test_under_the_pointer_a_middle_colour_moves_the_way_that_can_be_read() -> None:
    """Designsystemet would make the green lighter, and lose its white text."""
    green = scale("#118811")
    assert green["base-contrast-default"] == WHITE
    assert luminance(green["base-active"]) < luminance(green["base-hover"]) < luminance("#118811")
