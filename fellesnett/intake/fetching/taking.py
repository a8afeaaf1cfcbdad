"""What has come is taken in: read, compared with what was, put where it belongs; and taken away when its time is over.

An answer is taken in by one or more transactions of `BATCH` records, and marked as taken in with the last: killed anywhere, it is
taken in from its beginning the next time, and what was done already comes to nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.intake.fetching.asking import close_question, pose
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import CHANGED, GONE, NEW, UNCHANGED, Outcome, Reading, Record, differences
from fellesnett.intake.models import Errand, Fetched, Source, SourcedRecord
from fellesnett.intake.models.sources import GoneBecause

BATCH = 100


def take_in(*, importer: Importer, fetched: Fetched, at: datetime) -> tuple[Outcome, ...]:
    """Take one answer in. Raises ShapeChanged before anything of it is stored, and NotAllowed, NotReady from the rooms that
    its facts belong to."""
    reading = importer.read(fetched)
    outcomes = [each for batch in batches(reading.records) for each in _take_batch(importer, fetched, batch, at)]
    return (*outcomes, *_finish(importer, fetched, reading, outcomes, at))


def batches(records: tuple[Record, ...]) -> Iterator[tuple[Record, ...]]:
    """As many as one transaction takes in."""
    for first in range(0, len(records), BATCH):
        yield records[first : first + BATCH]


def hold_source(pk: int) -> None:
    """Two who take in the same answer come one after the other, the second to nothing new. A step inside a transaction."""
    Source.objects.select_for_update().get(pk=pk)


@transaction.atomic
def _take_batch(importer: Importer, fetched: Fetched, records: Iterable[Record], at: datetime) -> list[Outcome]:
    hold_source(fetched.source_id)
    return [upsert(importer, fetched, record, at) for record in records]


def upsert(importer: Importer, fetched: Fetched, record: Record, at: datetime) -> Outcome:
    """Store what a record says: once or many times, it comes to the same. A step inside a transaction."""
    rows = SourcedRecord.objects.select_for_update(of=("self",))
    row = rows.filter(source=fetched.source, key=record.key).first()
    state, before = _state_of(row, record)
    if row is None:
        row = SourcedRecord(source=fetched.source, key=record.key, first_seen=fetched.confirmed_at, changed_at=at)
    if state != UNCHANGED:
        row.facts, row.content_hash, row.changed_at = importer.carried(before, record.facts), record.content_hash, at
    row.gone_at, row.gone_because, row.fetched, row.last_seen = None, "", fetched, fetched.confirmed_at
    row.expires_at = importer.expires(fetched)
    row.save()
    kept = importer.keep(record, row, fetched)
    row.subject, row.expires_at = kept.subject, kept.expires_at or row.expires_at
    pose(importer, row, kept.question, at)
    row.save()
    return Outcome(record.key, state, row.subject, differences(before, row.facts) if state != UNCHANGED else ())


def _state_of(row: SourcedRecord | None, record: Record) -> tuple[str, dict[str, object]]:
    if row is None:
        return NEW, {}
    if row.gone_at is not None:
        return NEW, row.facts
    return (UNCHANGED if row.content_hash == record.content_hash else CHANGED), row.facts


@transaction.atomic
def _finish(importer: Importer, fetched: Fetched, reading: Reading, outcomes: list[Outcome], at: datetime) -> tuple[Outcome, ...]:
    """What is gone, what to ask next, how far the feed is read; and the answer is taken in."""
    source = fetched.source
    removed = tuple(remove(importer, row, GoneBecause.SOURCE, at) for row in _standing(source, reading.gone))
    onward = [Errand(source=source, key=ask.key, url=ask.url) for ask in {ask.key: ask for ask in reading.onward}.values()]
    Errand.objects.bulk_create(onward, ignore_conflicts=True, batch_size=500)
    if reading.cursor:
        source.cursor = reading.cursor
        Source.objects.filter(pk=source.pk).update(cursor=reading.cursor)
    fetched.taken_at, fetched.fault = at, ""
    fetched.save(update_fields=["taken_at", "fault"])
    if fetched.size and not fetched.body:  # nothing of it was ours to keep
        fetched.delete()
    counts = {state: sum(each.state == state for each in (*outcomes, *removed)) for state in (NEW, CHANGED, GONE)}
    if any(counts.values()):
        said = {"key": fetched.key, "sha256": fetched.sha256, **counts}
        log.append([log.Entry("source.taken_in", subjects.source(source.name), said)], by=None, at=at)
    return removed


def _standing(source: Source, ids: Iterable[str]) -> list[SourcedRecord]:
    rows = SourcedRecord.objects.standing().filter(source=source, key__in=list(ids))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def remove(importer: Importer, row: SourcedRecord, because: str, at: datetime) -> Outcome:
    """Nothing of a record is shown from now. A step inside a transaction."""
    row.gone_at, row.gone_because = at, because
    importer.remove(row, at)
    said = {"key": row.key, "because": str(because), "about": row.subject}
    log.append([log.Entry("source.removed", subjects.source(row.source.name), said)], by=None, at=at)
    close_question(row, by=None, at=at)
    row.question = {}
    row.save()
    return Outcome(row.key, GONE, row.subject)


@transaction.atomic
def remove_unsaid(*, importer: Importer, source: Source, since: datetime, at: datetime) -> tuple[Outcome, ...]:
    """A source that says all there is, has been read to its end: what it did not say this time is gone."""
    rows = SourcedRecord.objects.standing().filter(source=source, last_seen__lt=since).select_for_update(of=("self",))
    return tuple(remove(importer, row, GoneBecause.SOURCE, at) for row in rows.order_by("pk"))
