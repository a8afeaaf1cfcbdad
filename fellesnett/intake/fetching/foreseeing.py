"""A dry run: ask a source all that a round would ask, tell what it would come to, and store nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Outcome
from fellesnett.intake.fetching.running import ask_once
from fellesnett.intake.fetching.taking import remove_unsaid, take_in
from fellesnett.intake.models import Fetched, Source
from fellesnett.intake.sources import IMPORTERS

Progress = Callable[[int, int], None]
MOST = 20_000
"""Questions in a dry run."""


def foresee_round(*, source: Source, at: datetime, progress: Progress = lambda done, left: None) -> tuple[Outcome, ...]:
    """What a whole round from its beginning would come to now. Raises NoAnswer, ShapeChanged, NotAllowed, NotReady."""
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
    return _rolled_back(importer, source, answers, at)


def _onward(importer: Importer, source: Source, fetched: Fetched) -> tuple[Ask, ...]:
    reading = importer.read(fetched)
    source.cursor = reading.cursor or source.cursor  # in hand only: nothing is saved
    return reading.onward


def _rolled_back(importer: Importer, source: Source, answers: list[Fetched], at: datetime) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    with transaction.atomic():
        for fetched in answers:
            fetched.source = source
            fetched.save()
            outcomes.extend(take_in(importer=importer, fetched=fetched, at=at))
        if importer.is_whole:
            outcomes.extend(remove_unsaid(importer=importer, source=source, since=at, at=at))
        transaction.set_rollback(True)
    return tuple(outcomes)
