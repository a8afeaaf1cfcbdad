"""What is asked of whom, and told to whom, about orders, hearings and proposals: in the inbox, and so in the letters.

Each question has a key, and closes by itself as the step is done. What is written here is read later by others: it does not
depend on the language of whoever acts, so it is bokmål and not translated.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from fellesnett.editorial import subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import together, worded
from fellesnett.national.locking import national_office
from fellesnett.organizations.models import Role
from fellesnett.participation.models import AskedBecause, OrderState, ProposalState

if TYPE_CHECKING:
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site
    from fellesnett.participation.models import Hearing, Invitation, Order, Proposal

HANDLE_WITHIN, ANSWER_WITHIN, SEE_WITHIN, ADOPT_WITHIN = (timedelta(days=days) for days in (14, 30, 30, 30))


def end_of(day: date) -> datetime:
    """The last minute of a Norwegian day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


# --- orders ---------------------------------------------------------------------------------------------------------


def handle_key(order: Order) -> str:
    return f"order:{order.pk}:handle"


def write_key(order: Order) -> str:
    return f"order:{order.pk}:write"


def told_key(order: Order, site: Site) -> str:
    return f"order:{order.pk}:told:{site.pk}"


def to_handle(order: Order, at: datetime) -> OpenItem:
    """The national medical editor gives an order to somebody, or says no."""
    return OpenItem(
        kind=OpenItemKind.ORDER,
        organization=national_office(),
        role=Role.NATIONAL_MEDICAL_EDITOR,
        subject=subjects.order(order.pk),
        key=handle_key(order),
        title=worded("Bestilling fra {site}: {title}", site=order.site, title=order.title),
        reason=order.reason,
        detail={"order": order.pk},
        opened_at=at,
        deadline=at + HANDLE_WITHIN,
    )


def to_write(order: Order, at: datetime) -> OpenItem:
    """The writer writes, by the day that was set."""
    deadline = end_of(order.deadline) if order.deadline else at + ANSWER_WITHIN
    return OpenItem(
        kind=OpenItemKind.ORDER,
        organization=national_office(),
        role=Role.NATIONAL_EDITOR,
        owner=order.writer,
        subject=subjects.order(order.pk),
        key=write_key(order),
        title=worded("Skriv: {title} ({person})", title=order.title, person=order.writer),
        reason=together(worded("Bestilt av {site}.", site=order.site), order.reason),
        detail={"order": order.pk},
        opened_at=at,
        deadline=deadline,
    )


def to_see_refusal(order: Order, site: Site, at: datetime) -> OpenItem:
    """Those who ordered read why it will not be written."""
    title = worded("Bestillingen «{title}» er {state}", title=order.title, state=OrderState(order.state).label)
    item = _to_site(order, site, at, title, order.closed_reason)
    item.asks = False
    return item


def to_adopt(order: Order, site: Site, topic: Topic, at: datetime) -> OpenItem:
    """Those who ordered take the text into use."""
    title = worded("«{title}» er sluppet: ta den i bruk", title=topic.title)
    item = _to_site(order, site, at, title, together(worded("Dere bestilte teksten."), order.reason))
    item.detail["adopt"] = topic.key
    return item


def _to_site(order: Order, site: Site, at: datetime, title: str, reason: str) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.ORDER,
        organization=site.organization,
        site=site,
        role=Role.EDITOR,
        owner=order.ordered_by if site.pk == order.site_id else None,
        subject=subjects.order(order.pk),
        key=told_key(order, site),
        title=title,
        reason=reason,
        detail={"order": order.pk},
        opened_at=at,
        deadline=at + ADOPT_WITHIN,
    )


# --- hearings -------------------------------------------------------------------------------------------------------


def answer_key(invitation: Invitation) -> str:
    return f"hearing:{invitation.hearing_id}:site:{invitation.site_id}"


def end_key(hearing: Hearing) -> str:
    return f"hearing:{hearing.pk}:end"


