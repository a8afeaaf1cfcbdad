"""A site's own pages, of every kind: one view for the list, one for the page. What differs stands in `recipes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.pages.models import OldAddress, SitePage
from fellesnett.pages.reading import pieces_of
from fellesnett.public import dates, hosts, languages, pictures, scopes, years
from fellesnett.public.feedback import asking
from fellesnett.public.labels import language_name
from fellesnett.public.recipes import BY_FOLDER, Recipe
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page


@public_page
def page_list(request: HttpRequest, site: Site, language: str, folder: str) -> HttpResponseBase:
    """`/<folder>/`: all pages of a kind; those that exist in another language alone come last, marked as such."""
    recipe, today = BY_FOLDER[folder], timezone.localdate(clock.now())
    pages = [_as_shown_at(site, page) for page in recipe.found_at(site)]
    here = [page for page in pages if page.language == language]
    shelf = years.shelf(here, request.GET, languages.path_in(site, language, f"/{folder}/")) if recipe.by_year else None
    path, existing = f"/{folder}/", dict.fromkeys({page.language for page in pages}, f"/{folder}/")
    frame = frame_of(request, site, language, path, existing=existing, current=folder, indexed=bool(here))
    values = recipe.extra_list(here, language, today) if recipe.extra_list else {}
    values |= recipe.beside(site, language, clock.now()) if recipe.beside else {}
    page = {
        "title": str(recipe.list_title),
        "lead": str(recipe.list_lead),
        "empty": str(recipe.list_empty),
        "entries": tuple(recipe.listed(shelf.pages if shelf else here, language, today)),
        "years": shelf.years if shelf else (),
        "pagination": shelf.pagination if shelf else None,
        "elsewhere": _in_other_languages(site, pages, here),
        **values,
    }
    return render(request, recipe.list_template, frame, page)


def _as_shown_at(site: Site, page: Any) -> Any:
    """The page, with addresses on this site also where another site owns it."""
    page.shown_at = site
    return page


def _in_other_languages(site: Site, pages: Sequence[SitePage], here: Sequence[SitePage]) -> tuple[Link, ...]:
    """What the site has in other languages only, each title in its own language."""
    known = {page.work for page in here}
    missing: dict[Any, SitePage] = {}
    for page in sorted(pages, key=lambda page: page.language != site.language):
        if page.work not in known:
            missing.setdefault(page.work, page)
    return tuple(Link(page.title, page.address, page.language) for page in missing.values())


@public_page
def page(request: HttpRequest, site: Site, language: str, folder: str, slug: str) -> HttpResponseBase:
    """`/<folder>/<slug>/`"""
    recipe = BY_FOLDER[folder]
    found = _previewed(request, recipe) or recipe.found_at(site).filter(language=language, slug=slug).first()
    if found is None and (moved := _moved(site, language, recipe, slug)):
        return HttpResponsePermanentRedirect(moved)
    if found is None:
        return _other_language(request, site, language, recipe, slug)
    found.shown_at = site
    versions = {each.language: each.path for each in recipe.found_at(site).filter(work=found.work)} | {language: found.path}
    frame = frame_of(request, site, language, found.path, existing=versions, current=folder)
    frame = replace(frame, scope=scopes.name_over(found))
    if found.site_id != site.pk:  # published once, by another site: that is where search engines should lead
        home = hosts.address_of(found.site, request, found.site.path_in(language, found.path))
        frame = replace(frame, canonical=home, alternates=())
    values = page_values(site, language, recipe, found)
    values["feedback"] = asking(site, language, found.path, values)
    return render(request, recipe.page_template, frame, values)


def page_values(site: Site, language: str, recipe: Recipe, found: SitePage) -> dict[str, Any]:
    """All that a page says, as values."""
    today: date = timezone.localdate(clock.now())
    return {
        "title": found.title,
        "title_lang": languages.foreign_to(found.language, language),
        "lead": found.lead,
        "pieces": pieces_of(found),
        "crumbs": (Link(str(recipe.list_title), languages.path_in(site, language, f"/{recipe.folder}/")),),
        "unit": found.unit,
        "updated": _day(found.last_published_at, language),
        "demonstration": found.is_demonstration,
        "picture": pictures.shown(found.picture, language),
        "parts": scopes.parts_of(found, today),
        **recipe.shown(found, today),
    }


def _moved(site: Site, language: str, recipe: Recipe, slug: str) -> str:
    """Where the page that had this address stands now; empty where there was none, or it is taken down."""
    old = OldAddress.objects.for_site(site).filter(language=language, folder=recipe.folder, slug=slug).first()
    found = recipe.found_at(site).filter(work=old.work, language=language).first() if old else None
    return found.address if found else ""


def _day(moment: datetime | None, language: str) -> str:
    return dates.in_words(moment, language) if moment else ""


def _previewed(request: HttpRequest, recipe: Recipe) -> Any:
    """The draft that the desk asks to see in place of what is published (`SitePage.serve_preview`)."""
    draft = getattr(request, "previewed", None)
    return draft if isinstance(draft, recipe.model) else None


def _other_language(request: HttpRequest, site: Site, language: str, recipe: Recipe, slug: str) -> HttpResponseBase:
    """There is no such page in this language: offer the one that exists, else 404."""
    others = {each.language: each for each in recipe.found_at(site).filter(slug=slug)}
    if not others:
        raise Http404
    order = sorted(others, key=lambda code: code != languages.preferred(site, set(others)))
    offers = tuple(Link(languages.OWN_NAMES[code], others[code].address, code) for code in order)
    path, lang = others[order[0]].path, languages.foreign_to(order[0], language)
    existing = {code: each.path for code, each in others.items()}
    frame = frame_of(request, site, language, path, existing=existing, current=recipe.folder, indexed=False)
    crumb = Link(str(recipe.list_title), languages.path_in(site, language, f"/{recipe.folder}/"))
    values = {
        "title": others[order[0]].title,
        "title_lang": lang,
        "wanted": language_name(language),
        "offers": offers,
        "crumb": crumb,
    }
    return render(request, "public/topic_other_language.html", frame, values)
