"""A round at a source: ask, keep what came as it came, take it in, until nothing is left to ask.

Each answer is stored before it is read, and each question is a row until it is answered: stopped anywhere, the next run goes on
from there. Nothing is held in the database while a source is asked.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fellesnett.intake.fetching import outgoing, pacing
from fellesnett.intake.fetching.asking import close_fault, tell_of_fault
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.keeping import forget, kept_body, run_out
from fellesnett.intake.fetching.outgoing import NOTHING, Conditions, House, NoAnswer
from fellesnett.intake.fetching.pacing import Dice
from fellesnett.intake.fetching.permissions import may_manage_sources
from fellesnett.intake.fetching.records import Ask, Outcome, ShapeChanged
from fellesnett.intake.fetching.taking import remove_unsaid, take_in
from fellesnett.intake.models import Errand, Fetched, Source, SourceState
from fellesnett.intake.models.sources import hash_of, packed
from fellesnett.intake.sources import IMPORTERS
from fellesnett.national.actions import NotReady
from fellesnett.pages.gates import NotReady as PageNotReady

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=30)
"""A source that a worker has begun on, no other begins on; what it died with is gone on with after this."""
A_TURN = 20.0
"""Seconds that one source may hold the worker before it goes on in the next round."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Run:
    """How a run went: questions asked, what became of the records, whether all was asked, or the fault that ended it."""

    asked: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    is_whole: bool = False
    fault: str = ""


def fetch_due(*, at: datetime, dice: Dice = random.random) -> int:
    """The worker's one call: a turn for each source whose time has come. Returns how many questions were asked."""
    asked = 0
    for source in Source.objects.due(at):
        if source.name in IMPORTERS and _claimed(source, at):
            try:
                asked += fetch(source=source, at=at, dice=dice, seconds=A_TURN).asked
            except Exception:  # one source's fault keeps no other waiting, and does not come again at once
                logger.exception("%s failed", source.name)
                _set_back(IMPORTERS[source.name], source, Run(), NoAnswer("failed"), at, dice)
    return asked + (forget(at=at) if asked else run_out(at=at))  # old answers can wait until something is asked


def _claimed(source: Source, at: datetime) -> bool:
    """Of several workers one is told yes."""
    mine = Source.objects.filter(pk=source.pk, next_at=source.next_at, state=SourceState.ON)
    return bool(mine.update(next_at=at + CLAIMED_FOR))


def fetch(
    *,
    source: Source,
    at: datetime,
    dice: Dice = random.random,
    seconds: float | None = None,
    progress: Progress = lambda done, left: None,
) -> Run:
    """Go on with the round that is under way at a source, or begin one. `seconds`: stop after that long, to go on later.

    A fault is written on the source and ends the run; what came before it stands.
    """
    importer, run = IMPORTERS[source.name], Run()
    ends = math.inf if seconds is None else time.monotonic() + seconds
    source = Source.objects.select_related("on_by").get(pk=source.pk)
    if source.on_by is None or not may_manage_sources(source.on_by):
        return _stopped(importer, source, run, "not_allowed", "", at)
    _begin(importer, source, at)
    try:
        while _is_wanted(source) and _step(importer, source, run, at):
            progress(run.asked, source.errands.count())
            if run.asked and (source.failures or source.open_until):
                _answered(source)
            if time.monotonic() >= ends:
                _later(source, at)
                return run
    except NoAnswer as fault:
        return _set_back(importer, source, run, fault, at, dice)
    except ShapeChanged as fault:
        return _stopped(importer, source, run, "shape", fault.place, at)
    except (PermissionDenied, NotReady, PageNotReady) as fault:
        return _stopped(importer, source, run, "not_allowed", str(fault), at)
    if _is_wanted(source):
        run.outcomes.extend(_end(importer, source, at, dice))
        run.is_whole = True
    return run


def _is_wanted(source: Source) -> bool:
    """Has nobody turned it off meanwhile?"""
    return Source.objects.filter(pk=source.pk).exclude(state=SourceState.OFF).exists()


@transaction.atomic
def _begin(importer: Importer, source: Source, at: datetime) -> None:
    source.tried_at = at
    if source.round_began_at is None:
        source.round_began_at = at
        asks = {ask.key: ask for ask in importer.asks(source, at)}
        rows = [Errand(source=source, key=ask.key, url=ask.url) for ask in asks.values()]
        Errand.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    source.save(update_fields=["tried_at", "round_began_at"])


def _step(importer: Importer, source: Source, run: Run, at: datetime) -> bool:
    """Take in what waits, else ask one question more. False when there is nothing left."""
    waiting = source.fetched.waiting().first()
    if waiting is not None:
        waiting.source = source
        try:
            run.outcomes.extend(take_in(importer=importer, fetched=waiting, at=at))
        except ShapeChanged as fault:
            Fetched.objects.filter(pk=waiting.pk).update(fault=fault.place[:300])
            raise
        except Exception:  # set aside when the source is turned on again, else it would stand in the way for good
            Fetched.objects.filter(pk=waiting.pk).update(fault="failed")
            raise
        return True
    errand = source.errands.first()
    if errand is None:
        return False
    ask(importer=importer, source=source, errand=errand, at=at)
    run.asked += 1
    return True


