"""Invariants 2, 4 and 10: the log alone, played from its first line, gives what the tables hold.

The log is not asked how things are when the system works; here it is, to prove that the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fellesnett.adoption.checks.pages import in_batches
from fellesnett.adoption.models import Adoption, Answer, ApprovalKind, LocalOperation, Showing, Snapshot
from fellesnett.adoption.recipes import document_of
from fellesnett.editorial import subjects
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.editorial.models import Event
from fellesnett.national.models import Edition

Payload = dict[str, Any]
ANSWERS = {f"adoption.{answer}": str(answer) for answer in Answer}
CONSENTS = {ApprovalKind.STANDING_CONSENT: "consent_editorial", ApprovalKind.CLEAN_AFTER_30_DAYS: "take_clean_after_30_days"}
BATCH = 2_000


@dataclass
class Told:
    """What the log tells: folded event by event, without a look at any other table."""

    shown: dict[tuple[int, int | None], tuple[int, str, int]] = field(default_factory=dict)
    snapshots: dict[int, tuple[str, Payload]] = field(default_factory=dict)
    operations: dict[int, Payload | None] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    editions: dict[tuple[str, int], str] = field(default_factory=dict)
    policies: dict[int, Payload] = field(default_factory=dict)
    unfounded: list[tuple[int, str]] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Fold one event in. Events that tell of other things are passed over."""
        if event.verb in ANSWERS:
            self.answers[event.subject] = ANSWERS[event.verb]
        elif event.verb in _HEARD:
            _HEARD[event.verb](self, event, event.payload)

    def live(self, event: Event, said: Payload) -> None:
        self.shown[(said["text"], said["place"])] = (said["snapshot"], said["hash"], said["approval"])
        self.snapshots[said["snapshot"]] = (said["hash"], said["recipe"])
        consent = CONSENTS.get(said["kind"])
        if consent and not self.policies.get(event.organization_id or 0, {}).get(consent):
            self.unfounded.append((said["text"], said["kind"]))

    def taken_down(self, _event: Event, said: Payload) -> None:
        self.shown.pop((said["text"], said["place"]), None)

    def saved(self, _event: Event, said: Payload) -> None:
        self.operations[said["operation"]] = said["document"]

    def decided(self, _event: Event, said: Payload) -> None:
        self.operations.update({result["operation"]: result["document"] for result in said["results"]})

    def brought_back(self, _event: Event, said: Payload) -> None:
        for pk in said["operations"]:
            self.operations.setdefault(pk, None)  # the words are those of the row it replaces

    def released(self, event: Event, said: Payload) -> None:
        self.editions[(event.subject, said["number"])] = said["hash"]

    def consented(self, event: Event, said: Payload) -> None:
        self.policies[event.organization_id or 0] = said


_HEARD: dict[str, Callable[[Told, Event, Payload], None]] = {
    "snapshot.live": Told.live,
    "snapshot.taken_down": Told.taken_down,
    "operation.saved": Told.saved,
    "operation.restored": Told.saved,
    "update.decided": Told.decided,
    "text.local_restored": Told.brought_back,
    "edition.released": Told.released,
    "site.policy_set": Told.consented,
}


def record_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Play the whole log, and hold what it tells against the tables."""
    told = Told()
    wanted = Event.objects.filter(verb__in=[*ANSWERS, *_HEARD]).order_by("sequence")
    for event in wanted.iterator(chunk_size=5_000):
        told.hear(event)
        tick(1)
    for text, kind in told.unfounded:
        yield Fault("invariant 1", f"text {text}", f"went live by {kind}, which the site had not given")
    yield from _shown(told)
    yield from _snapshots(told)
    yield from _operations(told)
    yield from _answers(told)
    yield from _editions(told)


def _shown(told: Told) -> Iterator[Fault]:
    names = ("text_id", "place_id", "snapshot_id", "snapshot__hash", "approval_id")
    rows = {(text, place): (*page,) for text, place, *page in Showing.objects.live().values_list(*names)}
    for key in rows.keys() | told.shown.keys():
        if rows.get(key) != told.shown.get(key):
            place = f" at place {key[1]}" if key[1] else ""
            words = f"shows snapshot {rows.get(key, ('none',))[0]}, the log says {told.shown.get(key, ('none',))[0]}"
            yield Fault("invariant 10", f"text {key[0]}{place}", words)


def _snapshots(told: Told) -> Iterator[Fault]:
    for pk, stored, recipe in Snapshot.objects.values_list("pk", "hash", "recipe").iterator(chunk_size=BATCH):
        if told.snapshots.pop(pk, None) != (stored, recipe):
            yield Fault("invariant 10", f"snapshot {pk}", "is not the one that the log tells of")
    for pk in told.snapshots:
        yield Fault("invariant 10", f"snapshot {pk}", "is gone, and the log tells of it")


def _operations(told: Told) -> Iterator[Fault]:
    """A base moves only by a logged choice, and local text is never altered or lost: each row is as it was written."""
    rows = LocalOperation.objects.with_base_number().order_by("pk")
    written: dict[int, Payload] = {}
    for batch in in_batches(rows.iterator(chunk_size=BATCH), BATCH):
        for row in batch:
            written[row.pk] = document_of(row)
            if row.pk not in told.operations:
                yield Fault("invariant 4", f"operation {row.pk}", "was never written by anybody: the log has no word of it")
                continue
            said = told.operations.pop(row.pk) or written.get(row.replaces_id or 0)
            if said != written[row.pk]:
                yield Fault("invariant 4", f"operation {row.pk}", _difference(said or {}, written[row.pk]))
    for pk in told.operations:
        yield Fault("invariant 2", f"operation {pk}", "is gone: local text was destroyed")


def _difference(said: Payload, stored: Payload) -> str:
    if said.get("base") != stored.get("base"):
        return f"its base moved without a choice, from {said.get('base')} to {stored.get('base')}"
    return "its words were changed after they were written"


def _answers(told: Told) -> Iterator[Fault]:
    for pk, answer in Adoption.objects.values_list("pk", "answer").iterator(chunk_size=BATCH):
        said = told.answers.get(subjects.adoption(pk), str(Answer.UNDECIDED))
        if said != answer:
            yield Fault("invariant 10", subjects.adoption(pk), f"the site's answer is {answer}, the log says {said}")


def _editions(told: Told) -> Iterator[Fault]:
    for key, language, number, stored in Edition.objects.values_list("topic__key", "language", "number", "content_hash"):
        subject = subjects.text(key, language)
        if told.editions.pop((subject, number), None) != stored:
            yield Fault("invariant 10", f"{subject} edition {number}", "is not the one that the log tells of")
    for subject, number in told.editions:
        yield Fault("invariant 10", f"{subject} edition {number}", "is gone, and the log tells of it")
