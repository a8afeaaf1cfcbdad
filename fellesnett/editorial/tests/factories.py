"""Open items and requests by letter for the tests of this room and of every room above it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core import mail

from fellesnett.accounts.models import User
from fellesnett.editorial.models import OpenItem, OpenItemKind, SignOffRequest
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


def make_request(site: Site, *, about: str, by: User, at: datetime, **fields: Any) -> SignOffRequest:
    """Somebody at a hospital is asked by letter to read a text; the row alone, without its letter."""
    said = {
        "about": about,
        "subject": "adoption:1",
        "content_hash": "sha256:1",
        "title": "Kneprotese",
        "organization": site.organization,
        "site": site,
        "name": "Ida Lege",
        "email": "ida.lege@sykehus.example",
        "function": "overlege",
        "asked_by": by,
        "asked_at": at,
        "expires_at": at + timedelta(days=14),
    }
    request: SignOffRequest = SignOffRequest.objects.create(**{**said, **fields})
    return request


def sent_links() -> list[str]:
    """The path of the personal link in each letter sent so far, in order."""
    found = [re.search(r"https?://[^/]+(/les/[\w-]+/)", str(message.body)) for message in mail.outbox]
    return [link[1] for link in found if link]