def ask(*, importer: Importer, source: Source, errand: Errand, at: datetime) -> None:
    """Ask one question and keep the answer, to be taken in next. Raises NoAnswer."""
    newest = source.fetched.filter(key=errand.key).order_by("-pk").first()
    has_it = newest is not None and newest.url == errand.url and not errand.unconditional
    had = Conditions(newest.etag, newest.modified) if newest and has_it else NOTHING
    answer = outgoing.get(errand.url, house=_house(importer, source, at), at=at, had=had)
    with transaction.atomic():
        if newest is not None and (answer.status == 304 or _is_same(newest, answer)):
            is_unread = newest.fault or importer.rereads(errand.key)  # what was set aside unread says what it said
            newest.confirmed_at, newest.taken_at = at, None if is_unread else newest.taken_at
            newest.save(update_fields=["confirmed_at", "taken_at"])
        else:
            kept_of(importer, source, errand, answer, at).save()
        Errand.objects.filter(pk=errand.pk).delete()


def _house(importer: Importer, source: Source, at: datetime) -> House:
    return House(importer.address(""), {**importer.first_headers(source, at), **importer.headers()}, importer.usable)


def ask_once(*, importer: Importer, source: Source, ask: Ask, at: datetime) -> Fetched:
    """The whole answer to a question, not stored. Raises NoAnswer."""
    answer = outgoing.get(ask.url, house=_house(importer, source, at), at=at)
    return kept_of(importer, source, ask, answer, at)


def _is_same(newest: Fetched, answer: outgoing.Answer) -> bool:
    return (newest.url, newest.status, newest.sha256) == (answer.url, answer.status, hash_of(answer.body))


def kept_of(importer: Importer, source: Source, errand: Errand | Ask, answer: outgoing.Answer, at: datetime) -> Fetched:
    """An answer as it is kept."""
    body = kept_body(importer, errand.key, answer.status, answer.body)
    return Fetched(
        source=source,
        key=errand.key,
        url=answer.url[:1000],
        status=answer.status,
        packed=packed(body),
        sha256=hash_of(answer.body),
        size=len(answer.body),
        etag=answer.etag,
        modified=answer.modified,
        fetched_at=at,
        confirmed_at=at,
    )


# --- how it ended ---------------------------------------------------------------------------------------------------


@transaction.atomic
def _end(importer: Importer, source: Source, at: datetime, dice: Dice) -> tuple[Outcome, ...]:
    """The round is over: nothing is left to ask."""
    began = source.round_began_at or at
    gone = remove_unsaid(importer=importer, source=source, since=began, at=at) if importer.is_whole else ()
    source.round_began_at, source.succeeded_at, source.failures, source.open_until = None, at, 0, None
    source.fault, source.fault_place, source.next_at = "", "", pacing.after_round(importer.every, at=at, dice=dice)
    source.save(update_fields=["round_began_at", "succeeded_at", "failures", "open_until", "fault", "fault_place", "next_at"])
    Source.objects.filter(pk=source.pk, state=SourceState.STOPPED).update(state=SourceState.ON)
    close_fault(source, by=None, at=at)
    return gone


def _answered(source: Source) -> None:
    """After a fault came an answer: faults are counted in a row, and an open circuit closes."""
    source.open_until, source.failures = None, 0
    source.save(update_fields=["open_until", "failures"])


def _later(source: Source, at: datetime) -> None:
    source.next_at = at
    source.save(update_fields=["next_at"])


@transaction.atomic
def _set_back(importer: Importer, source: Source, run: Run, fault: NoAnswer, at: datetime, dice: Dice) -> Run:
    asked = timedelta(seconds=fault.wait_seconds)
    next_step = pacing.after_fault(source.failures, at=at, dice=dice, asked_to_wait=asked)
    source.failures, source.next_at, source.open_until = next_step.failures, next_step.next_at, next_step.open_until
    source.fault, source.fault_place, run.fault = fault.fault, fault.place[:300], fault.fault
    source.save(update_fields=["failures", "next_at", "open_until", "fault", "fault_place"])
    logger.warning("%s: %s", source.name, fault)
    if source.open_until or fault.fault == "key":
        tell_of_fault(importer, source, at)
    return run


@transaction.atomic
def _stopped(importer: Importer, source: Source, run: Run, fault: str, place: str, at: datetime) -> Run:
    """No more is asked until a person has looked. What stands, stands until it runs out."""
    source.fault, source.fault_place, run.fault = fault, place[:300], fault
    source.save(update_fields=["fault", "fault_place"])
    Source.objects.filter(pk=source.pk, state=SourceState.ON).update(state=SourceState.STOPPED)
    logger.error("%s stopped: %s %s", source.name, fault, place)
    tell_of_fault(importer, source, at)
    return run
