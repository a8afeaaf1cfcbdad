"""The front page of a site: what it is, what most people come for, and what is new. Nothing that leads to nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.foundation import clock
from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.organizations.models import Site
from fellesnett.pages.models import FrontPage, NewsItem
from fellesnett.pages.reading import Piece, Way, pieces_of
from fellesnett.public import alphabet, finding, helsenorge, homes, hosts, languages, menus, pictures, place_pages, showings
from fellesnett.public.labels import LIST_NAMES
from fellesnett.public.offering import is_hospital, is_region
from fellesnett.public.recipes import event, front, news
from fellesnett.public.recipes.recipe import Entry
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

NEWEST = 3


@public_page
def home(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/`: the front page as its editors wrote it, with what the site has."""
    frame = frame_of(request, site, language, "/", existing=dict.fromkeys(menus.home_languages(site), "/"))
    page = _written(request, site, language)
    entries = _topic_lists(site, language)
    values = {
        **page,
        "is_hospital": bool(site.pk) and is_hospital(site),
        "entries": entries,
        "helsenorge": helsenorge.on_front_page(language) if entries else (),
        "news": _news(site, language),
        "events": _events(site, language),
        "more": menus.other_lists(site, language, frame.menu),
        "search": finding.search_at(languages.path_in(site, language, "/sykehus/"), "liste") if site.is_front_door else None,
        "hospitals": _sites(request, site, hospitals=True),
        "others": _sites(request, site, hospitals=False),
        "contacts": () if site.is_front_door else _contacts(request, site, language),
    }
    return render(request, "public/home.html", frame, values)


def _written(request: HttpRequest, site: Site, language: str) -> dict[str, Any]:
    """What the editors wrote; before they have, what the site does in one sentence."""
    draft = getattr(request, "previewed", None)
    published = front.RECIPE.found_at(site).in_language(language).first() if site.pk else None
    page: FrontPage | None = draft if isinstance(draft, FrontPage) else published
    if page is None:
        pieces: tuple[Piece, ...] = ()
        return {"lead": gettext("Her finner du det nettstedet har skrevet."), "tasks": (), "pieces": pieces}
    shown = front.shown(page, timezone.localdate(clock.now()))
    shown["picture"] = pictures.shown(page.picture, language)
    return {
        **shown,
        "lead": page.lead,
        "lead_lang": languages.foreign_to(language, language),
        "pieces": pieces_of(page),
        "tasks": _leading_somewhere(shown["tasks"], site, language),
    }


def _leading_somewhere(tasks: Iterable[Way], site: Site, language: str) -> tuple[Way, ...]:
    """The tasks, without those that lead to a list with nothing in it."""
    there = {languages.path_in(site, language, path) for path in menus.existing_paths(site, language)}
    folders = {path for path in there if path.strip("/")}
    return tuple(task for task in tasks if not task.href.startswith("/") or any(task.href.startswith(path) for path in folders))


def _topic_lists(site: Site, language: str) -> tuple[tuple[Link, int], ...]:
    counts = showings.counts_at(site, language)
    return tuple(
        (Link(str(LIST_NAMES[word]), languages.path_in(site, language, f"/{word}/")), counts[kind])
        for word, kind in KIND_OF_LIST.items()
        if counts.get(kind)
    )


def _news(site: Site, language: str) -> tuple[Entry, ...]:
    if not site.pk:
        return ()
    newest: list[NewsItem] = list(news.RECIPE.found_at(site).in_language(language).newest_first()[:NEWEST])
    return tuple(news.RECIPE.listed(newest, language, timezone.localdate(clock.now())))


def _events(site: Site, language: str) -> tuple[Entry, ...]:
    if not site.pk:
        return ()
    today = timezone.localdate(clock.now())
    coming = event.coming(list(event.RECIPE.found_at(site).in_language(language)), today)
    return tuple(event.listed(coming[:NEWEST], language, today))


def _contacts(request: HttpRequest, site: Site, language: str) -> tuple[place_pages.Contact, ...]:
    return homes.contacts(request, site, showings.places_to_meet(site), language, timezone.localdate(clock.now()))


def _sites(request: HttpRequest, here: Site, *, hospitals: bool) -> tuple[Link, ...]:
    """The sites of hospitals, or all others, that this site leads to: the front door to all, a region to those it owns."""
    everywhere, within = here.is_front_door, here.organization_id
    if not here.pk or not (everywhere or is_region(here)):
        return ()
    sites = (site for site in hosts.directory().open_sites if not site.is_front_door and site.pk != here.pk)
    reached = (site for site in sites if everywhere or within in site.organization.lineage)
    wanted = (site for site in reached if is_hospital(site) is hospitals)
    ordered = sorted(wanted, key=lambda site: alphabet.sort_key(site.name))
    return tuple(Link(site.name, hosts.address_of(site, request)) for site in ordered)
