"""Colour as arithmetic: one brand colour becomes a scale of sixteen, in pairs that everybody can read (WCAG 2.2 AA).

The scale is a port of the light scheme of `@digdir/designsystemet` 1.15.0 (`colors/theme`, `colors/colorMetadata`), MIT,
Copyright 2024 Digitaliseringsdirektoratet (Digdir); the licence stands in `public/static/vendor/designsystemet/LICENSE`. One rule
is our own: where text cannot be read on the colour under the pointer, that colour moves the other way in lightness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WHITE, BLACK = "#ffffff", "#000000"
FALLBACK = "#003087"
TEXT, EDGE = 4.5, 3.0  # the least contrast of text, and of the borders of what can be used

LUMINANCE: Mapping[str, float] = {
    "background-default": 1.0,
    "background-tinted": 0.9,
    "surface-default": 1.0,
    "surface-tinted": 0.81,
    "surface-hover": 0.7,
    "surface-active": 0.59,
    "border-subtle": 0.5,
    "border-default": 0.19,
    "border-strong": 0.11,
    "text-subtle": 0.11,
    "text-default": 0.0245,
}

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WRITTEN = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_Rgb = tuple[float, float, float]
_KAPPA = 903.2962962  # CIE 1976 lightness, as HSLuv counts it


def is_color(text: str) -> bool:
    """Is it `#rrggbb`?"""
    return _HEX.fullmatch(text) is not None


def written(text: str) -> str | None:
    """What a person wrote (`#003087`, `003087`, `#03F`, in either case) as `#rrggbb`; None where it is no colour."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    return _luminance(_parts(color))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """White or black, whichever reads best. One of them always has at least 4.5."""
    return WHITE if contrast(WHITE, background) >= contrast(BLACK, background) else BLACK


def scale(brand: str) -> dict[str, str]:
    """The sixteen colours of a brand colour by token name; of the common blue where `brand` is no colour."""
    base = brand.lower() if is_color(brand) else FALLBACK
    hover, active = _used(base)
    return {
        **{token: at_luminance(base, wanted) for token, wanted in LUMINANCE.items()},
        "base-default": base,
        "base-hover": hover,
        "base-active": active,
        "base-contrast-subtle": _subtle_on(base),
        "base-contrast-default": text_on(base),
    }


def states(base: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The colour under the pointer and pressed: as Designsystemet makes them, and moved the other way in lightness."""
    lightness = _lightness(base)
    usual = 8 if lightness <= 30 or 49 <= lightness <= 65 else -8

    def moved(step: int) -> tuple[str, str]:
        return at_luminance(base, _luminance_of(lightness + step)), at_luminance(base, _luminance_of(lightness + 2 * step))

    return moved(usual), moved(-usual)


def _used(base: str) -> tuple[str, str]:
    """The colour under the pointer, and pressed: the usual ones, unless the text on them could not be read."""
    usual, other = states(base)
    return usual if min(contrast(color, text_on(base)) for color in usual) >= TEXT else other


def _subtle_on(base: str) -> str:
    lightness = _lightness(base)
    distance = 60 if lightness <= 40 or lightness >= 60 else 50
    lighter = text_on(base) == WHITE
    return at_luminance(base, _luminance_of(lightness + (distance if lighter else -distance)))


def at_luminance(color: str, wanted: float) -> str:
    """The colour mixed with black or white until it has this luminance (0 to 1): chroma.js' bisection, twenty steps."""
    if wanted in (0.0, 1.0):
        return WHITE if wanted else BLACK
    own = _parts(color)
    low, high = ((0.0, 0.0, 0.0), own) if _luminance(own) > wanted else (own, (255.0, 255.0, 255.0))
    for _ in range(21):
        middle = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2
        found = _luminance(middle)
        if abs(wanted - found) < 1e-7:
            break
        low, high = (low, middle) if found > wanted else (middle, high)
    return "#" + "".join(f"{int(part + 0.5):02x}" for part in middle)


def _parts(color: str) -> _Rgb:
    return float(int(color[1:3], 16)), float(int(color[3:5], 16)), float(int(color[5:7], 16))


def _luminance(parts: _Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _lightness(color: str) -> float:
    """HSLuv's lightness, 0 to 100."""
    amount = luminance(color)
    return amount * _KAPPA if amount <= 0.0088564516 else 116 * float(amount ** (1 / 3)) - 16


def _luminance_of(lightness: float) -> float:
    """The luminance of the grey of this lightness, to the nearest colour that a screen can show."""
    if lightness <= 0 or lightness >= 100:
        return float(lightness >= 100)
    amount = lightness / _KAPPA if lightness <= 8 else ((lightness + 16) / 116) ** 3
    grey = int(255 * _encoded(amount) + 0.5)
    return _linear(grey / 255)


def _encoded(amount: float) -> float:
    return 12.92 * amount if amount <= 0.0031308 else 1.055 * float(amount ** (1 / 2.4)) - 0.055
