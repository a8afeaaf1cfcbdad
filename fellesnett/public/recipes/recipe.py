"""What a kind of page needs to be shown: its model, its words, and two functions from rows to values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fellesnett.organizations.models import Site
from fellesnett.pages.models import SitePage, SitePageQuerySet
from fellesnett.public import dates
from fellesnett.public.topic_pages import Link


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: where it leads, the words below, and a date or another short fact before it."""

    link: Link
    lead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading of their own: as entries with words below, or as plain links. `key` is its place on the page."""

    key: str
    heading: str
    entries: tuple[Entry, ...] = ()
    links: tuple[Link, ...] = ()


Values = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """`shown(page, today)` gives what the page's template needs beside title, lead, body, unit and dates.

    `listed(pages, site, language, today)` gives the list's lines, in order; `extra_list` whatever more its template needs.
    `others(site)`: pages of other sites that this site shows too (a study is published once by the lead hospital).
    """

    model: type[SitePage]
    list_title: Any
    shown: Callable[[Any, date], Values]
    listed: Callable[[Sequence[Any], str, date], Iterable[Entry]]
    page_template: str = "public/page.html"
    list_template: str = "public/page_list.html"
    list_lead: Any = ""
    list_empty: Any = ""  # what an empty list says, where it can say more than that
    by_year: bool = False  # a list that grows for ever: a year at a time, in pages
    extra_list: Callable[[Sequence[Any], str, date], Values] | None = None
    pages_at: Callable[[Site], SitePageQuerySet] | None = None
    beside: Callable[[Site, str, datetime], Values] | None = None  # what the list shows that is no page of the site's own

    @property
    def folder(self) -> str:
        return self.model.folder

    def found_at(self, site: Site) -> SitePageQuerySet:
        """The live pages that this site shows."""
        own: Any = self.model._default_manager
        pages: SitePageQuerySet = self.pages_at(site) if self.pages_at else own.for_site(site)
        return pages.live().select_related("site", "scope__site", "picture__site")


def by_title(pages: Sequence[SitePage], language: str, today: date) -> list[Entry]:
    """The plain list: every page by its title."""
    return [entry_of(page) for page in sorted(pages, key=lambda page: page.title.casefold())]


def no_lines(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    """The list has no lines: its pages stand in a tree or in groups, which `extra_list` gives."""
    return []


def newest_first(pages: Sequence[SitePage], language: str, today: date) -> list[Entry]:
    """The list of what has a day: newest first, with the day."""
    ordered = sorted(pages, key=lambda page: (page.first_published_at, page.pk), reverse=True)
    return [entry_of(page, dates.in_words(page.first_published_at, language)) for page in ordered]


def entry_of(page: SitePage, note: str = "") -> Entry:
    return Entry(Link(page.title, page.address), page.lead, note)


def nothing_more(page: SitePage, today: date) -> Values:
    """A page that is its words alone."""
    return {}
