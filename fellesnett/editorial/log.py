"""The event log: append-only, hash-chained, written in the transaction of what it records (semantics.md section 8.10).

Verbs collect what happened as `Entry` values and append them once, as the last thing before commit: the chain's head row
is locked from then on, so writers queue in commit order and, since everybody takes that lock last, never deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.composition.canonical import digest
from fellesnett.editorial.models import Event, LogHead

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `verb` is noun.verb in the past tense, `payload` holds ids and hashes, never personal data."""

    verb: str
    subject: str
    payload: dict[str, Any] = field(default_factory=dict)
    organization: Organization | None = None
    by: User | None = None
    role: str = ""


def link_hash(previous: str, event: Event) -> str:
    """The hash of one link: SHA-256 over the canonical JSON of the event and the hash of the link before."""
    return digest(
        {
            "previous": previous,
            "sequence": event.sequence,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": event.actor_id,
            "actor_name": event.actor_name,
            "role": event.role,
            "verb": event.verb,
            "subject": event.subject,
            "organization": event.organization_id,
            "payload": event.payload,
        }
    )


def append(entries: Iterable[Entry], *, by: User | None, at: datetime) -> list[Event]:
    """Append entries in order. `by` is the person who acted (None: the machine, by a rule a person has set).

    Two or three queries however many entries. Raises `TransactionManagementError` outside a transaction.
    """
    waiting: Sequence[Entry] = list(entries)
    if not waiting:
        return []
    head = _locked_head()
    events = []
    for entry in waiting:
        actor = entry.by or by
        event = Event(
            sequence=head.sequence + 1,
            at=at,
            actor=actor,
            actor_name=actor.get_full_name() or actor.email if actor else "Fellesnett",
            role=entry.role,
            verb=entry.verb,
            subject=entry.subject,
            organization=entry.organization,
            payload=entry.payload,
            previous_hash=head.hash,
        )
        event.hash = link_hash(head.hash, event)
        head.sequence, head.hash = event.sequence, event.hash
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    head.save(update_fields=["sequence", "hash"])
    return events


def _locked_head() -> LogHead:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the event log is written inside the transaction of what it records")
    head, _made = LogHead.objects.select_for_update().get_or_create(id=1)
    return head
