"""What can be proven at rest of orders, hearings and proposals: every state has its step and its line in the log, every answer is
to the text that was heard, and whoever is to do something has been asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fellesnett.editorial import subjects
from fellesnett.editorial.checks import Fault, Tick, silent
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import SiteState
from fellesnett.participation import asking
from fellesnett.participation.models import Hearing, Invitation, Order, OrderState, OrderStep, Proposal, ProposalState, Remark

_WRITTEN = frozenset({OrderState.ASSIGNED, OrderState.WRITING})


def participation_faults(*, tick: Tick = silent) -> Iterator[Fault]:
    """Everything in this room. Nine queries, however many rows."""
    asked = set(OpenItem.objects.open().filter(key__regex=r"^(order|hearing|proposal):").values_list("key", flat=True))
    yield from _orders(asked, tick)
    yield from _hearings(asked, tick)
    yield from _proposals(asked, tick)


def _orders(asked: set[str], tick: Tick) -> Iterator[Fault]:
    steps: dict[int, list[str]] = defaultdict(list)
    for pk, state in OrderStep.objects.order_by("pk").values_list("order_id", "state"):
        steps[pk].append(state)
    logged = _logged("order:", [f"order.{state}" for state in OrderState.values])
    for order in Order.objects.order_by("pk").iterator(chunk_size=1_000):
        name, taken = subjects.order(order.pk), steps[order.pk]
        if taken[-1:] != [order.state]:
            yield Fault("order", name, f"is {order.state}, and its last step says {taken[-1] if taken else 'nothing'}")
        if logged[name] != [f"order.{state}" for state in taken]:
            yield Fault("order", name, "the log tells of other steps than those that were written")
        if order.state == OrderState.RECEIVED and asking.handle_key(order) not in asked:
            yield Fault("order", name, "waits, and nobody is asked to handle it")
        if order.state in _WRITTEN and asking.write_key(order) not in asked:
            yield Fault("order", name, "is to be written, and nobody is asked to")
        tick(1)


def _logged(prefix: str, verbs: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    events = Event.objects.filter(subject__startswith=prefix, verb__in=verbs).order_by("sequence")
    for subject, verb in events.values_list("subject", "verb"):
        found[subject].append(verb)
    return found


def _hearings(asked: set[str], tick: Tick) -> Iterator[Fault]:
    unanswered = set(Remark.objects.unanswered().values_list("invitation__hearing_id", flat=True))
    hearings = {hearing.pk: hearing for hearing in Hearing.objects.select_related("candidate")}
    for hearing in hearings.values():
        name = subjects.hearing(hearing.pk)
        if hearing.content_hash != hearing.candidate.content_hash:
            yield Fault("hearing", name, "is about another text than the one that was frozen")
        if hearing.ended_by_id and hearing.pk in unanswered:
            yield Fault("hearing", name, "was ended with remarks that nobody answered")
        if hearing.is_open and asking.end_key(hearing) not in asked:
            yield Fault("hearing", name, "is open, and nobody is asked to end it")
        tick(1)
    for invitation in Invitation.objects.select_related("site"):
        hearing = hearings[invitation.hearing_id]
        name = f"{subjects.hearing(hearing.pk)} at {invitation.site.slug}"
        if invitation.answer and invitation.content_hash != hearing.content_hash:
            yield Fault("hearing", name, "answered another text than the one that was heard")
        waits = hearing.is_open and not invitation.answer and invitation.site.state != SiteState.CLOSED
        if waits and asking.answer_key(invitation) not in asked:
            yield Fault("hearing", name, "has not answered, and is not asked")
        tick(1)


def _proposals(asked: set[str], tick: Tick) -> Iterator[Fault]:
    for proposal in Proposal.objects.select_related("came_in").order_by("pk").iterator(chunk_size=1_000):
        name, edition = subjects.proposal(proposal.pk), proposal.came_in
        if proposal.state == ProposalState.RECEIVED and asking.decide_key(proposal) not in asked:
            yield Fault("proposal", name, "waits, and nobody is asked to answer it")
        if edition and (edition.topic_id, edition.language) != (proposal.topic_id, proposal.language):
            yield Fault("proposal", name, "is said to be in an edition of another text")
        tick(1)
