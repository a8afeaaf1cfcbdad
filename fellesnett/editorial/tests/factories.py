"""Open items for the tests of this room and of every room above it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.organizations.models import Site

OPENED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
_numbers = count(1)


def new_item(site: Site, key: str = "", **fields: Any) -> OpenItem:
    """An unsaved question to the editors of a site, opened on a Monday morning with a deadline in two weeks."""
    fields.setdefault("kind", OpenItemKind.CONFLICT)
    fields.setdefault("role", "editor")
    fields.setdefault("subject", "adoption:1")
    fields.setdefault("title", "Kneprotese: ny utgave rører deres tekst")
    fields.setdefault("opened_at", OPENED)
    fields.setdefault("deadline", fields["opened_at"] + timedelta(days=14))
    return OpenItem(organization=site.organization, site=site, key=key or f"item-{next(_numbers)}", **fields)
