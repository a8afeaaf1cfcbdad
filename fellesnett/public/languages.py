"""Which language a page is in, told by its address: the site's own language has no prefix, the others have."""

from __future__ import annotations

from fellesnett.organizations.models import Site

OWN_NAMES = {
    "nb": "Bokmål",
    "nn": "Nynorsk",
    "se": "Davvisámegiella",
    "smj": "Julevsámegiella",
    "sma": "Åarjelsaemien gïele",
    "en": "English",
}
PREFIXES = ("nb", "nn", "se", "en")  # the languages that whole pages can be in


def path_in(site: Site, language: str, path: str) -> str:
    """The address of a path, written without a prefix, in this language on this site."""
    return path if language == site.language else f"/{language}{path}"


def of_site(site: Site) -> list[str]:
    """The languages this site has pages in, its own first."""
    return [code for code in site.languages if code in PREFIXES]


def preferred(site: Site, existing: set[str]) -> str | None:
    """Of the languages a page exists in, the one to offer first: the site's own, else the next it publishes in."""
    order = [*site.languages, *PREFIXES]
    return min(existing, key=lambda code: order.index(code) if code in order else len(order), default=None)
