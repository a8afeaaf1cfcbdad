"""The demonstration's own pages of its sites: `<kind>.yaml` beside this file, loaded by the verbs that editors use.

A row names its site (or several `sites`), language and facts as the model does; `published` is when a piece of news came out.
Moments are told from the day of loading (`moments`). Rows with the same `work` are versions of one page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from django.apps import apps
from django.db.models import DateField, DateTimeField, Field, ForeignKey, ManyToManyField
from django.utils import timezone
from wagtail.fields import StreamField

from demo import moments
from demo.hospitals import editor_of
from fellesnett.adoption.models import Adoption
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.actions import publish
from fellesnett.pages.models import SitePage

HERE = Path(__file__).resolve().parent
SUB_SITES = "subsite"


@cache
def rows_of(kind: str) -> list[dict[str, Any]]:
    """The rows of one kind of page, as they are written."""
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{kind}.yaml").read_text(encoding="utf-8"))
    return [{key: value for key, value in row.items() if key != "sites"} | {"site": site} for row, site in _for_each_site(rows)]


def _for_each_site(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """What several sites say in the same words is written once."""
    for row in rows:
        yield from ((row, site) for site in row.get("sites", [row.get("site")]))


def kinds() -> list[str]:
    """The kinds of page that the demonstration has, by the names of their models; those that others belong to first."""
    return sorted((file.stem for file in HERE.glob("*.yaml")), key=lambda name: (name != SUB_SITES, name))


def load_pages(*, at: datetime) -> int:
    """Publish every page that is not there yet. Returns how many were published now."""
    return sum(_load(kind, row, at) for kind in kinds() for row in rows_of(kind))


def _load(kind: str, row: dict[str, Any], at: datetime) -> bool:
    model: type[SitePage] = apps.get_model("pages", kind)  # type: ignore[assignment]
    site = Site.objects.get(slug=row["site"])
    language = row.get("language", site.language)
    rows: Any = model._default_manager
    if rows.filter(site=site, language=language, slug=row["slug"]).exists():
        return False
    facts = {
        name: _value(model, name, value, site, at)
        for name, value in row.items()
        if name not in ("site", "work", "language", "published")
    }
    page = model(site=site, language=language, work=_work(kind, row), live=False, is_demonstration=True, **facts)
    publish(page, by=editor_of(site), at=at)
    if when := row.get("published"):
        rows.filter(pk=page.pk).update(first_published_at=moments.moment_of(when, at))
    return True


def _work(kind: str, row: dict[str, Any]) -> UUID:
    return uuid5(NAMESPACE_URL, f"{kind}:{row['site']}:{row.get('work', row['slug'])}")


def _value(model: type[SitePage], name: str, value: Any, site: Site, at: datetime) -> Any:
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    if isinstance(field, StreamField):
        return list(_stream(name, value, at))
    if isinstance(field, ForeignKey) and field.related_model is Place:
        return Place.objects.get(organization=site.organization, slug=value)
    if isinstance(field, ManyToManyField) and field.related_model is Place:
        return list(Place.objects.filter(organization=site.organization, slug__in=value))
    if isinstance(field, ManyToManyField) and field.related_model is Adoption:
        return list(Adoption.objects.filter(site=site, topic__key__in=value))
    if isinstance(field, ForeignKey) and isinstance(field.related_model, type) and issubclass(field.related_model, SitePage):
        return field.related_model._default_manager.get(site=site, language=site.language, slug=value)
    if isinstance(field, DateTimeField):
        return moments.moment_of(value, at)
    if isinstance(field, DateField):
        return moments.day_of(value, timezone.localdate(at))
    return value


SINGLE = {"sessions": "session", "agenda": "item", "results": "result", "tasks": "task"}
"""Streams with one kind of block: their rows are written as plain values."""


def _stream(name: str, value: Any, at: datetime) -> Iterator[dict[str, Any]]:
    """A body may be one text; else each part is `{kind: value}`."""
    if isinstance(value, str):
        yield {"type": "text", "value": value}
        return
    for part in value:
        if name in SINGLE:
            yield {"type": SINGLE[name], "value": {key: _told(each, at) for key, each in part.items()}}
        else:
            ((kind, each),) = part.items()
            yield {"type": kind, "value": each}


def _told(value: Any, at: datetime) -> Any:
    """A moment inside a block, as JSON holds it."""
    return moments.moment_of(value, at).isoformat() if moments.is_rule(value) else value
