"""The site answers a delivery: takes it in, as its own draft or on its own place, or refuses it; or the partner takes it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.adoption.actions import adopt, answer, fill_from_places, save_operation, set_aside, set_places
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.locking import lock_adoption, lock_topic
from fellesnett.adoption.models import Answer, LocalOperation, OperationState
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.national.models import Topic
from fellesnett.organizations.describing import PlaceRefused, describe_place, open_place
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import asking, gates, places, texts
from fellesnett.partners.acts import Act, facts_of
from fellesnett.partners.models import Noun, Partner, Submission, SubmissionState
from fellesnett.partners.permissions import demand_answerer
from fellesnett.partners.queries import RELATED, compare_place, compare_service, compare_text

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def accept(*, submission: Submission, seen: str, by: User, at: datetime, clinical: Collection[int] = ()) -> Submission:
    """Take a delivery in. `seen` is the hash of the comparison that was looked at: where anything in it is otherwise by now,
    nothing is done. `clinical` are the supplements that hold clinical content, by their number among the acts.

    A text's parts become the site's drafts, written by whoever takes them in: they are shown when the page is approved, as all
    local text. A place says it at once; so does a service, but the texts of a new one wait for their approval. Raises NotAllowed,
    NotReady.
    """
    demand_answerer(by, submission.site)
    row = _hold(submission)
    gates.refuse(gates.to_take_in(row))
    if row.noun == Noun.PLACE:
        _take_place(row, seen, by, at)
    elif row.noun == Noun.SERVICE:
        _take_service(row, seen, by, at)
    else:
        _take_text(row, seen, clinical, by, at)
    made = sorted(row.operations.values_list("pk", flat=True))
    facts = {"seen": seen, "operations": made, "set_aside": row.set_aside, "place": row.place_id, "service": row.service_id}
    return _ended(row, SubmissionState.ACCEPTED, by, at, facts)


@transaction.atomic
def refuse(*, submission: Submission, reason: str, by: User, at: datetime) -> Submission:
    """Say no, and why: the partner reads it in the receipt. Raises NotAllowed, NotReady."""
    demand_answerer(by, submission.site)
    row = _hold(submission)
    gates.refuse(gates.to_answer(row, reason=reason, needs_reason=True))
    row.reason = reason.strip()
    return _ended(row, SubmissionState.REFUSED, by, at, {})


@transaction.atomic
def refuse_all(*, site: Site, by: User, at: datetime) -> int:
    """Say no to all that waits at a site that is laid down, so that no partner waits for ever. Returns how many.

    Called by the verb that closes a site, which has asked who may.
    """
    waiting = list(Submission.objects.waiting().for_site(site).order_by("received_at", "pk"))
    answered = [row for row in map(_hold, waiting) if row.is_waiting]
    for row in answered:
        row.reason = gates.LAID_DOWN
        _ended(row, SubmissionState.REFUSED, by, at, {})
    return len(answered)


@transaction.atomic
def withdraw(*, submission: Submission, partner: Partner, at: datetime, supplier: str = "") -> Submission:
    """The partner takes back its own delivery that nobody has answered; `supplier` acts for it. Taken back before, nothing
    happens. Raises NotReady."""
    row = _hold(submission)
    if row.partner_id != partner.pk:
        raise ValueError("a partner withdraws what is its own")
    if row.state == SubmissionState.WITHDRAWN:
        return row
    gates.refuse(gates.to_answer(row))
    return _ended(row, SubmissionState.WITHDRAWN, None, at, {"supplier": supplier})


def _hold(submission: Submission) -> Submission:
    """The delivery as it is now, held until the transaction ends."""
    Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    held: Submission = Submission.objects.select_related("site__organization", *RELATED).get(pk=submission.pk)
    return held


def _take_text(row: Submission, seen: str, clinical: Collection[int], by: User, at: datetime) -> None:
    if row.text:
        lock_adoption(row.text.adoption_id)  # before it is compared: nobody writes between the look and the yes
    comparison = compare_text(row)
    if comparison.hash != seen:
        raise NotReady(gates.unseen())
    gates.refuse(gates.to_write_on(comparison.standing.text))
    now, made = comparison.standing, list[LocalOperation]()
    for act in row.acts:
        for gone in _gone(now, act):
            row.set_aside.append(gone.pk)
            set_aside(operation=gone, by=by, at=at)
    for one in comparison.rows:
        if one.act["do"] == "write" or (one.act["do"] == "title" and one.act["title"]):
            facts = facts_of(now, one.act)
            facts["clinical"] = one.number in clinical or one.was_clinical or facts.get("clinical", False)
            made.append(save_operation(adoption=now.text.adoption, language=now.text.language, by=by, at=at, **facts))
    row.operations.set(made)


def _gone(now: texts.Standing, act: Act) -> list[LocalOperation]:
    """What an act takes off the page, where it still stands there: in use, and a draft of it."""
    key = act["key"] if act["do"] == "remove" else None
    if act["do"] == "title" and not act["title"] and now.title_row:
        key = now.title_row.key
    rows = [row for row in now.held.rows(now.text) if row.key == key and row.layer == "site"] if key in now.rows else []
    return [row for row in rows if row.state == OperationState.DRAFT or (row.state == OperationState.ACTIVE and not row.leaving)]


def _take_place(row: Submission, seen: str, by: User, at: datetime) -> None:
    if row.place_id:
        held = Place.objects.select_for_update(of=("self",)).select_related("organization")
        row.place = held.get(pk=row.place_id)  # as it is now: the record is written as a whole
    comparison = compare_place(row)
    if comparison.hash != seen:
        raise NotReady(gates.unseen())
    record = places.to_record(comparison.wanted)
    try:
        if row.place:
            row.place = describe_place(place=row.place, record=record, by=by, at=at)
        else:
            row.place = open_place(organization=row.site.organization, slug=row.acts[0]["slug"], record=record, by=by, at=at)
    except PlaceRefused as refusal:
        raise NotReady([Reason(fault.field or "place", fault.text) for fault in refusal.faults]) from refusal


def _take_service(row: Submission, seen: str, by: User, at: datetime) -> None:
    topic = row.service.topic if row.service else Topic.objects.get(key=row.acts[0]["topic"])
    lock_topic(topic)
    if row.service:
        lock_adoption(row.service.pk)
    comparison = compare_service(row)
    if comparison.hash != seen:
        raise NotReady(gates.unseen())
    if comparison.after is None and comparison.answer == Answer.NOT_OFFERED:
        return  # the site has said so itself since, and where it is offered instead
    if comparison.after is None:
        answer(site=row.site, topic=topic, answer=Answer.NOT_OFFERED, by=by, at=at)
        return
    row.service = row.service or adopt(site=row.site, topic=topic, by=by, at=at)
    set_places(adoption=row.service, places=comparison.after, by=by, at=at)
    fill_from_places(adoption=row.service, main=Place.objects.for_site(row.site).whole().single(), by=by, at=at)


def _ended(row: Submission, state: SubmissionState, by: User | None, at: datetime, facts: dict[str, object]) -> Submission:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "set_aside", "place", "service"])
    close_items(keys=[asking.answer_key(row)], by=by, at=at, resolution=row.get_state_display())
    entry = log.Entry(f"submission.{state}", subjects.submission(str(row.pk)), facts, organization=row.site.organization)
    log.append([entry], by=by, at=at)
    return row
