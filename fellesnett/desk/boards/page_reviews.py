"""The sites' own pages on the board of reviews: which are to be looked over, added up and one by one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.desk.national.topics import person
from fellesnett.insight.boards.reviews import AHEAD, LATER, SOON, Sum, Wanted
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.pages.models import looked_over_models
from fellesnett.pages.permissions import sites_where
from fellesnett.pages.reviews import DuePage, due_pages

BY = ("unit", "month", "site")
LANGUAGES = dict(LANGUAGE_CHOICES)


def rows(where: Scope, wanted: Wanted, *, at: datetime) -> list[DuePage]:
    """The pages shown at the scope's sites that are to be looked over within a year, what is past its day first. One query."""
    today = timezone.localdate(at)
    found = due_pages(where.keys, until=today + AHEAD) if where.keys else []
    return [page for page in found if _lets(wanted, page, today)]


def _lets(wanted: Wanted, page: DuePage, today: date) -> bool:
    return (
        wanted.unit in ("", page.unit)
        and wanted.month in ("", f"{page.review_by:%Y-%m}")
        and (not wanted.overdue or page.review_by < today)
    )


def sums(found: list[DuePage], by: str, where: Scope, *, at: datetime) -> list[Sum]:
    """The same added up by one of `BY`: those with the most overdue first, months in order."""
    names = {str(site.pk): site.name for site in where.sites}
    groups: dict[str, list[DuePage]] = defaultdict(list)
    for page in found:
        groups[{"unit": page.unit, "month": f"{page.review_by:%Y-%m}", "site": str(page.site)}[by]].append(page)
    made = [_sum(key, names.get(key, key), pages, timezone.localdate(at)) for key, pages in groups.items()]
    return sorted(made, key=lambda one: one.first if by == "month" else (-one.overdue, -one.soon, one.name))  # type: ignore[arg-type,return-value]


def _sum(key: str, name: str, pages: list[DuePage], today: date) -> Sum:
    ends = [page.review_by for page in pages]
    late = sum(day < today for day in ends)
    soon = sum(today <= day <= today + SOON for day in ends)
    later = sum(today + SOON < day <= today + LATER for day in ends)
    return Sum(key, name or _("Ikke oppgitt"), late, soon, later, len(ends) - late - soon - later, min(ends))


def kinds() -> dict[str, str]:
    """What each kind of page is called."""
    return {str(model._meta.model_name): capfirst(str(model._meta.verbose_name)) for model in looked_over_models()}


def table(request: HttpRequest, where: Scope, found: Any, day: Any) -> Table:
    """The pages one by one; `day` makes the cell of a date. A title leads to the editor for those who write there."""
    mine = set(sites_where(person(request), "change").values_list("pk", flat=True))
    names, called, many = {site.pk: site.name for site in where.sites}, kinds(), len(where.sites) > 1
    columns = [Column(_("Innen")), *([Column(_("Nettsted"))] if many else []), Column(_("Hva")), Column(_("Ansvarlig enhet"))]
    lines = []
    for page in found:
        url = reverse(f"wagtailsnippets_pages_{page.kind}:edit", args=[page.pk]) if page.site in mine else ""
        cells = [
            day(page.review_by),
            *([Cell(names[page.site])] if many else []),
            Cell(called[page.kind]),
            Cell(page.unit or "–"),
        ]
        lines.append(Line(Cell(page.title, url, note=LANGUAGES[page.language]), cells))
    return Table(_("Egne sider, det som haster mest først"), _("Side"), columns, [Group(lines)])
