"""Verbs of the inbox and of signing.

They are steps inside a larger act: the verb that calls them holds the transaction, and logs what it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from fellesnett.editorial.models import IdentifiedBy, OpenItem, SignOff, SignOffRequest
from fellesnett.editorial.queries import in_chunks
from fellesnett.editorial.wording import Said

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site

ESCALATED = "escalated:"


@transaction.atomic
def open_items_bulk(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Ask each question unless it is already asked: items are told apart by `key`. Returns the open rows, old and new.

    Three queries for each 5,000 items. Two processes that ask the same question at once end with one row.
    """
    wanted = {item.key: _kept(item) for item in items}
    found: dict[str, OpenItem] = {}
    for keys in in_chunks(wanted):
        asked = set(OpenItem.objects.open().filter(key__in=keys).values_list("key", flat=True))
        fresh = [wanted[key] for key in keys if key not in asked]
        if fresh:
            OpenItem.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        found |= {item.key: item for item in OpenItem.objects.open().filter(key__in=keys)}
    return [found[key] for key in wanted if key in found]


def _kept(item: OpenItem) -> OpenItem:
    """Keep beside the words what they were made of, so that each reader has them in the own language."""
    made = {"title": item.title, "reason": item.reason}
    item.wording = {what: words.parts for what, words in made.items() if isinstance(words, Said)} | item.wording
    item.title, item.reason = str(item.title)[:255], str(item.reason)
    return item


def open_item(item: OpenItem) -> OpenItem:
    """Ask one question unless it is already asked. Returns the open row."""
    return open_items_bulk([item])[0]


@transaction.atomic
def close_items(
    *,
    keys: Iterable[str] = (),
    subject: str = "",
    kinds: Sequence[str] = (),
    by: User | None,
    at: datetime,
    resolution: str,
) -> int:
    """Close the open items with these keys, or about this subject (of these kinds, where named), and what was
    escalated from them. `by` is None where a rule closes them. Returns how many questions were answered.

    Two queries for each 5,000 keys. Naming neither keys nor subject closes nothing.
    """
    scope = OpenItem.objects.open()
    if kinds:
        scope = scope.filter(kind__in=kinds)
    chosen = [scope.filter(key__in=chunk) for chunk in in_chunks(keys)]
    if subject:
        chosen.append(scope.filter(subject=subject))
    closed = 0
    for items in chosen:
        answered = set(items.values_list("pk", flat=True))
        if not answered:
            continue
        escalated = [f"{ESCALATED}{pk}:{role}" for pk in answered for role in ("site_owner", "regional_owner")]
        rows = OpenItem.objects.open().filter(Q(pk__in=answered) | Q(key__in=escalated))
        rows.update(closed_at=at, closed_by=by, resolution=resolution[:255])
        closed += len(answered)
    return closed


def close_items_of(site: Site, *, by: User, at: datetime, resolution: str) -> int:
    """Close every open item of a site that is no more. Returns how many."""
    return OpenItem.objects.open().filter(site=site).update(closed_at=at, closed_by=by, resolution=resolution)


@transaction.atomic
def sign(
    *,
    hashes: Iterable[str],
    subject: str,
    organization: Organization,
    role: str,
    by: User,
    at: datetime,
    comment: str = "",
    request: SignOffRequest | None = None,
) -> list[SignOff]:
    """A clinician's yes to these content hashes. What this person has signed before is not signed again. Two queries.

    `request` is what a person without log-in answers: then they are known by their personal link.
    """
    wanted = list(dict.fromkeys(hashes))
    before = SignOff.objects.filter(subject=subject, signed_by=by, content_hash__in=wanted)
    signed = set(before.values_list("content_hash", flat=True))
    yes: dict[str, Any] = {"subject": subject, "organization": organization, "signed_by": by, "role": role}
    yes |= {"signed_at": at, "comment": comment, "request": request}
    if request is not None:
        yes["identified_by"] = IdentifiedBy.PERSONAL_LINK
    rows = [SignOff(content_hash=content_hash, **yes) for content_hash in wanted if content_hash not in signed]
    return SignOff.objects.bulk_create(rows, batch_size=500)
