"""Colour as arithmetic: one brand colour becomes pairs that everybody can read (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

WHITE, BLACK = "#ffffff", "#000000"
FALLBACK = "#003087"
TEXT, STRONG_TEXT, EDGE = 4.5, 7.0, 3.0  # the least contrast of text, of text for reading, of borders

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """White or black, whichever reads best. One of them always has at least 4.5."""
    return WHITE if contrast(WHITE, background) >= contrast(BLACK, background) else BLACK


def mix(color: str, other: str, share: float) -> str:
    """`color` with this share (0 to 1) of another."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_parts(color), _parts(other), strict=True))


def darkened(color: str, background: str, least: float) -> str:
    """The colour itself where it has this contrast to the background, else as little darker as is needed."""
    for step in range(101):
        candidate = mix(color, BLACK, step / 100)
        if contrast(candidate, background) >= least:
            return candidate
    return BLACK


@dataclass(frozen=True, slots=True)
class Palette:
    """What a site's pages use of its brand colour."""

    brand: str
    on_brand: str  # text on the brand colour
    strong: str  # links, headings and bars on white and on the tints
    deep: str  # text on the tints
    edge: str  # borders of what can be used
    line: str  # borders that only decorate
    tint: str
    wash: str  # the palest tint


def palette(brand: str) -> Palette:
    """The palette of a brand colour; of the common blue where `brand` is no colour."""
    brand = brand.lower() if _HEX.fullmatch(brand) else FALLBACK
    tint = mix(brand, WHITE, 0.88)
    return Palette(
        brand=brand,
        on_brand=text_on(brand),
        strong=darkened(brand, tint, STRONG_TEXT),
        deep=darkened(brand, tint, 11.0),
        edge=darkened(brand, tint, EDGE),
        line=mix(brand, WHITE, 0.6),
        tint=tint,
        wash=mix(brand, WHITE, 0.945),
    )
