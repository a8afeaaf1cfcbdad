"""A list that grows for ever, a year at a time: `/nyheter/?ar=2025&side=2`. An address that asks for nonsense gets the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fellesnett.pages.models import SitePage
from fellesnett.public.components import Pagination, pagination
from fellesnett.public.topic_pages import Link

ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pages of one year that one list page shows, the ways to the other years, and to the rest of this one."""

    pages: tuple[SitePage, ...]
    years: tuple[Link, ...]
    pagination: Pagination


def shelf(pages: Sequence[SitePage], asked: Mapping[str, Any], base: str) -> Shelf:
    """What `?ar=` and `?side=` ask for, the newest first. `base` is the address of the list."""
    of_year: dict[int, list[SitePage]] = {}
    for page in sorted(pages, key=lambda page: (page.first_published_at, page.pk), reverse=True):
        of_year.setdefault(timezone.localtime(page.first_published_at).year, []).append(page)
    year = _number(asked.get("ar"), max(of_year, default=0), of_year)
    found = of_year.get(year, [])
    last = max(1, -(-len(found) // ON_A_PAGE))
    current = _number(asked.get("side"), 1, range(1, last + 1))
    links = tuple(Link(str(each), f"{base}?ar={each}", current=each == year) for each in of_year)
    start = (current - 1) * ON_A_PAGE
    ways = pagination(current, last, f"{base}?ar={year}&side=")
    return Shelf(tuple(found[start : start + ON_A_PAGE]), links if len(links) > 1 else (), ways)


def _number(asked: str | None, otherwise: int, allowed: Any) -> int:
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise
    return number if number in allowed else otherwise
