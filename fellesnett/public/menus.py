"""The menu and the footer of a site: from its profile, and only ways that lead to something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.organizations.models import OrganizationKind, Site
from fellesnett.pages.models import SiteProfile
from fellesnett.public import hosts, languages, showings
from fellesnett.public.labels import LIST_NAMES
from fellesnett.public.recipes import RECIPES, front
from fellesnett.public.topic_pages import Link

ALWAYS = frozenset({"/steder/", "/kontakt/", "/drift/"})  # made of the site's records: these lists exist on every site
ON_FRONT_DOOR = frozenset({"/sykehus/", "/apotek/"})


@dataclass(frozen=True)
class Foot:
    """What every footer says of the site."""

    phone: str = ""
    phone_link: str = ""
    email: str = ""
    post_address: str = ""
    owner_line: str = ""
    agreement_line: str = ""


def menu_of(site: Site, language: str, current: str) -> tuple[Link, ...]:
    """The site's menu in this language. A point that leads to an empty list is left out."""
    profile = kept_profile(site)
    there = existing_paths(site, language)
    entries = list(profile.menu.all()) if profile.pk else []
    points = [(entry.path, entry.label) for entry in entries] or [(f"/{word}/", {}) for word in KIND_OF_LIST]
    return tuple(
        Link(_label(path, label, language), languages.path_in(site, language, path), current=path.strip("/") == current)
        for path, label in points
        if path in there
    )


def other_lists(site: Site, language: str, menu: tuple[Link, ...]) -> tuple[Link, ...]:
    """The lists of the site's own pages that the menu does not lead to, by name: nothing is out of reach of the front page."""
    shown = {link.href for link in menu}
    lists = (
        Link(str(recipe.list_title), languages.path_in(site, language, f"/{recipe.folder}/"))
        for recipe in RECIPES
        if (recipe.folder, language) in folders_at(site)
    )
    return tuple(sorted((link for link in lists if link.href not in shown), key=lambda link: link.text.casefold()))


def _label(path: str, label: dict[str, str], language: str) -> str:
    """The site's own words in this language, else what the list is called."""
    return label.get(language) or str(_list_names().get(path.strip("/"), path.strip("/").capitalize()))


def _list_names() -> dict[str, Any]:
    return {**LIST_NAMES, **{recipe.folder: recipe.list_title for recipe in RECIPES}}


def existing_paths(site: Site, language: str) -> set[str]:
    """The list addresses of a site that have something in them, in this language."""
    kinds = showings.kinds_at(site)
    topics = {f"/{word}/" for word, kind in KIND_OF_LIST.items() if kind in kinds}
    own = {f"/{folder}/" for folder, code in folders_at(site) if folder and code == language}
    return topics | own | ALWAYS | (ON_FRONT_DOOR if site.is_front_door else set()) | _region(site)


def _region(site: Site) -> set[str]:
    """A regional authority's menu leads to its hospitals on the front door (its own address redirects there)."""
    return {"/sykehus/"} if site.pk and site.organization.kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY else set()


def home_languages(site: Site) -> list[str]:
    """The languages in which a front page exists: those with an interface, and those the site has written something in."""
    written = {code for _folder, code in folders_at(site)} | {code for _kind, code in showings.kinds_and_languages_at(site)}
    return [code for code in languages.of_site(site) if languages.interface_of(code) == code or code in written]


def folders_at(site: Site) -> frozenset[tuple[str, str]]:
    """(folder, language) of every kind of page this site shows, as they are or were `SITE_MAP_SECONDS` ago. The front page
    has no folder."""
    if site.pk is None:
        return frozenset()
    kept = hosts.directory().folders
    if site.slug not in kept:
        kept[site.slug] = frozenset(
            (recipe.folder, language)
            for recipe in (*RECIPES, front.RECIPE)
            for language in recipe.found_at(site).order_by().values_list("language", flat=True).distinct()
        )
    return kept[site.slug]


def kept_profile(site: Site) -> SiteProfile:
    """The profile with its menu, as it is or was `SITE_MAP_SECONDS` ago: every page asks."""
    kept = hosts.directory().profiles
    if site.slug not in kept:
        found = SiteProfile.objects.for_site(site).prefetch_related("menu").first() if site.pk else None
        kept[site.slug] = found or SiteProfile(site=site)
    profile: SiteProfile = kept[site.slug]
    return profile


def foot_of(site: Site) -> Foot:
    """What the footer says."""
    profile = kept_profile(site)
    return Foot(
        phone=profile.phone,
        phone_link=profile.phone.replace(" ", ""),
        email=profile.email,
        post_address=profile.post_address,
        owner_line=profile.owner_line,
        agreement_line=profile.agreement_line,
    )


def about_links(site: Site, language: str) -> tuple[Link, ...]:
    """What every footer leads to: the law asks for the first two."""
    words = (
        ("/tilgjengelighet/", gettext("Tilgjengelighet på nettstedet")),
        ("/personvern/", gettext("Personvern")),
        ("/om-nettstedet/", gettext("Om nettstedet")),
    )
    return tuple(Link(text, languages.path_in(site, language, path)) for path, text in words)
