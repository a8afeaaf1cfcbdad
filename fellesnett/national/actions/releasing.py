"""Release: an approved candidate becomes an edition, at once or at a set time. Twice at once: the second is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.canonical import edition_hash
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItemKind
from fellesnett.foundation.clock import months_after
from fellesnett.national import left_behind
from fellesnett.national.changes import by_id
from fellesnett.national.gates import NotReady, Reason, because, refuse, steps
from fellesnett.national.gates.changes import id_blockers
from fellesnett.national.locking import hold_candidate, hold_topic, latest_edition
from fellesnett.national.models import (
    Candidate,
    CandidateState,
    Edition,
    EditionState,
    IssuedBlock,
    Topic,
    TopicText,
)
from fellesnett.national.permissions import demand_writer
from fellesnett.national.reading import candidate_value
from fellesnett.national.signals import released, releasing

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

REVIEW_MONTHS = 36
REVIEW_MONTHS_HIGH_RISK = 12


@transaction.atomic
def release(*, candidate: Candidate, by: User, at: datetime, despite: str = "") -> Edition:
    """Offer an approved text to the sites as the next edition: live now, or scheduled when it takes effect later.

    Rooms above may know why it should wait (a hearing that is open): `despite` says why it goes before, and is logged.

    An edition that was scheduled and is overtaken never becomes live: it is superseded. Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    candidate = hold_candidate(candidate)
    topic = candidate.topic
    refuse([*steps.to_release(candidate), *_waits_for(candidate, despite, by, at)])
    previous = latest_edition(topic, candidate.language)
    number = previous.number + 1 if previous else 1
    value = candidate_value(candidate, number)
    old = previous.value if previous else None
    refuse([*_changed_since(candidate, value), *id_blockers(topic, old, value)])
    _issue(topic, set(by_id(value)))
    edition = _edition(candidate, number, by, at)
    entries = [_entry("edition.released", edition, **({"despite": despite.strip()} if despite.strip() else {}))]
    if edition.effective_at > at:
        Edition.objects.filter(topic=topic, language=edition.language, state=EditionState.SCHEDULED).update(
            state=EditionState.SUPERSEDED
        )
        edition.save()
    else:
        entries += _go_live(edition, by, at)
    candidate.state = CandidateState.RELEASED
    candidate.save(update_fields=["state"])
    _forget_lineage(candidate)
    close_items(
        subject=subjects.text(topic.key, candidate.language),
        kinds=[OpenItemKind.RELEASE, OpenItemKind.SIGN_OFF, OpenItemKind.REVIEW_DUE],
        by=by, at=at, resolution=f"utgave {number} er sluppet",
    )  # fmt: skip
    log.append(entries, by=by, at=at)
    return edition


def _waits_for(candidate: Candidate, despite: str, by: User, at: datetime) -> Iterator[Reason]:
    """What those above answer when they are asked."""
    for _receiver, reasons in releasing.send(sender=Candidate, candidate=candidate, despite=despite, by=by, at=at):
        yield from cast(tuple[Reason, ...], reasons or ())


def _changed_since(candidate: Candidate, value: Value) -> Iterator[Reason]:
    """What was approved is a hash: one sign that is not the same, and the approval is gone (semantics.md section 6)."""
    if edition_hash(value) != candidate.content_hash:
        yield because("changed_since")


def _edition(candidate: Candidate, number: int, by: User, at: datetime) -> Edition:
    effective_at = max(candidate.effective_at or at, at)
    reviewed_on = timezone.localdate(candidate.approved_at)
    return Edition(
        topic=candidate.topic,
        language=candidate.language,
        number=number,
        title=candidate.title,
        sections=candidate.sections,
        lineage=candidate.lineage,
        changes=candidate.changes,
        content_hash=candidate.content_hash,
        note_public=candidate.note_public,
        note_editors=candidate.note_editors,
        machine_draft=candidate.machine_draft,
        candidate=candidate,
        follows=candidate.follows,
        state=EditionState.SCHEDULED if effective_at > at else EditionState.LIVE,
        released_by=by,
        released_at=at,
        effective_at=effective_at,
        reviewed_on=reviewed_on,
        review_by=review_by(candidate.topic, reviewed_on),
    )


