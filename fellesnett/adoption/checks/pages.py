"""Invariants 1, 10 and 11: every page that was ever shown is the one approved, can be made again, and stood alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from fellesnett.adoption.models import Answer, LocalOperation, OperationState, Showing
from fellesnett.adoption.readiness import is_departure
from fellesnett.adoption.recipes import Library, Recipe, operation_value
from fellesnett.composition.canonical import operation_hash
from fellesnett.composition.composing import CompositionError
from fellesnett.composition.documents import InvalidDocument
from fellesnett.editorial import subjects
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.editorial.models import SignOff

BATCH = 500
WHOLE = Recipe.__required_keys__
Signed = Mapping[str, set[str]]


def page_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Compose every page again from its recipe, and hold it against its hash and its approval. Three queries a batch."""
    related = ("snapshot", "approval", "text__adoption")
    rows = Showing.objects.select_related(*related).order_by("snapshot__edition_id", "pk").iterator(chunk_size=BATCH)
    signed = _signed()
    while batch := list(islice(rows, BATCH)):
        library = Library()
        library.fetch(showing.snapshot.recipe for showing in batch if showing.snapshot.recipe.keys() >= WHOLE)
        for showing in batch:
            yield from _approved(showing)
            yield from _made_again(library, showing)
            if showing.live_to is None:
                yield from _live(library, showing, signed)
        tick(len(batch))


def name(showing: Showing) -> str:
    place = f" at place {showing.place_id}" if showing.place_id else ""
    return f"text {showing.text_id}{place}, showing {showing.pk}"


def _approved(showing: Showing) -> Iterator[Fault]:
    snapshot, approval = showing.snapshot, showing.approval
    if approval.snapshot_id != snapshot.pk or approval.hash != snapshot.hash:
        yield Fault("invariant 1", name(showing), "the approval is for another page than the one shown")
    if (snapshot.text_id, snapshot.place_id) != (showing.text_id, showing.place_id):
        yield Fault("invariant 1", name(showing), "shows a page that was made for another place")
    if not approval.approved_by_name:
        yield Fault("invariant 11", name(showing), "nobody is named as having approved it")


def _made_again(library: Library, showing: Showing) -> Iterator[Fault]:
    snapshot = showing.snapshot
    try:
        made = library.page(snapshot.recipe).hash
    except (CompositionError, InvalidDocument, KeyError, StopIteration) as damage:
        yield Fault("invariant 10", name(showing), f"the page cannot be composed again: {type(damage).__name__} {damage}")
        return
    if made != snapshot.hash or snapshot.edition_id != snapshot.recipe["edition"]:
        yield Fault("invariant 10", name(showing), "the recipe makes another page than the one that was approved")


def _live(library: Library, showing: Showing, signed: Signed) -> Iterator[Fault]:
    adoption = showing.text.adoption
    if adoption.answer != Answer.ADOPTED:
        yield Fault("invariant 1", name(showing), f"is live, and the site has answered {adoption.answer}")
    rows = [library.operations[pk] for pk in showing.snapshot.recipe["operations"] if pk in library.operations]
    for row in rows:
        if row.state == OperationState.DRAFT:
            yield Fault("invariant 1", name(showing), f"operation {row.pk} is a draft, and patients see it")
        if is_departure(row) and not _bears_a_signature(row, signed):
            yield Fault(
                "invariant 1", name(showing), f"operation {row.pk} departs from the national text without a clinician's yes"
            )


def _bears_a_signature(row: LocalOperation, signed: Signed) -> bool:
    subject = subjects.variant(row.variant_id) if row.variant_id else subjects.adoption(row.adoption_id or 0)
    try:
        return operation_hash(operation_value(row)) in signed.get(subject, ())
    except InvalidDocument:
        return False


def _signed() -> Signed:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, signed in SignOff.objects.values_list("subject", "content_hash"):
        found[subject].add(signed)
    return found


# --- one at a time --------------------------------------------------------------------------------------------------


def showing_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """What was shown at any moment is one page: showings of a text at a place follow each other and never overlap."""
    rows = Showing.objects.order_by("text_id", "place_id", "live_from", "pk")
    before: Sequence[Any] = (None, None, None, None)
    for row in rows.values_list("text_id", "place_id", "live_from", "live_to", "pk").iterator(chunk_size=5_000):
        text, place, live_from, live_to, pk = row
        subject = f"text {text}{f' at place {place}' if place else ''}, showing {pk}"
        if live_to is not None and live_to < live_from:
            yield Fault("invariant 11", subject, "ended before it began")
        if (text, place) == (before[0], before[1]) and _reaches_into(before[3], live_from):
            yield Fault("invariant 11", subject, "began while another page was still shown")
        before = row
        tick(1)


def _reaches_into(ended: datetime | None, began: datetime) -> bool:
    return ended is None or ended > began


def in_batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows in runs of this size."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
