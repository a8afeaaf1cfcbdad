"""What can be proven of the record at rest: the chain is whole, and nobody changed a link (semantics.md section 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fellesnett.editorial.log import link_hash
from fellesnett.editorial.models import Event, LogHead

Tick = Callable[[int], None]
"""Told how many more rows a check has walked, for whoever waits for it."""


def silent(_rows: int) -> None:
    """Nobody is waiting."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken promise: which invariant, where, and what is wrong in words."""

    invariant: str
    subject: str
    text: str


def chain_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Walk the event log from the first link to the head."""
    previous_hash, previous_sequence = "", 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=5_000):
        subject = f"event {event.sequence}"
        if event.sequence != previous_sequence + 1:
            yield Fault("log", subject, f"follows event {previous_sequence}: links are missing")
        if event.previous_hash != previous_hash:
            yield Fault("log", subject, "does not point at the link before it")
        if event.hash != link_hash(event.previous_hash, event):
            yield Fault("log", subject, "was changed after it was written")
        previous_hash, previous_sequence = event.hash, event.sequence
        tick(1)
    head = LogHead.objects.filter(id=1).first() or LogHead()
    if (head.sequence, head.hash) != (previous_sequence, previous_hash):
        yield Fault("log", "head", f"the log ends at {previous_sequence}, its head says {head.sequence}")
