"""What stands between a candidate and the sites, step by step: sign-off, approval, release, withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from fellesnett.national.gates.reasons import Reason
from fellesnett.national.gates.words import because
from fellesnett.national.models import OPEN_STATES, CandidateState, EditionState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Candidate, Edition, Topic
    from fellesnett.national.signing import Mark


def withdrawn(topic: Topic) -> Iterator[Reason]:
    if topic.withdrawn_at is not None:
        yield because("withdrawn")


def wrong_state(candidate: Candidate, *right: CandidateState) -> Iterator[Reason]:
    if candidate.state not in right:
        yield because("wrong_state", state=candidate.get_state_display())


def own_text(candidate: Candidate, by: User) -> Iterator[Reason]:
    """An author does not approve their own text (semantics.md section 6); nor does anybody who wrote in it."""
    if by.pk == candidate.author_id or by.pk in candidate.writers:
        yield because("own_text")


def to_sign(candidate: Candidate, by: User, waiting: tuple[Mark, ...]) -> tuple[Reason, ...]:
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.REVIEW), *own_text(candidate, by)]
    if not reasons and all(by.pk in mark.signed_by for mark in waiting):
        reasons.append(because("already_signed"))
    return tuple(reasons)


def to_ask(candidate: Candidate, fault: str) -> tuple[Reason, ...]:
    """`fault` is what `editorial.asking.why_not` found about the person who is to be asked."""
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.REVIEW)]
    return (*reasons, because(fault)) if fault else tuple(reasons)


def to_say_no(comment: str) -> tuple[Reason, ...]:
    return () if comment.strip() else (because("no_reason"),)


def to_confirm(candidate: Candidate, by: User) -> tuple[Reason, ...]:
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.REVIEW, CandidateState.SIGNED)]
    reasons += own_text(candidate, by)
    if not candidate.needs_confirmation or candidate.confirmed_editorial_by_id:
        reasons.append(because("nothing_to_confirm"))
    return tuple(reasons)


def to_send_back(candidate: Candidate, reason: str) -> tuple[Reason, ...]:
    reasons = [*wrong_state(candidate, *OPEN_STATES)]
    if not reason.strip():
        reasons.append(because("no_reason"))
    return tuple(reasons)


def to_approve(candidate: Candidate, by: User, waiting: tuple[Mark, ...]) -> tuple[Reason, ...]:
    states = wrong_state(candidate, CandidateState.REVIEW, CandidateState.SIGNED)
    reasons = [*withdrawn(candidate.topic), *states, *own_text(candidate, by), *unsigned(waiting), *unconfirmed(candidate)]
    return tuple(reasons) or tuple(wrong_state(candidate, CandidateState.SIGNED))


def unsigned(waiting: tuple[Mark, ...]) -> Iterator[Reason]:
    """A safety change needs two named clinicians, everything else one (semantics.md section 5)."""
    for mark in waiting:
        yield because("unsigned", id=mark.block, missing=mark.needed - len(mark.signed_by))


def unconfirmed(candidate: Candidate) -> Iterator[Reason]:
    if candidate.needs_confirmation and candidate.confirmed_editorial_by_id is None:
        yield because("unconfirmed", ids=", ".join(candidate.needs_confirmation))


def to_release(candidate: Candidate) -> tuple[Reason, ...]:
    return (*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.APPROVED))


def to_withdraw(topic: Topic, successor: Topic | None, deadline: datetime, reason: str, at: datetime) -> tuple[Reason, ...]:
    reasons = [*withdrawn(topic)]
    if not reason.strip():
        reasons.append(because("no_reason"))
    if deadline < at:
        reasons.append(because("deadline_passed"))
    if successor is not None and (successor.pk == topic.pk or successor.withdrawn_at is not None):
        reasons.append(because("bad_successor"))
    return tuple(reasons)


def to_confirm_review(edition: Edition) -> tuple[Reason, ...]:
    return () if edition.state == EditionState.LIVE else (because("not_live"),)


def to_call_off(edition: Edition, reason: str) -> tuple[Reason, ...]:
    reasons = [] if edition.state == EditionState.SCHEDULED else [because("not_scheduled")]
    return (*reasons, *to_say_no(reason))
