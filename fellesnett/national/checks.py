"""What can be proven of the national base at rest: editions are what was approved, in one unbroken row (semantics.md 6 to 8)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.canonical import edition_hash
from fellesnett.composition.documents import InvalidDocument
from fellesnett.editorial import subjects
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.national.actions.releasing import REVIEW_MONTHS
from fellesnett.national.models import CandidateState, Edition, EditionState, IssuedBlock
from fellesnett.national.signing import unsigned

DAYS_IN_A_MONTH = 31


def edition_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Every edition of every text, oldest first. One query for each edition's signatures."""
    rows = Edition.objects.select_related("topic", "candidate").order_by("topic_id", "language", "number")
    for _key, editions in groupby(rows.iterator(chunk_size=200), key=lambda row: (row.topic_id, row.language)):
        found = list(editions)
        yield from _row_of_numbers(found)
        old: Value | None = None
        for edition in found:
            try:
                value = edition.read()
            except InvalidDocument as damage:
                yield Fault("edition", _name(edition), f"cannot be read: {damage}")
                continue
            yield from _text(edition, value)
            yield from _signatures(edition, old, value)
            old = value
            tick(1)
    yield from _issued()


def _name(edition: Edition) -> str:
    return f"{subjects.text(edition.topic.key, edition.language)} edition {edition.number}"


def _row_of_numbers(editions: list[Edition]) -> Iterator[Fault]:
    first = editions[0]
    name = subjects.text(first.topic.key, first.language)
    if [edition.number for edition in editions] != list(range(1, len(editions) + 1)):
        yield Fault("edition", name, f"the editions are numbered {[edition.number for edition in editions]}")
    offered = [edition.number for edition in editions if edition.state == EditionState.LIVE]
    waiting = any(edition.state == EditionState.SCHEDULED for edition in editions)
    if first.topic.withdrawn_at:
        if offered or waiting:
            yield Fault("edition", name, "the topic is withdrawn, and an edition of it is still offered")
    elif len(offered) != 1 and not (not offered and (waiting or all(row.state == EditionState.CALLED_OFF for row in editions))):
        yield Fault("edition", name, f"{len(offered)} editions are live; there must be one")


def _text(edition: Edition, value: Value) -> Iterator[Fault]:
    if edition_hash(value) != edition.content_hash:
        yield Fault("edition", _name(edition), "the text is not the one its hash was made of")
    if edition.reviewed_on >= edition.review_by:
        yield Fault("edition", _name(edition), "is to be reviewed before it was reviewed")
    if (edition.review_by - edition.reviewed_on).days > REVIEW_MONTHS * DAYS_IN_A_MONTH:
        yield Fault("edition", _name(edition), f"is to be reviewed later than {REVIEW_MONTHS} months after the last review")


def _signatures(edition: Edition, old: Value | None, value: Value) -> Iterator[Fault]:
    """Approved by another than the author, for exactly this hash, and every block of it signed."""
    candidate = edition.candidate
    if candidate.content_hash != edition.content_hash:
        yield Fault("invariant 1", _name(edition), "another text was approved than the one that was released")
    if candidate.state != CandidateState.RELEASED or candidate.approved_by_id is None:
        yield Fault("invariant 1", _name(edition), "was released without an approval")
    elif candidate.approved_by_id == candidate.author_id:
        yield Fault("invariant 1", _name(edition), "was approved by its author")
    for mark in unsigned(old, value):
        yield Fault("invariant 1", _name(edition), f"block {mark.block} has {len(mark.signed_by)} of {mark.needed} signatures")


def _issued() -> Iterator[Fault]:
    """A block id belongs to one topic for ever (semantics.md section 1)."""
    owners = dict(IssuedBlock.objects.values_list("block", "topic_id"))
    rows = Edition.objects.values_list("topic_id", "topic__key", "sections")
    for topic, key, sections in rows.iterator(chunk_size=500):
        for section in sections:
            for block in section["blocks"]:
                if owners.get(block["id"]) != topic:
                    yield Fault("edition", subjects.topic(key), f"block {block['id']} is not issued to this topic")
