"""The stylesheet of one site: its brand colour as custom properties, at an address that changes with its content."""

from __future__ import annotations

import hashlib

from fellesnett.organizations.models import Site
from fellesnett.public.colors import palette


def stylesheet(brand: str) -> str:
    """The custom properties of a brand colour: ours, and Designsystemet's accent colours."""
    colors = palette(brand)
    accent = {
        "background-tinted": colors.wash,
        "surface-tinted": colors.tint,
        "surface-hover": colors.tint,
        "surface-active": colors.line,
        "border-subtle": colors.line,
        "border-default": colors.edge,
        "border-strong": colors.strong,
        "text-subtle": colors.strong,
        "text-default": colors.deep,
        "base-default": colors.strong,
        "base-hover": colors.deep,
        "base-active": colors.deep,
        "base-contrast-default": "#ffffff",
    }
    lines = [f"--site-brand:{colors.brand}", f"--site-on-brand:{colors.on_brand}"]
    lines += [f"--ds-color-accent-{name}:{value}" for name, value in accent.items()]
    return f":root{{{';'.join(lines)}}}\n"


def address(site: Site) -> str:
    """`/tema/<slug>-<hash>.css`"""
    return f"/tema/{site.slug}-{fingerprint(site.brand_color)}.css"


def fingerprint(brand: str) -> str:
    return hashlib.sha256(stylesheet(brand).encode()).hexdigest()[:12]
