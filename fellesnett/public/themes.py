"""The stylesheet of one site: its brand colour as custom properties, at an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from fellesnett.organizations.models import Site
from fellesnett.pages.colors import scale


@lru_cache(maxsize=512)
def stylesheet(brand: str) -> str:
    """The custom properties of a brand colour: the header's two, and Designsystemet's accent colours."""
    tokens = scale(brand)
    lines = [f"--site-brand:{tokens['base-default']}", f"--site-on-brand:{tokens['base-contrast-default']}"]
    lines += [f"--ds-color-accent-{name}:{value}" for name, value in tokens.items()]
    return f":root{{{';'.join(lines)}}}\n"


def address(site: Site) -> str:
    """`/tema/<slug>-<hash>.css`"""
    return f"/tema/{site.slug}-{fingerprint(site.brand_color)}.css"


def trial_address(color: str) -> str:
    """`/tema/farge/<rrggbb>-<hash>.css`: a colour that no site has chosen yet, for those who try it. Takes `#rrggbb`."""
    return f"/tema/farge/{color.removeprefix('#').lower()}-{fingerprint(color)}.css"


@lru_cache(maxsize=512)
def fingerprint(brand: str) -> str:
    return hashlib.sha256(stylesheet(brand).encode()).hexdigest()[:12]
