"""Why not: everything that can stand in the way of an order, a hearing or a proposal, in words with what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from fellesnett.codes.queries import find_in_force
from fellesnett.national.gates import NotReady, Reason, refuse
from fellesnett.national.models import OPEN_STATES, Candidate
from fellesnett.national.permissions import may_write
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.participation.models import (
    Hearing,
    HearingAnswer,
    Invitation,
    Order,
    OrderState,
    Proposal,
    ProposalState,
    Remark,
)

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site
    from fellesnett.participation.likeness import Likeness

__all__ = ["NotReady", "Reason", "because", "refuse"]

WORDS: dict[str, tuple[Any, Any]] = {
    # orders
    "no_title": (_("Tittelen mangler."), _("Skriv hva teksten bør hete.")),
    "unknown_kind": (_("Velg hva slags tekst det gjelder."), _("Velg en av de fire typene.")),
    "no_reason": (_("Begrunnelsen mangler."), _("Skriv hvorfor.")),
    "no_need": (_("Det står ikke hvem som trenger teksten."), _("Skriv hvem det gjelder, og hvorfor de trenger den.")),
    "no_language": (_("Ingen språk er valgt."), _("Velg minst ett.")),
    "unknown_language": (_("Språket «%(code)s» finnes ikke her."), _("Velg et språk fra listen.")),
    "day_passed": (_("Datoen er passert."), _("Velg en dag fram i tid, eller la feltet stå tomt.")),
    "exists": (
        _("«%(title)s» finnes alt, og brukes av %(sites)s nettsteder."),
        _("Ta den i bruk, eller skriv hvorfor den ikke dekker behovet."),
    ),
    "ordered": (
        _("«%(title)s» er alt bestilt, av %(site)s."), _("Bli med på den bestillingen, eller skriv hva som skiller dem."),
    ),
    "unknown_code": (_("Koden «%(code)s» finnes ikke i kodeverket."), _("Se etter skrivefeil, eller la feltet stå tomt.")),
    "order_closed": (_("Bestillingen er %(state)s."), _("Last siden på nytt for å se hva som har skjedd.")),
    "already_assigned": (_("Bestillingen er alt fordelt."), _("Last siden på nytt.")),
    "not_assigned": (_("Bestillingen er ikke fordelt."), _("Velg hvem som skal skrive, først.")),
    "own_order": (_("Dere har selv bestilt denne."), _("Dere får beskjed om hva det blir av den.")),
    "already_backing": (_("Dere er alt med på denne bestillingen."), _("Dere får beskjed om hva det blir av den.")),
    "no_writer": (_("Ingen er valgt til å skrive."), _("Velg en.")),
    "writer_cannot": (_("%(person)s kan ikke skrive nasjonale tekster."), _("Velg en i den nasjonale redaksjonen.")),
    "no_deadline": (_("Fristen mangler."), _("Velg en dag.")),
    "no_topic": (_("Temaet mangler."), _("Velg temaet som dekker behovet.")),
    "topic_withdrawn": (_("Temaet er trukket tilbake."), _("Velg et tema som er i bruk.")),
    "not_writer": (_("Det er %(person)s som skal skrive denne."), _("Be redaksjonen fordele den på nytt.")),
    # hearings
    "candidate_closed": (_("Utkastet er %(state)s."), _("Høringen må gjelde et utkast som er på vei.")),
    "already_heard": (_("Dette utkastet er alt på høring."), _("Vent på svar, eller avslutt den første.")),
    "no_sites": (_("Ingen nettsteder er valgt."), _("Velg minst ett.")),
    "deadline_passed": (_("Svarfristen er passert."), _("Velg en frist fram i tid.")),
    "hearing_ended": (_("Høringen er avsluttet."), _("Send et innspill i stedet, så blir det lest.")),
    "answer_stands": (_("Fristen er ute, og svaret deres står."), _("Send et innspill hvis dere har mer å si.")),
    "answered_meanwhile": (
        _("%(person)s har svart «%(answer)s» mens du skrev."),
        _("Det du skrev, står her. Send det bare hvis det skal gjelde i stedet."),
    ),
    "no_answer": (_("Svaret mangler."), _("Velg om dere er enige.")),
    "no_disagreement": (_("Dere er uenige, men det står ikke hvorfor."), _("Skriv hva som må endres.")),
    "no_remarks": (_("Dere har merknader, men ingen er skrevet."), _("Skriv minst én, eller velg «enig».")),
    "unknown_block": (_("Avsnittet finnes ikke i teksten på høring."), _("Last siden på nytt.")),
    "another_text": (_("Teksten er ikke den som er på høring."), _("Last siden på nytt, og les den på nytt.")),
    "remark_answered": (_("Merknaden er alt besvart."), _("Last siden på nytt.")),
    "remark_withdrawn": (_("Merknaden er trukket av dem som skrev den."), _("Last siden på nytt.")),
    "no_outcome": (_("Det står ikke om merknaden er tatt til følge."), _("Velg ett av de to.")),
    "not_taken_why": (_("Merknaden tas ikke til følge, men det står ikke hvorfor."), _("Skriv hvorfor.")),
    "unanswered_remarks": (
        _("%(number)s merknader er ikke besvart."), _("Svar på hver av dem, så sykehusene ser hva det ble av dem."),
    ),
    "open_hearing": (
        _("Teksten er på høring til %(day)s, og %(waiting)s nettsteder har ikke svart."),
        _("Avslutt høringen først, eller skriv hvorfor utgaven må ut før."),
    ),
    # proposals
    "no_words": (_("Det står ikke hva som bør endres."), _("Skriv hva som bør endres, og hvorfor.")),
    "no_text": (_("Temaet har ingen nasjonal tekst på dette språket."), _("Velg et språk temaet finnes på.")),
    "proposal_answered": (_("Innspillet er alt besvart."), _("Last siden på nytt.")),
    "no_reply": (_("Svaret til dem som sendte innspillet, mangler."), _("Skriv hvorfor.")),
    "no_draft": (_("Temaet har ikke noe utkast på dette språket."), _("Start språkversjonen først.")),
    "block_gone": (_("Avsnittet står ikke i utkastet lenger."), _("Skriv det inn der det hører hjemme, og si det i svaret.")),
    "not_words": (_("Avsnittet er ikke løpende tekst."), _("Endre det i redigeringen, og si det i svaret.")),
    "draft_changed": (
        _("Utkastet er lagret på nytt siden du åpnet siden."), _("Les avsnittet en gang til før du tar forslaget inn."),
    ),
    "empty_words": (_("Teksten som skal inn, er tom."), _("Skriv teksten.")),
    "other_topic": (_("Innspillene gjelder ikke samme tema."), _("Velg et innspill om det samme temaet.")),
    "merged_with_itself": (_("Innspillet kan ikke slås sammen med seg selv."), _("Velg et annet.")),
    "merged_with_merged": (_("Det andre innspillet er selv slått sammen med et tredje."), _("Velg det tredje.")),
}  # fmt: skip


def because(code: str, /, **values: object) -> Reason:
    """The reason with this code, in the language of whoever asked."""
    text, what_to_do = WORDS[code]
    return Reason(code, str(text) % values, str(what_to_do))


# --- orders ---------------------------------------------------------------------------------------------------------


def to_order(
    *,
    kind: str,
    title: str,
    reason: str,
    languages: Sequence[str],
    wanted_by: date | None,
    codes: Sequence[tuple[str, str]],
    on: date,
) -> Iterator[Reason]:
    """What an order lacks: each page has obligatory fields."""
    if kind not in TopicKind.values:
        yield because("unknown_kind")
    if not title.strip():
        yield because("no_title")
    if not reason.strip():
        yield because("no_need")
    if not languages:
        yield because("no_language")
    yield from (because("unknown_language", code=code) for code in languages if code not in dict(LANGUAGE_CHOICES))
    if wanted_by is not None and wanted_by < on:
        yield because("day_passed")
    yield from (
        because("unknown_code", code=f"{system} {code}") for system, code in codes if find_in_force(system, code, on) is None
    )


def to_duplicate(found: Sequence[Likeness], despite: str) -> Iterator[Reason]:
    """What is called the same exists, or is ordered: then the order must say why that is not enough."""
    if despite.strip():
        return
    for row in found:
        if not row.exists:
            continue
        if row.topic is not None:
            yield because("exists", title=row.topic.title, sites=row.sites)
        elif row.order is not None:
            yield because("ordered", title=row.order.title, site=row.order.site)


def still_open(order: Order) -> Iterator[Reason]:
    """An order at its end is not moved again."""
    if not order.is_open:
        yield because("order_closed", state=order.get_state_display())


def to_back(order: Order, site: Site) -> Iterator[Reason]:
    """Another site stands behind an open order, once."""
    yield from still_open(order)
    if order.site_id == site.pk:
        yield because("own_order")
    elif order.backings.filter(site=site).exists():
        yield because("already_backing")


def to_assign(order: Order, writer: User | None, deadline: date | None, topic: Topic | None, on: date) -> Iterator[Reason]:
    """A writer who may write nationally, and a day ahead."""
    yield from still_open(order)
    if writer is None:
        yield because("no_writer")
    elif not may_write(writer):
        yield because("writer_cannot", person=writer)
    if deadline is None:
        yield because("no_deadline")
    elif deadline < on:
        yield because("day_passed")
    if topic is not None and topic.withdrawn_at is not None:
        yield because("topic_withdrawn")


def to_begin(order: Order, by: User) -> Iterator[Reason]:
    """The one it was given to begins, once."""
    yield from still_open(order)
    if not order.is_open:
        return
    if order.state == OrderState.RECEIVED:
        yield because("not_assigned")
    elif order.state != OrderState.ASSIGNED:
        yield because("order_closed", state=order.get_state_display())
    elif order.writer_id != by.pk:
        yield because("not_writer", person=order.writer)


def to_close(order: Order, reason: str) -> Iterator[Reason]:
    """Declined, or solved by a topic that exists: both say why."""
    yield from still_open(order)
    if not reason.strip():
        yield because("no_reason")


def to_merge(order: Order, topic: Topic | None, reason: str) -> Iterator[Reason]:
    """The topic that meets the need is in use."""
    yield from to_close(order, reason)
    if topic is None:
        yield because("no_topic")
    elif topic.withdrawn_at is not None:
        yield because("topic_withdrawn")


# --- hearings -------------------------------------------------------------------------------------------------------


def to_open_hearing(candidate: Candidate, sites: Sequence[Site], deadline: datetime, at: datetime) -> Iterator[Reason]:
    """A frozen text on its way, heard once at a time, by somebody, with time to answer."""
    if candidate.state not in OPEN_STATES:
        yield because("candidate_closed", state=candidate.get_state_display())
    if Hearing.objects.open().filter(candidate=candidate).exists():
        yield because("already_heard")
    if not sites:
        yield because("no_sites")
    if deadline <= at:
        yield because("deadline_passed")


def to_answer(
    invitation: Invitation,
    answer: str,
    reason: str,
    remarks: Sequence[tuple[str, str]],
    content_hash: str,
    *,
    instead_of: int,
    at: datetime,
) -> Iterator[Reason]:
    """A site's answer to the text that is heard, given anew until the deadline by one who has seen the answer that stands; a no
    says why, and remarks are written."""
    hearing = invitation.hearing
    if not hearing.is_open:
        yield because("hearing_ended")
    if invitation.answer and at > hearing.deadline:
        yield because("answer_stands")
    elif invitation.times_answered != instead_of:
        yield because("answered_meanwhile", person=invitation.answered_by, answer=invitation.get_answer_display())
    if answer not in HearingAnswer.values:
        yield because("no_answer")
    if answer == HearingAnswer.DISAGREE and not reason.strip():
        yield because("no_disagreement")
    if answer == HearingAnswer.REMARKS and not remarks:
        yield because("no_remarks")
    if content_hash != hearing.content_hash:
        yield because("another_text")
    blocks = {block["id"] for section in hearing.candidate.sections for block in section["blocks"]}
    if any(block and block not in blocks for block, _text in remarks):
        yield because("unknown_block")


def to_reply(remark: Remark, outcome: str, reply: str) -> Iterator[Reason]:
    """Each remark that stands is answered once; a no says why."""
    if remark.outcome:
        yield because("remark_answered")
    elif remark.withdrawn_at is not None:
        yield because("remark_withdrawn")
    if outcome not in ("taken", "not_taken"):
        yield because("no_outcome")
    elif outcome == "not_taken" and not reply.strip():
        yield because("not_taken_why")


def to_end_hearing(hearing: Hearing) -> Iterator[Reason]:
    """No remark is left without an answer."""
    if not hearing.is_open:
        yield because("hearing_ended")
    waiting = Remark.objects.unanswered().filter(invitation__hearing=hearing).count()
    if waiting:
        yield because("unanswered_remarks", number=waiting)


def to_release(candidate: Candidate, despite: str) -> tuple[Reason, ...]:
    """An open hearing of the text is ended first, or it is told why the edition goes before. Safety is never held."""
    if despite.strip() or any(change["class"] == "safety" for change in candidate.changes):
        return ()
    hearing = Hearing.objects.about(candidate.topic, candidate.language).open().first()
    if hearing is None:
        return ()
    waiting = hearing.invitations.filter(answer="").count()
    return (because("open_hearing", day=f"{hearing.deadline:%d.%m.%Y}", waiting=waiting),)


# --- proposals ------------------------------------------------------------------------------------------------------


def to_propose(reason: str, has_text: bool) -> Iterator[Reason]:
    """It says what should be changed, in a text that exists."""
    if not reason.strip():
        yield because("no_words")
    if not has_text:
        yield because("no_text")


def to_decide(proposal: Proposal, reply: str, *, needs_reply: bool) -> Iterator[Reason]:
    """Each proposal is answered once; anything but a yes says why."""
    if proposal.state != ProposalState.RECEIVED:
        yield because("proposal_answered")
    if needs_reply and not reply.strip():
        yield because("no_reply")


def to_merge_proposals(proposal: Proposal, into: Proposal) -> Iterator[Reason]:
    """Two about the same topic, and never in a chain."""
    if proposal.pk == into.pk:
        yield because("merged_with_itself")
    elif proposal.topic_id != into.topic_id:
        yield because("other_topic")
    elif into.state == ProposalState.MERGED:
        yield because("merged_with_merged")
