"""Invariants 3 and 8: who is behind has been asked, and nothing withdrawn outlives its deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from fellesnett.adoption import inbox
from fellesnett.adoption.holdings import needs_person
from fellesnett.adoption.models import AdoptedText, Answer, Decision, Showing, Update
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national.models import Edition, EditionState

WORKER_ROUND = timedelta(minutes=10)
"""How late the worker may be before a page past its deadline is a fault."""


class _Newest(NamedTuple):
    pk: int
    number: int


def question_faults(*, at: datetime, tick: Tick = silent) -> Iterator[Fault]:
    """Hold every adopted text against the newest live edition, and every open update against the inbox. Six queries.

    An edition whose roll-out is not done is no fault yet: the worker finds it (`roll_out_pending`).
    """
    newest = _newest()
    updates = {update.text_id: update for update in Update.objects.open()}
    asked = set(OpenItem.objects.open().filter(key__startswith="text:").values_list("key", flat=True))
    texts = AdoptedText.objects.filter(adoption__answer=Answer.ADOPTED, adoption__topic__withdrawn_at__isnull=True)
    names = ("pk", "adoption__topic_id", "language", "edition__number")
    for pk, topic, language, number in texts.values_list(*names).iterator(chunk_size=5_000):
        live = newest.get((topic, language))
        if live and live.number > number:
            yield from _behind(pk, live, updates.get(pk), asked)
        tick(1)
    yield from _unasked(updates, asked)
    yield from _withdrawn(at)


def _newest() -> dict[tuple[int, str], _Newest]:
    """The live editions that the roll-out has finished with, by topic and language."""
    live = Edition.objects.filter(state=EditionState.LIVE, rolled_out_at__isnull=False)
    rows = live.values_list("topic_id", "language", "pk", "number")
    return {(topic, language): _Newest(pk, number) for topic, language, pk, number in rows}


def _behind(text: int, live: _Newest, update: Update | None, asked: set[str]) -> Iterator[Fault]:
    if update is None or update.to_edition_id != live.pk:
        yield Fault("invariant 3", f"text {text}", f"edition {live.number} is live, and the site has no open update to it")
    elif inbox.key_of(text, OpenItemKind.UPDATE) not in asked:
        yield Fault("invariant 3", f"text {text}", f"edition {live.number} is live, and nobody at the site has been asked")


def _unasked(updates: dict[int, Update], asked: set[str]) -> Iterator[Fault]:
    """Every outcome that waits for somebody's choice has its question in an inbox."""
    decided = set(Decision.objects.filter(update_row__in=updates.values()).values_list("update_row_id", "operation__key"))
    for text, update in updates.items():
        for outcome in update.plan["outcomes"]:
            operation = outcome["operation"] or ""
            if not needs_person(outcome) or (update.pk, operation) in decided:
                continue
            if inbox.key_of(text, inbox.kind_of(outcome), operation) not in asked:
                words = f"{outcome['outcome']} of operation {operation or '-'} waits for a choice, and nobody has been asked"
                yield Fault("invariant 3", f"text {text}", words)


def _withdrawn(at: datetime) -> Iterator[Fault]:
    late = Showing.objects.live().filter(text__adoption__topic__withdrawal_deadline__lt=at - WORKER_ROUND)
    late = late.filter(text__adoption__topic__withdrawn_at__isnull=False)
    for text, topic in late.values_list("text_id", "text__adoption__topic__key"):
        yield Fault("invariant 8", f"text {text}", f"{topic} is withdrawn, and is shown after its deadline")
