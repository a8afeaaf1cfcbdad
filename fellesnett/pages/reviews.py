"""Which of the sites' own pages are to be looked over, and when: one list of all kinds of page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value

from fellesnett.pages.models import SitePage, looked_over_models

FIELDS = ("review_by", "title", "of_kind", "pk", "site_id", "language", "unit")


class DuePage(NamedTuple):
    """A page that readers see, and the day by which somebody says that it still holds."""

    review_by: date
    title: str
    kind: str
    pk: int
    site: int
    language: str
    unit: str


def due_pages(sites: Iterable[int], *, until: date) -> list[DuePage]:
    """The pages shown at these sites (by key) whose day comes by then or has passed, the first day first. One query."""
    keys = list(sites)
    first, *others = (_of(model, keys, until) for model in looked_over_models())
    rows = first.union(*others, all=True).order_by("review_by", "title", "of_kind", "pk")
    return [DuePage(*row) for row in rows]


def _of(model: type[SitePage], sites: list[int], until: date) -> QuerySet[Any, Any]:
    kind = Value(model._meta.model_name, output_field=CharField())
    shown = model._default_manager.filter(live=True, site__in=sites, review_by__lte=until)
    rows: QuerySet[Any, Any] = shown.annotate(of_kind=kind).values_list(*FIELDS)
    return rows
