"""Whatever colour a hospital has, its pages can be read."""

from __future__ import annotations

import colorsys
from itertools import product

import pytest

from fellesnett.public import themes
from fellesnett.public.colors import BLACK, WHITE, contrast, darkened, luminance, mix, palette, text_on

HUES = [colorsys.hls_to_rgb(h / 18, light / 20, s) for h, light, s in product(range(18), range(21), (0.0, 0.5, 1.0))]
SWEEP = sorted({"#" + "".join(f"{round(part * 255):02x}" for part in color) for color in HUES})


def test_contrast_is_as_the_standard_counts_it() -> None:
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert luminance("#808080") == pytest.approx(0.2159, abs=0.0001)


def test_a_yellow_header_has_black_text_and_a_navy_one_white() -> None:
    assert text_on("#ffcc00") == BLACK
    assert text_on("#003087") == WHITE


def test_a_colour_is_darkened_no_more_than_it_needs() -> None:
    assert darkened("#003087", WHITE, 7.0) == "#003087"
    light = darkened("#ffcc00", WHITE, 7.0)
    assert 7.0 <= contrast(light, WHITE) < 7.3
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_no_brand_colour_gives_text_that_cannot_be_read() -> None:
    assert len(SWEEP) > 500
    for brand in SWEEP:
        colors = palette(brand)
        assert contrast(colors.on_brand, colors.brand) >= 4.5, brand
        for background in (WHITE, colors.wash, colors.tint):
            assert contrast(colors.strong, background) >= 7.0, brand
            assert contrast(colors.deep, background) >= 10.9, brand
            assert contrast(colors.edge, background) >= 3.0, brand
            assert contrast("#545c66", background) >= 4.5, brand  # our soft text on every tint
        assert contrast(WHITE, colors.strong) >= 7.0, brand


@pytest.mark.parametrize("nonsense", ["", "rød", "#12", "#12345g", "#003087;}body{display:none"])
def test_what_is_no_colour_becomes_the_common_blue_and_never_reaches_the_stylesheet(nonsense: str) -> None:
    assert themes.stylesheet(nonsense) == themes.stylesheet("#003087")


def test_a_new_colour_gets_a_new_address() -> None:
    assert themes.fingerprint("#003087") != themes.fingerprint("#003088")
    assert "--site-brand:#ffcc00" in themes.stylesheet("#FFCC00")
    assert "--site-on-brand:#000000" in themes.stylesheet("#FFCC00")
