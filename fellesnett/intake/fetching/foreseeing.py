"""A dry run: ask a source all that a round would ask, tell what it would come to, and store nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import GONE, Ask, Outcome, Record
from fellesnett.intake.fetching.running import ask_once
from fellesnett.intake.fetching.taking import batches, hold_source, upsert
from fellesnett.intake.models import Fetched, Source, SourcedRecord
from fellesnett.intake.sources import IMPORTERS

Progress = Callable[[int, int], None]
MOST = 20_000
"""Questions in a dry run."""
A_BREATH = 0.05
"""Seconds between what is tried: where there is one writer at a time, others come to."""


def foresee_round(
    *,
    source: Source,
    at: datetime,
    progress: Progress = lambda done, left: None,
    pause: Callable[[], None] = lambda: time.sleep(A_BREATH),
) -> tuple[Outcome, ...]:
    """What a whole round from its beginning would come to now, each batch of records held against what is here.

    Raises NoAnswer, ShapeChanged, NotAllowed, NotReady."""
    importer, answers = IMPORTERS[source.name], list[Fetched]()
    source = Source.objects.select_related("on_by").get(pk=source.pk)
    source.round_began_at, cursor = at, source.cursor
    waiting, asked = list(importer.asks(source, at)), set[tuple[str, str]]()
    while waiting and len(asked) < MOST:
        ask = waiting.pop(0)
        if (ask.key, ask.url) in asked:
            continue
        asked.add((ask.key, ask.url))
        fetched = ask_once(importer=importer, source=source, ask=ask, at=at)
        answers.append(fetched)
        waiting.extend(_onward(importer, source, fetched))
        progress(len(asked), len(waiting))
    source.cursor = cursor
    return _foreseen(importer, source, answers, at, pause)


def _onward(importer: Importer, source: Source, fetched: Fetched) -> tuple[Ask, ...]:
    reading = importer.read(fetched)
    source.cursor = reading.cursor or source.cursor  # in hand only: nothing is saved
    return reading.onward


def _foreseen(
    importer: Importer, source: Source, answers: list[Fetched], at: datetime, pause: Callable[[], None]
) -> tuple[Outcome, ...]:
    outcomes, said, gone = list[Outcome](), set[str](), set[str]()
    for fetched in answers:
        fetched.source = source
        reading = importer.read(fetched)
        for batch in batches(reading.records):
            outcomes.extend(_undone(importer, fetched, batch, at))
            pause()
        keys = {record.key for record in reading.records}
        said |= keys
        gone = (gone - keys) | set(reading.gone)
    return (*outcomes, *_gone(importer, source, said, gone))


def _undone(importer: Importer, fetched: Fetched, records: Iterable[Record], at: datetime) -> list[Outcome]:
    """Taken in and rolled back: nobody who writes waits for more than this."""
    with transaction.atomic():
        hold_source(fetched.source_id)
        fetched.pk = None
        fetched.save(force_insert=True)
        outcomes = [upsert(importer, fetched, record, at) for record in records]
        transaction.set_rollback(True)
    return outcomes


def _gone(importer: Importer, source: Source, said: set[str], gone: set[str]) -> list[Outcome]:
    standing = SourcedRecord.objects.standing().filter(source=source).order_by("pk")
    return [
        Outcome(row.key, GONE, row.subject) for row in standing if row.key in gone or (importer.is_whole and row.key not in said)
    ]