def review_by(topic: Topic, reviewed_on: date) -> date:
    """36 months after the review, 12 for a topic marked high risk (semantics.md section 7)."""
    return months_after(reviewed_on, REVIEW_MONTHS_HIGH_RISK if topic.high_risk else REVIEW_MONTHS)


def _issue(topic: Topic, ids: set[str]) -> None:
    """Give the block ids to this topic for ever. Of two topics that release the same id at once, one is refused."""
    IssuedBlock.objects.bulk_create(
        [IssuedBlock(block=block, topic=topic) for block in sorted(ids)], batch_size=500, ignore_conflicts=True
    )
    foreign = sorted(IssuedBlock.objects.filter(block__in=ids).exclude(topic=topic).values_list("block", flat=True))
    if foreign:
        raise NotReady(because("id_of_another_topic", id=block) for block in foreign)


def _forget_lineage(candidate: Candidate) -> None:
    """What the edition has told is told. Acts on the draft after it was frozen wait for the next one."""
    text = TopicText.objects.filter(topic=candidate.topic, language=candidate.language).first()
    if text is not None:
        TopicText.objects.filter(pk=text.pk).update(pending_lineage=text.pending_lineage[candidate.lineage_recorded :])


@transaction.atomic
def call_off(*, edition: Edition, by: User, at: datetime, reason: str) -> Edition:
    """A scheduled edition is not to come after all. No site has been asked anything yet, and none is. What it changed is told
    with the next edition; its text may be sent again as it is. Raises NotAllowed, NotReady."""
    demand_writer(by)
    topic = hold_topic(edition.topic_id)
    edition = Edition.objects.without_text().get(pk=edition.pk)
    refuse(steps.to_call_off(edition, reason))
    edition.topic, edition.state = topic, EditionState.CALLED_OFF
    edition.save(update_fields=["state"])
    log.append([_entry("edition.called_off", edition, reason=reason.strip())], by=by, at=at)
    return edition


def go_live_scheduled(*, at: datetime) -> list[Edition]:
    """Make every scheduled edition whose time has come live, each in its own transaction. Returns those made live."""
    due = Edition.objects.due(at).order_by("effective_at", "pk").values_list("pk", "topic_id")
    return [edition for pk, topic in list(due) if (edition := _go_live_when_due(pk, topic, at))]


@transaction.atomic
def _go_live_when_due(pk: int, topic_id: int, at: datetime) -> Edition | None:
    topic = hold_topic(topic_id)
    edition = Edition.objects.due(at).filter(pk=pk).first()
    if edition is None:
        return None
    edition.topic = topic
    log.append(_go_live(edition, edition.released_by, at), by=None, at=at)
    return edition


def _go_live(edition: Edition, by: User, at: datetime) -> list[log.Entry]:
    """Supersede what was offered before, put this one in its place, and announce it when the transaction holds.

    The mark `rolled_out_at` stays empty until the roll-out is done, so a process killed in between loses nothing.
    """
    before = Edition.objects.filter(topic=edition.topic, language=edition.language, number__lt=edition.number)
    before.filter(state__in=[EditionState.LIVE, EditionState.SCHEDULED]).update(state=EditionState.SUPERSEDED)
    edition.state = EditionState.LIVE
    edition.save(**({} if edition._state.adding else {"update_fields": ["state"]}))
    left_behind.ask_about(edition.topic, at=at)
    transaction.on_commit(partial(released.send, sender=Edition, edition=edition, by=by, at=at))
    return [_entry("edition.live", edition)]


def _entry(verb: str, edition: Edition, **more: str) -> log.Entry:
    payload = {
        "number": edition.number,
        "hash": edition.content_hash,
        "candidate": edition.candidate_id,
        "effective_at": edition.effective_at.isoformat(),
    }
    return log.Entry(verb, subjects.text(edition.topic.key, edition.language), payload | more)
