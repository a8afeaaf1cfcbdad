"""A clinician without log-in reads a candidate by a personal link, and says yes or no (semantics.md section 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import asking, commenting, log
from fellesnett.editorial.actions import close_items, sign
from fellesnett.editorial.asking import Asked, LinkClosed, Reading, Standing
from fellesnett.editorial.models import ClosedBecause
from fellesnett.national import turns
from fellesnett.national.actions.commenting import about_text, words_at
from fellesnett.national.gates import refuse, steps
from fellesnett.national.locking import hold_candidate, national_office
from fellesnett.national.models import Candidate, CandidateState
from fellesnett.national.permissions import demand_writer
from fellesnett.national.signing import standalone_hashes, unsigned
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.models import SignOffRequest


@transaction.atomic
def ask_clinician(*, candidate: Candidate, asked: Asked, message: str = "", by: User, at: datetime) -> SignOffRequest:
    """Ask a named clinician to read this candidate. The letter goes out when the act is done. Raises NotAllowed, NotReady."""
    demand_writer(by)
    candidate = hold_candidate(candidate)
    reading = Reading(
        turns.about(candidate), turns.subject_of(candidate), candidate.content_hash, candidate.title, national_office()
    )
    writers = {candidate.author_id, *candidate.writers}
    refuse(steps.to_ask(candidate, asking.why_not(asked, reading, writers=writers, by=by, at=at)))
    request = asking.ask(asked=asked, reading=reading, message=message, by=by, at=at)
    log.append([turns.entry("sign_off.asked", candidate, {"request": request.pk, "hash": request.content_hash})], by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(*, request: SignOffRequest, by: User, at: datetime) -> SignOffRequest:
    """Take a request back before it is answered: its link stops working. Raises NotAllowed; LinkClosed when it is answered."""
    demand_writer(by)
    candidate = hold_candidate(candidate_of(request))
    request = asking.hold(request)
    if request.answered_at is not None:
        raise LinkClosed(Standing.ANSWERED)
    asking.close_one(request, because=ClosedBecause.BY_ASKER, at=at)
    close_items(keys=asking.keys_of(request), by=by, at=at, resolution="forespørselen er trukket")
    log.append([turns.entry("sign_off.withdrawn", candidate, {"request": request.pk})], by=by, at=at)
    return request


@transaction.atomic
def answer_by_link(
    *,
    request: SignOffRequest,
    yes: bool,
    comment: str = "",
    block: str = "",
    standalone: Collection[str] = (),
    at: datetime,
) -> SignOffRequest:
    """The clinician's yes or no, once. A yes signs every block that lacks a signature; a no is told to the asker and stops
    nothing by itself. A remark about a `block` of the text also stands beside it for colleagues; `standalone` as in `sign_off`.
    Raises LinkClosed when the request can no longer be answered, NotReady with reasons."""
    candidate = hold_candidate(candidate_of(request))
    request = asking.hold(request)
    standing = standing_of(request, candidate, at)
    if standing != Standing.OPEN:
        raise LinkClosed(standing)
    person = asking.person_of(request)
    old, new = turns.values(candidate)
    waiting = unsigned(old, new)
    refuse(steps.to_sign(candidate, person, waiting) if yes else steps.to_say_no(comment))
    asking.answer(request, yes=yes, comment=comment, at=at)
    _say_beside(candidate, words_at(new).get(block), block, request, at)
    entries = [turns.entry("sign_off.answered", candidate, {"request": request.pk, "answer": request.answer})]
    if yes:
        signed = sign(
            hashes=[*(mark.content_hash for mark in waiting), *standalone_hashes(new, standalone)],
            subject=turns.subject_of(candidate),
            organization=national_office(),
            role=Role.CLINICIAN,
            by=person,
            at=at,
            comment=request.comment,
            request=request,
        )
        hashes = sorted(row.content_hash for row in signed)
        entries.append(turns.entry("candidate.signed", candidate, {"hashes": hashes, "request": request.pk}))
        turns.ask_next(candidate, old, new, at, person)
        turns.announce(candidate, person, at)
    log.append(entries, by=person, at=at)
    return request


def _say_beside(candidate: Candidate, words: str | None, block: str, request: SignOffRequest, at: datetime) -> None:
    """The remark as a comment on the block it is about, where that is said. The asker is told by the answer itself."""
    if words is not None and request.comment:
        commenting.write(
            about=about_text(candidate.topic, candidate.language),
            block=block,
            words=words,
            said=request.comment,
            mentioned=None,
            role=str(Role.CLINICIAN),
            by=asking.person_of(request),
            at=at,
        )


def candidate_of(request: SignOffRequest) -> Candidate:
    """The candidate that a request is about."""
    return Candidate.objects.select_related("topic").get(pk=request.about.removeprefix("candidate:"))


def standing_of(request: SignOffRequest, candidate: Candidate, at: datetime) -> Standing:
    """Whether the request can be answered now. A candidate that is sent back is a text that is gone; one that everybody
    needed has signed, needs nobody more."""
    if candidate.state == CandidateState.RETURNED or candidate.topic.withdrawn_at is not None:
        return asking.standing(request, "", at)
    found = asking.standing(request, candidate.content_hash, at)
    signed = candidate.state != CandidateState.REVIEW
    return Standing.NOT_NEEDED if found == Standing.OPEN and signed else found
