"""From draft to approved: frozen, signed by clinicians, confirmed and approved by others than the author."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.composition.blocks import CHANGE_CLASSES
from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.canonical import edition_hash
from fellesnett.composition.documents import InvalidDocument, edition_document
from fellesnett.editorial import asking, log
from fellesnett.editorial.actions import close_items, sign
from fellesnett.editorial.models import ClosedBecause, OpenItemKind
from fellesnett.foundation import languages
from fellesnett.national import turns
from fellesnett.national.changes import Tangled, told
from fellesnett.national.drafting import edition_value, sections_document
from fellesnett.national.gates import NotReady, Reason, because, changes, refuse, steps
from fellesnett.national.gates import text as text_gate
from fellesnett.national.locking import hold_candidate, hold_text, latest_edition, national_office
from fellesnett.national.models import OPEN_STATES, Candidate, CandidateState, Edition, EditionState, TopicText
from fellesnett.national.permissions import demand_approver, demand_clinician, demand_writer, may_sign
from fellesnett.national.signing import standalone_hashes, unsigned
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

SOURCE_LANGUAGE = languages.SOURCE
"""The language a topic is first written in; the others follow it."""


@transaction.atomic
def submit(
    *,
    text: TopicText,
    by: User,
    at: datetime,
    classes: Mapping[str, str] | None = None,
    note_public: str = "",
    note_editors: str = "",
    effective_at: datetime | None = None,
    follows: Edition | None = None,
) -> Candidate:
    """Freeze a draft for sign-off and approval.

    `classes` says for each changed block what the change is (semantics.md section 5): see `changes.floors`. `follows` is
    the bokmål edition that a translation is made from; the live one unless told otherwise. What the editors split,
    joined and moved since the last edition goes with it. Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    text = hold_text(text)
    previous = latest_edition(text.topic, text.language)
    old = previous.value if previous else None
    declared = dict(classes or {})
    sections = sections_document(text)
    refuse(
        [
            *steps.withdrawn(text.topic),
            *_already_on_its_way(text),
            *_wrong_source(text, follows),
            *text_gate.blockers(text, sections),
        ]
    )
    new = _frozen(text, old, previous.number + 1 if previous else 1, declared)
    refuse(
        [*changes.blockers(old, new, declared, again=changes.comes_again(previous)), *changes.id_blockers(text.topic, old, new)]
    )
    document = edition_document(new)
    candidate = Candidate.objects.create(
        topic=text.topic,
        language=text.language,
        title=text.title,
        sections=document["sections"],
        lineage=document["lineage"],
        changes=document["changes"],
        content_hash=edition_hash(new),
        note_public=note_public,
        note_editors=note_editors or text.note_editors,
        machine_draft=text.machine_draft,
        follows=follows or _source_edition(text),
        effective_at=effective_at,
        author=by,
        writers=_writers(text, previous),
        needs_confirmation=changes.waiting_for_confirmation(old, new, declared),
        revision=text.latest_revision_id or 0,
        lineage_recorded=len(text.pending_lineage),
        submitted_at=at,
    )
    entries = [turns.entry("candidate.submitted", candidate, {"hash": candidate.content_hash, "classes": declared})]
    turns.ask_next(candidate, old, new, at)
    log.append(entries, by=by, at=at)
    turns.announce(candidate, by, at)
    return candidate


def _already_on_its_way(text: TopicText) -> Iterator[Reason]:
    if Candidate.objects.filter(topic=text.topic, language=text.language, state__in=OPEN_STATES).exists():
        yield because("already_submitted")


def _wrong_source(text: TopicText, follows: Edition | None) -> Iterator[Reason]:
    """A translation follows an edition of its own topic in the source language; the source follows nothing."""
    if follows is None:
        return
    if text.language == SOURCE_LANGUAGE or (follows.topic_id, follows.language) != (text.topic_id, SOURCE_LANGUAGE):
        yield because("wrong_source")


def _frozen(text: TopicText, old: Value | None, number: int, classes: Mapping[str, str]) -> Value:
    declared = [{"block": block, "class": name} for block, name in classes.items() if name in CHANGE_CLASSES]
    try:
        plain = edition_value(text, number)
        lineage = told(text.pending_lineage, old, plain) if old else []
        return edition_value(text, number, lineage=lineage, changes=declared)
    except InvalidDocument as fault:
        raise NotReady([because("invalid", fault=fault)]) from fault
    except Tangled as fault:
        raise NotReady([because("tangled", ids=", ".join(fault.from_ids))]) from fault


