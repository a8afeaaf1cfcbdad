"""Places in a text where a fact of the hospital's own is still to be filled in: `[Fyll inn: besøkstiden]`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from wagtail.fields import StreamField

GAP = re.compile(r"\[\s*fyll\s+inn\s*:?\s*([^\]\[]*)\]", re.IGNORECASE)


def gaps_in(page: models.Model) -> dict[str, tuple[str, ...]]:
    """What is still to be filled in, by field: `{"body": ("besøkstiden",)}`. Nothing where all is said."""
    found = {field.name: tuple(_named(_strings(field, page))) for field in page._meta.concrete_fields}
    return {name: gaps for name, gaps in found.items() if gaps}


def _strings(field: Any, page: models.Model) -> Iterator[str]:
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        yield from _within(value.stream_block.get_prep_value(value))
    elif isinstance(value, (str, list, dict)):
        yield from _within(value)


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _within(each)


def _named(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        for match in GAP.finditer(html.unescape(re.sub(r"<[^>]+>", "", text))):
            yield match[1].strip() or "…"
