"""A site's logo as its header shows it."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.organizations.models import Site
from fellesnett.pages.logos import placed
from fellesnett.pages.models import Logo
from fellesnett.public import hosts


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in place of the site's name. `plate` is what it lies on: `light`, `dark`, or nothing."""

    src: str
    width: int
    height: int
    alt: str
    plate: str = ""


def kept(site: Site) -> tuple[Logo, ...]:
    """The site's logos, as they are or were `SITE_MAP_SECONDS` ago: every page asks."""
    logos = hosts.directory().logos
    if site.slug not in logos:
        logos[site.slug] = tuple(Logo.objects.up().filter(site=site)) if getattr(site, "has_logo", bool(site.pk)) else ()
    return logos[site.slug]


def shown(site: Site, brand: str) -> Shown | None:
    """The logo on a header of this colour; None where the site's name stands there."""
    found = placed(kept(site), brand)
    if found is None:
        return None
    logo = found.logo
    return Shown(logo.address, logo.width, logo.height, logo.alt or site.name, found.plate)
