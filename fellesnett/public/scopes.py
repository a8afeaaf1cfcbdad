"""A site within a site: its name on each page that belongs to it, and those pages on its front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fellesnett.pages.models import SitePage, SubSite
from fellesnett.public.recipes import RECIPES
from fellesnett.public.recipes.recipe import Entry, Recipe, by_title, no_lines
from fellesnett.public.topic_pages import Link


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one kind that belong to a scope."""

    title: str
    entries: tuple[Entry, ...]


def name_over(page: SitePage) -> Link | None:
    """The scope that a page belongs to, or is, as the frame shows it; None for a page of the whole site."""
    scope = page if isinstance(page, SubSite) else page.scope
    return Link(scope.title, scope.address) if scope is not None and scope.slug else None


def parts_of(page: SitePage, today: date) -> tuple[Part, ...]:
    """The live pages that belong to a scope, by kind, in its language; nothing for any other page. One query a kind."""
    if not isinstance(page, SubSite) or page.pk is None:
        return ()
    found = ((recipe, _pages_in(page, recipe.model)) for recipe in RECIPES if recipe.model is not SubSite)
    parts = (Part(str(recipe.list_title), _lines(recipe, pages, page.language, today)) for recipe, pages in found if pages)
    return tuple(part for part in parts if part.entries)


def _lines(recipe: Recipe, pages: list[Any], language: str, today: date) -> tuple[Entry, ...]:
    """A scope has few pages of a kind: what stands in a tree or in groups on the site's list is plain lines here."""
    listed = by_title if recipe.listed is no_lines else recipe.listed
    return tuple(listed(pages, language, today))


def _pages_in(scope: SubSite, model: type[SitePage]) -> list[Any]:
    rows: Any = model._default_manager
    return list(rows.for_site(scope.site).live().filter(scope__work=scope.work, language=scope.language).select_related("site"))
