"""One document as it is served: a single question by its id, and nothing made of the answer but the bytes.

The question is written once by the ORM, from the models, and then asked again and again with another id: writing it costs
more than answering it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.http import http_date

from fellesnett.delivery import packing
from fellesnett.delivery.addresses import FOLDERS
from fellesnett.delivery.models import Item

TEXTS = "content"
TYPES: Mapping[str, str] = {folder: word for word, folder in FOLDERS.items() if folder != TEXTS}
"""The folders of the open interface beside that of the texts, and the type of what is in each."""
_ANY = UUID(int=0)


class Ready(NamedTuple):
    """A document as bytes, with what tells it from other versions of itself."""

    etag: str
    modified: str  # as HTTP writes a moment
    body: bytes  # packed, where that was asked for


def ready(folder: str, id: UUID, *, packed: bool) -> Ready | None:
    """The document with this id among the texts or the records of a folder. None where there is none to read, or where it
    was never packed: others answer for that."""
    sql, before, after = _question(connection.vendor, folder, packed)
    with connection.cursor() as cursor:
        cursor.execute(sql, (*before, _key(connection.vendor, id), *after))
        row = cursor.fetchone()
    if row is None or not row[0]:
        return None
    etag, modified, stored = row
    return Ready(etag, _http_date(connection.vendor, modified), packing.member(bytes(stored)) if packed else stored.encode())


def ready_of(item: Item, *, packed: bool) -> Ready:
    """The same, of an item that is at hand."""
    body = packing.member(bytes(item.packed)) if packed else item.document.encode()
    return Ready(item.etag, http_date(item.modified.timestamp()), body)


class Stored(NamedTuple):
    """A document of a list, as it lies there."""

    seq: int
    etag: str
    words: Any  # text, or packed bytes where that was asked for


def stored(items: QuerySet[Item], *, packed: bool) -> list[Stored]:
    """The documents of these items, in their order, without anything being made of them."""
    rows = [Stored(*row) for row in items.values_list("seq", "etag", "packed" if packed else "document")]
    if packed and not all(row.etag for row in rows):  # written by hand: those are packed here
        return [Stored(item.seq, item.etag, bytes(item.packed) or packing.packed(item.document)) for item in items.all()]
    return rows


@lru_cache(maxsize=64)
def _question(vendor: str, folder: str, packed: bool) -> tuple[str, tuple[Any, ...], tuple[Any, ...]]:
    """The words of the question for this database, and what it is asked with before and after the id."""
    of_kind = {"subject": ""} if folder == TEXTS else {"type": TYPES[folder]}
    rows = Item.objects.filter(pk=_ANY, gone_at__isnull=True, **of_kind).order_by()
    sql, values = rows.values_list("etag", "modified", "packed" if packed else "document").query.sql_with_params()
    place = values.index(_key(vendor, _ANY))
    return sql, tuple(values[:place]), tuple(values[place + 1 :])


def _key(vendor: str, id: UUID) -> Any:
    return id.hex if vendor == "sqlite" else id


@lru_cache(maxsize=4096)
def _http_date(vendor: str, modified: Any) -> str:
    if vendor == "sqlite":  # a moment without its zone, which is UTC; read as local time it would be an hour old or two
        modified = modified.replace(tzinfo=UTC)
    return http_date(modified.timestamp())
