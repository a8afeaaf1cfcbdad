"""What stands between a candidate and the sites, step by step: sign-off, approval, release, withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.national.gates.reasons import Reason
from fellesnett.national.models import CandidateState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Candidate, Edition, Topic
    from fellesnett.national.signing import Mark


def withdrawn(topic: Topic) -> Iterator[Reason]:
    if topic.withdrawn_at is not None:
        yield Reason("withdrawn", _("Temaet er trukket tilbake."), _("Bruk temaet som erstatter det, eller lag et nytt."))


def wrong_state(candidate: Candidate, *right: CandidateState) -> Iterator[Reason]:
    if candidate.state not in right:
        yield Reason(
            "wrong_state",
            _("Utgaven er %(state)s.") % {"state": candidate.get_state_display()},
            _("Last siden på nytt for å se hva som har skjedd med den."),
        )


def own_text(candidate: Candidate, by: User) -> Iterator[Reason]:
    """An author does not approve their own text (semantics.md section 6); nor does anybody who wrote in it."""
    if by.pk == candidate.author_id or by.pk in candidate.writers:
        yield Reason("own_text", _("Du har selv skrevet i denne teksten."), _("Be en annen se på den."))


def to_sign(candidate: Candidate, by: User, waiting: tuple[Mark, ...]) -> tuple[Reason, ...]:
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.REVIEW), *own_text(candidate, by)]
    if not reasons and all(by.pk in mark.signed_by for mark in waiting):
        reasons.append(Reason("already_signed", _("Du har alt godkjent dette."), _("En annen kliniker må godkjenne resten.")))
    return tuple(reasons)


def to_confirm(candidate: Candidate, by: User) -> tuple[Reason, ...]:
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.REVIEW, CandidateState.SIGNED)]
    reasons += own_text(candidate, by)
    if not candidate.needs_confirmation or candidate.confirmed_editorial_by_id:
        reasons.append(Reason("nothing_to_confirm", _("Ingen endring venter på bekreftelse."), _("Gå videre til neste steg.")))
    return tuple(reasons)


def to_send_back(candidate: Candidate, reason: str) -> tuple[Reason, ...]:
    open_states = (CandidateState.REVIEW, CandidateState.SIGNED, CandidateState.APPROVED)
    reasons = [*wrong_state(candidate, *open_states)]
    if not reason.strip():
        reasons.append(Reason("no_reason", _("Begrunnelsen mangler."), _("Skriv hva som må endres.")))
    return tuple(reasons)


def to_approve(candidate: Candidate, by: User, waiting: tuple[Mark, ...]) -> tuple[Reason, ...]:
    reasons = [*withdrawn(candidate.topic), *own_text(candidate, by), *unsigned(waiting), *unconfirmed(candidate)]
    if not reasons:
        reasons.extend(wrong_state(candidate, CandidateState.SIGNED))
    return tuple(reasons)


def unsigned(waiting: tuple[Mark, ...]) -> Iterator[Reason]:
    """A safety change needs two named clinicians, everything else one (semantics.md section 5)."""
    for mark in waiting:
        words = {"id": mark.block, "missing": mark.needed - len(mark.signed_by)}
        yield Reason(
            "unsigned",
            _("Blokk «%(id)s» mangler faglig godkjenning fra %(missing)s kliniker(e).") % words,
            _("Be en kliniker lese og godkjenne."),
        )


def unconfirmed(candidate: Candidate) -> Iterator[Reason]:
    if candidate.needs_confirmation and candidate.confirmed_editorial_by_id is None:
        yield Reason(
            "unconfirmed",
            _("Det er ikke bekreftet at meningen er den samme i %(ids)s.") % {"ids": ", ".join(candidate.needs_confirmation)},
            _("Be en annen redaktør bekrefte, eller send tilbake og velg faglig endring."),
        )


def to_release(candidate: Candidate, content_hash: str) -> tuple[Reason, ...]:
    """`content_hash` is the hash of what would be released now."""
    reasons = [*withdrawn(candidate.topic), *wrong_state(candidate, CandidateState.APPROVED)]
    if not reasons and content_hash != candidate.content_hash:
        reasons.append(
            Reason("changed_since", _("Innholdet er ikke det som ble godkjent."), _("Send tilbake, og godkjenn på nytt."))
        )
    return tuple(reasons)


def to_withdraw(topic: Topic, successor: Topic | None, deadline: datetime, reason: str, at: datetime) -> tuple[Reason, ...]:
    reasons = [*withdrawn(topic)]
    if not reason.strip():
        reasons.append(Reason("no_reason", _("Begrunnelsen mangler."), _("Skriv hvorfor temaet trekkes.")))
    if deadline < at:
        reasons.append(Reason("deadline_passed", _("Fristen er passert."), _("Velg en frist fram i tid.")))
    if successor is not None and (successor.pk == topic.pk or successor.withdrawn_at is not None):
        reasons.append(Reason("bad_successor", _("Temaet kan ikke erstattes av dette."), _("Velg et annet tema som er i bruk.")))
    return tuple(reasons)


def to_confirm_review(edition: Edition) -> tuple[Reason, ...]:
    if edition.state != "live":
        return (
            Reason("not_live", _("Utgaven er ikke den gjeldende."), _("Kvalitetssikre den gjeldende utgaven.")),
        )
    return ()