def _source_edition(text: TopicText) -> Edition | None:
    if text.language == SOURCE_LANGUAGE:
        return None
    return Edition.objects.filter(topic=text.topic, language=SOURCE_LANGUAGE, state=EditionState.LIVE).first()


def _writers(text: TopicText, previous: Edition | None) -> list[int]:
    since = previous.candidate.revision if previous else 0
    people = text.revisions.filter(pk__gt=since, user__isnull=False).values_list("user_id", flat=True)
    return sorted(set(people))


@transaction.atomic
def confirm_editorial(*, candidate: Candidate, by: User, at: datetime) -> Candidate:
    """A second person's word that the changes declared editorial keep the meaning (semantics.md section 5).

    Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    candidate = hold_candidate(candidate)
    refuse(steps.to_confirm(candidate, by))
    candidate.confirmed_editorial_by = by
    candidate.save(update_fields=["confirmed_editorial_by"])
    close_items(keys=[turns.key(candidate, "confirm")], by=by, at=at, resolution="meningen er den samme")
    entry = turns.entry("candidate.confirmed", candidate, {"blocks": candidate.needs_confirmation})
    log.append([entry], by=by, at=at)
    return candidate


@transaction.atomic
def sign_off(*, candidate: Candidate, by: User, at: datetime, comment: str = "", standalone: Collection[str] = ()) -> Candidate:
    """A clinician's yes to every block that still lacks one. Safety changes wait for a second clinician.

    `standalone` names the sections that the clinician says are right also where they stand alone, as others who copy a
    single section show them; that yes follows the section's content by its hash. Raises NotAllowed, NotReady.
    """
    candidate = hold_candidate(candidate)
    demand_clinician(by, candidate.topic)
    old, new = turns.values(candidate)
    waiting = unsigned(old, new)
    refuse(steps.to_sign(candidate, by, waiting))
    signed = sign(
        hashes=[
            *(mark.content_hash for mark in waiting),
            *standalone_hashes(new, standalone),
        ],
        subject=turns.subject_of(candidate),
        organization=national_office(),
        role=Role.CLINICIAN,
        by=by,
        at=at,
        comment=comment,
    )
    entry = turns.entry("candidate.signed", candidate, {"hashes": sorted(row.content_hash for row in signed)})
    turns.ask_next(candidate, old, new, at, by)
    log.append([entry], by=by, at=at)
    turns.announce(candidate, by, at)
    return candidate


@transaction.atomic
def send_back(*, candidate: Candidate, by: User, at: datetime, reason: str) -> Candidate:
    """Send a candidate back to its author. It is never rewritten: the next attempt is a new one.

    Editors may, and the clinicians who are asked to sign. Raises NotAllowed, NotReady.
    """
    candidate = hold_candidate(candidate)
    if not may_sign(by, candidate.topic):
        demand_writer(by)
    refuse(steps.to_send_back(candidate, reason))
    candidate.state, candidate.returned_by, candidate.returned_at = CandidateState.RETURNED, by, at
    candidate.return_reason = reason
    candidate.save(update_fields=["state", "returned_by", "returned_at", "return_reason"])
    close_items(keys=turns.keys(candidate), by=by, at=at, resolution="sendt tilbake")
    close_items(subject=turns.subject_of(candidate), kinds=[OpenItemKind.SIGN_OFF], by=by, at=at, resolution="sendt tilbake")
    asking.close(about=turns.about(candidate), because=ClosedBecause.TEXT_CHANGED, at=at)
    log.append([turns.entry("candidate.returned", candidate, {})], by=by, at=at)
    turns.announce(candidate, by, at)
    return candidate


@transaction.atomic
def approve(*, candidate: Candidate, by: User, at: datetime) -> Candidate:
    """The national medical editor's yes to one content hash. Raises NotAllowed, NotReady."""
    demand_approver(by)
    candidate = hold_candidate(candidate)
    refuse(steps.to_approve(candidate, by, unsigned(*turns.values(candidate))))
    candidate.state, candidate.approved_by, candidate.approved_at = CandidateState.APPROVED, by, at
    candidate.save(update_fields=["state", "approved_by", "approved_at"])
    close_items(subject=turns.subject_of(candidate), kinds=[OpenItemKind.SIGN_OFF], by=by, at=at, resolution="godkjent")
    log.append([turns.entry("candidate.approved", candidate, {"hash": candidate.content_hash})], by=by, at=at)
    turns.announce(candidate, by, at)
    return candidate
