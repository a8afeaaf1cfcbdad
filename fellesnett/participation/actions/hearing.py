"""A hearing: sites are asked about exactly one text, answer until the deadline, and see what became of their remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item, open_items_bulk
from fellesnett.national.locking import hold_candidate, hold_topic
from fellesnett.national.permissions import demand_writer
from fellesnett.participation import asking, gates
from fellesnett.participation.actions.following import follow
from fellesnett.participation.models import AskedBecause, EarlierAnswer, Hearing, Invitation, Remark
from fellesnett.participation.permissions import demand_answerer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Candidate
    from fellesnett.organizations.models import Site


@transaction.atomic
def open_hearing(
    *, candidate: Candidate, sites: Mapping[Site, str], deadline: datetime, by: User, at: datetime, question: str = ""
) -> Hearing:
    """Ask these sites, each with why (`AskedBecause`), what they think of this frozen text. Raises NotAllowed, NotReady."""
    demand_writer(by)
    candidate = hold_candidate(candidate)
    gates.refuse(gates.to_open_hearing(candidate, list(sites), deadline, at))
    hearing = Hearing.objects.create(
        candidate=candidate, content_hash=candidate.content_hash, question=question.strip(), opened_by=by, opened_at=at,
        deadline=deadline,
    )  # fmt: skip
    invited = [Invitation(hearing=hearing, site=site, because=AskedBecause(why)) for site, why in sites.items()]
    Invitation.objects.bulk_create(invited)
    open_items_bulk([*(asking.to_answer(invitation, at) for invitation in invited), asking.to_end(hearing, at)])
    facts = {"candidate": candidate.pk, "hash": hearing.content_hash, "sites": sorted(site.slug for site in sites)}
    log.append([log.Entry("hearing.opened", subjects.hearing(hearing.pk), facts)], by=by, at=at)
    follow(topic=candidate.topic, by=by, at=at)
    return hearing


@transaction.atomic
def answer_hearing(
    *,
    invitation: Invitation,
    answer: str,
    content_hash: str,
    by: User,
    at: datetime,
    reason: str = "",
    remarks: Sequence[tuple[str, str]] = (),
    instead_of: int = 0,
) -> Invitation:
    """A site's answer to the text it has read, told by its hash. `remarks` are (block, words); no block: all of the text.

    `instead_of`: how many answers the site had given when this was written. Until the deadline an answer is given anew: the
    one before stays in `EarlierAnswer`, and remarks that are not repeated are withdrawn. A first answer after the deadline is
    taken and marked as late. Sent twice by a double click, it stands once. Raises NotAllowed, NotReady.
    """
    demand_answerer(by, invitation.site)
    invitation = _hold_invitation(invitation)
    said = [(block, words.strip()) for block, words in remarks if words.strip()]
    if _says_already(invitation, answer, reason.strip(), said, by):
        return invitation
    gates.refuse(gates.to_answer(invitation, answer, reason, said, content_hash, instead_of=instead_of, at=at))
    before = _put_away(invitation)
    invitation.answer, invitation.reason, invitation.content_hash = answer, reason.strip(), content_hash
    invitation.answered_by, invitation.answered_at = by, at
    invitation.save()
    _replace_remarks(invitation, said, at)
    close_items(keys=[asking.answer_key(invitation)], by=by, at=at, resolution=f"svart: {invitation.get_answer_display()}")
    _log_answer(invitation, len(said), before, by, at)
    return invitation


def _says_already(invitation: Invitation, answer: str, reason: str, said: list[tuple[str, str]], by: User) -> bool:
    same = (invitation.answer, invitation.reason, invitation.answered_by_id) == (answer, reason, by.pk)
    return same and sorted(invitation.remarks.standing().values_list("block", "text")) == sorted(said)


def _put_away(invitation: Invitation) -> str:
    """Keep the answer that is to be replaced. Returns what it was; empty where there was none."""
    if invitation.answered_by and invitation.answered_at:
        EarlierAnswer.objects.create(
            invitation=invitation, answer=invitation.answer, reason=invitation.reason, content_hash=invitation.content_hash,
            answered_by=invitation.answered_by, answered_at=invitation.answered_at,
        )  # fmt: skip
    return invitation.answer


def _replace_remarks(invitation: Invitation, said: list[tuple[str, str]], at: datetime) -> None:
    """Remarks said again stay, with what was answered to them; the others are withdrawn, and the new are written."""
    new = list(said)
    for remark in invitation.remarks.standing():
        if (remark.block, remark.text) in new:
            new.remove((remark.block, remark.text))
        else:
            remark.withdrawn_at = at
            remark.save(update_fields=["withdrawn_at"])
    Remark.objects.bulk_create(Remark(invitation=invitation, block=block, text=words) for block, words in new)


def _log_answer(invitation: Invitation, remarks: int, before: str, by: User, at: datetime) -> None:
    facts = {
        "site": invitation.site.slug,
        "answer": invitation.answer,
        "hash": invitation.content_hash,
        "remarks": remarks,
        "late": invitation.is_late,
        **({"instead_of": before} if before else {}),
    }
    verb = "hearing.answer_changed" if before else "hearing.answered"
    entry = log.Entry(verb, subjects.hearing(invitation.hearing_id), facts, organization=invitation.site.organization)
    log.append([entry], by=by, at=at)


def _hold_invitation(invitation: Invitation) -> Invitation:
    """The invitation as it is now, with its hearing held: an answer and the end of the hearing queue."""
    Hearing.objects.select_for_update(of=("self",)).get(pk=invitation.hearing_id)
    related = ("hearing__candidate__topic", "site__organization")
    held: Invitation = Invitation.objects.select_related(*related).get(pk=invitation.pk)
    return held


@transaction.atomic
def reply_to_remark(*, remark: Remark, outcome: str, reply: str, by: User, at: datetime) -> Remark:
    """The national desk says what became of a remark: taken, or not and why. Raises NotAllowed, NotReady."""
    demand_writer(by)
    remark = Remark.objects.select_for_update(of=("self",)).select_related("invitation__site__organization").get(pk=remark.pk)
    gates.refuse(gates.to_reply(remark, outcome, reply))
    remark.outcome, remark.reply, remark.replied_by, remark.replied_at = outcome, reply.strip(), by, at
    remark.save()
    facts = {"remark": remark.pk, "outcome": outcome, "site": remark.invitation.site.slug}
    log.append([log.Entry("hearing.remark_answered", subjects.hearing(remark.invitation.hearing_id), facts)], by=by, at=at)
    return remark


@transaction.atomic
def end_hearing(*, hearing: Hearing, by: User, at: datetime, summary: str = "") -> Hearing:
    """End the hearing. Every remark has an answer by then, and those who had remarks are told. Raises NotAllowed, NotReady."""
    demand_writer(by)
    topic = hold_topic(hearing.candidate.topic_id)
    hearing = Hearing.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=hearing.pk)
    gates.refuse(gates.to_end_hearing(hearing))
    hearing.ended_at, hearing.ended_by, hearing.summary = at, by, summary.strip()
    hearing.save(update_fields=["ended_at", "ended_by", "summary"])
    invitations = list(hearing.invitations.select_related("site__organization", "hearing__candidate"))
    keys = [asking.end_key(hearing), *(asking.answer_key(invitation) for invitation in invitations)]
    close_items(keys=keys, by=by, at=at, resolution="høringen er avsluttet")
    remarked = set(Remark.objects.standing().filter(invitation__hearing=hearing).values_list("invitation_id", flat=True))
    for invitation in invitations:
        if invitation.pk in remarked or invitation.answer == "disagree":
            open_item(asking.to_see_answers(invitation, at))
    facts = {"answered": sum(bool(row.answer) for row in invitations), "asked": len(invitations)}
    log.append([log.Entry("hearing.ended", subjects.hearing(hearing.pk), facts)], by=by, at=at)
    follow(topic=topic, by=by, at=at)
    return hearing