def heard_key(invitation: Invitation) -> str:
    return f"hearing:{invitation.hearing_id}:told:{invitation.site_id}"


def to_answer(invitation: Invitation, at: datetime) -> OpenItem:
    """A site reads the text and answers."""
    hearing = invitation.hearing
    because = worded("Dere er spurt fordi dere {because}.", because=AskedBecause(invitation.because).label)
    why = together(hearing.question, because if invitation.because != "chosen" else "")
    title = worded("Høring: {title}", title=hearing.candidate.title)
    return _hearing_item(invitation, answer_key(invitation), title, why, at)


def to_see_answers(invitation: Invitation, at: datetime) -> OpenItem:
    """A site that had remarks sees what became of them."""
    title = worded("Høringen om «{title}» er avsluttet", title=invitation.hearing.candidate.title)
    item = _hearing_item(invitation, heard_key(invitation), title, worded("Se hva det ble av merknadene deres."), at)
    item.deadline = at + SEE_WITHIN
    item.asks = False
    return item


def _hearing_item(invitation: Invitation, key: str, title: str, reason: str, at: datetime) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.HEARING,
        organization=invitation.site.organization,
        site=invitation.site,
        role=Role.EDITOR,
        subject=subjects.hearing(invitation.hearing_id),
        key=key,
        title=title,
        reason=reason,
        detail={"hearing": invitation.hearing_id},
        opened_at=at,
        deadline=invitation.hearing.deadline,
    )


def to_end(hearing: Hearing, at: datetime) -> OpenItem:
    """The national editors answer the remarks and end the hearing."""
    return OpenItem(
        kind=OpenItemKind.HEARING,
        organization=national_office(),
        role=Role.NATIONAL_EDITOR,
        subject=subjects.hearing(hearing.pk),
        key=end_key(hearing),
        title=worded("Gå gjennom høringssvarene: {title}", title=hearing.candidate.title),
        reason=worded("Svar på hver merknad, og avslutt høringen."),
        detail={"hearing": hearing.pk},
        opened_at=at,
        deadline=hearing.deadline,
    )


# --- proposals ------------------------------------------------------------------------------------------------------


def decide_key(proposal: Proposal) -> str:
    return f"proposal:{proposal.pk}:decide"


def outcome_key(proposal: Proposal) -> str:
    return f"proposal:{proposal.pk}:told"


def to_decide(proposal: Proposal, at: datetime) -> OpenItem:
    """The national editors take a proposal, or say why not."""
    return OpenItem(
        kind=OpenItemKind.SUGGESTION,
        organization=national_office(),
        role=Role.NATIONAL_EDITOR,
        subject=subjects.proposal(proposal.pk),
        key=decide_key(proposal),
        title=worded("{title}: innspill fra {site}", title=proposal.topic.title, site=proposal.site),
        reason=proposal.reason,
        detail={"proposal": proposal.pk},
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )


def to_see_outcome(proposal: Proposal, at: datetime) -> OpenItem:
    """Those who proposed see what became of it."""
    number = proposal.came_in.number if proposal.came_in else 0
    message = (
        gettext_noop("Innspillet deres om «{title}» er med i utgave {number}")
        if number
        else gettext_noop("Innspillet deres om «{title}» er {state}")
    )
    state = ProposalState(proposal.state).label
    return OpenItem(
        kind=OpenItemKind.SUGGESTION,
        organization=proposal.site.organization,
        site=proposal.site,
        role=Role.EDITOR,
        owner=proposal.proposed_by,
        subject=subjects.proposal(proposal.pk),
        key=outcome_key(proposal),
        title=worded(message, title=proposal.topic.title, number=number, state=state),
        reason=proposal.reply or proposal.reason,
        detail={"proposal": proposal.pk},
        asks=False,
        opened_at=at,
        deadline=at + SEE_WITHIN,
    )
