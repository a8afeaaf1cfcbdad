"""An order follows its text: what happens in the national base moves it, with the name of whoever did that.

Runs when the fact is announced, on commit. What a killed process left, `follow_due` finds: the states are worked out from
what stands in the base, so it does not matter how often or by whom they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from fellesnett.adoption.models import Adoption, Answer
from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.national.models import OPEN_STATES, Candidate, CandidateState, Edition, EditionState, Topic
from fellesnett.participation import asking
from fellesnett.participation.actions.assigning import sites_behind
from fellesnett.participation.actions.closing import close_overtaken
from fellesnett.participation.actions.steps import step
from fellesnett.participation.models import TAKEN, Hearing, Order, OrderState, Proposal

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

_OFFERED = Q(state=EditionState.LIVE) | Q(state=EditionState.SUPERSEDED, rolled_out_at__isnull=False)
"""A plan that another plan has overtaken is superseded too, and was never shown to anybody."""
_BY_CANDIDATE = {
    CandidateState.REVIEW: OrderState.WRITING,
    CandidateState.SIGNED: OrderState.SIGNED,
    CandidateState.APPROVED: OrderState.DECIDED,
}


@transaction.atomic
def follow(*, topic: Topic, by: User | None, at: datetime) -> int:
    """Move every order on its way to this topic to where its text is. Returns how many moved."""
    held = list(Order.objects.select_for_update(of=("self",)).under_way().filter(topic=topic).order_by("pk"))
    entries = [entry for order in held for entry in _moved(order, by, at)]
    log.append(entries, by=by, at=at)
    return len(entries)


def _moved(order: Order, by: User | None, at: datetime) -> list[log.Entry]:
    state = stage(order)
    if state == order.state:
        return []
    entry = step(order, state, by=by, at=at)
    if state == OrderState.RELEASED:
        close_items(keys=[asking.write_key(order)], by=by, at=at, resolution="sluppet")
        _offer(order, at)
    elif state in (OrderState.SIGNED, OrderState.HEARING, OrderState.DECIDED):
        close_items(keys=[asking.write_key(order)], by=by, at=at, resolution="skrevet")
    else:
        open_items_bulk([asking.to_write(order, at)])
    return [entry]


def _offer(order: Order, at: datetime) -> None:
    """Tell those who ordered, unless they have answered already."""
    topic = order.topic
    if topic is None:
        return
    sites = sites_behind(order)
    answered = Adoption.objects.for_sites(sites).filter(topic=topic).exclude(answer=Answer.UNDECIDED)
    done = set(answered.values_list("site_id", flat=True))
    open_items_bulk(asking.to_adopt(order, site, topic, at) for site in sites if site.pk not in done)


def stage(order: Order) -> OrderState:
    """Where the text of an order is, worked out from the national base: of the languages ordered, the first that is not
    offered yet counts."""
    languages = _not_offered(order)
    if not languages or order.topic is None:
        return OrderState.RELEASED
    if Hearing.objects.about(order.topic, *languages).open().exists():
        return OrderState.HEARING
    found = Candidate.objects.filter(topic=order.topic, language=languages[0], state__in=OPEN_STATES)
    candidate = found.values_list("state", flat=True).first()
    if candidate is not None:
        return _BY_CANDIDATE[CandidateState(candidate)]
    if Edition.objects.filter(topic=order.topic, language=languages[0], state=EditionState.SCHEDULED).exists():
        return OrderState.DECIDED
    untouched = order.state == OrderState.ASSIGNED and len(languages) == len(order.languages)
    return OrderState.ASSIGNED if untouched else OrderState.WRITING


def _not_offered(order: Order) -> list[str]:
    editions = Edition.objects.filter(_OFFERED, topic=order.topic, released_at__gte=order.assigned_at)
    offered = set(editions.values_list("language", flat=True))
    return [language for language in order.languages if language not in offered]


@transaction.atomic
def follow_edition(*, edition: Edition, by: User | None, at: datetime) -> int:
    """What a new edition means here: hearings of the text it was made of end, orders are released, and those whose proposals
    are in it are told so. Returns how many rows moved."""
    moved = close_overtaken(edition, at=at)
    moved += follow(topic=edition.topic, by=by, at=at)
    taken = Proposal.objects.select_for_update(of=("self",)).filter(
        Q(decided_at__lte=edition.candidate.submitted_at), topic=edition.topic, language=edition.language,
        state__in=TAKEN, came_in__isnull=True,
    )  # fmt: skip
    proposals = list(taken.select_related("topic", "site__organization", "proposed_by"))
    proposals += list(
        Proposal.objects.filter(merged_into__in=proposals, came_in__isnull=True).select_related(
            "topic", "site__organization", "proposed_by"
        )
    )
    for proposal in proposals:
        proposal.came_in = edition
        proposal.save(update_fields=["came_in"])
    close_items(keys=[asking.outcome_key(one) for one in proposals], by=by, at=at, resolution=f"med i utgave {edition.number}")
    open_items_bulk(asking.to_see_outcome(one, at) for one in proposals)
    log.append((log.Entry("proposal.came_in", f"proposal:{one.pk}", {"edition": edition.pk}) for one in proposals), by=by, at=at)
    return moved + len(proposals)


def follow_due(*, at: datetime) -> int:
    """What was announced and not heard because a process was killed: every order and proposal that is behind its text."""
    moved = 0
    for topic in Topic.objects.filter(pk__in=Order.objects.under_way().values("topic")).order_by("pk"):
        moved += follow(topic=topic, by=None, at=at)
    waiting = Proposal.objects.filter(state__in=TAKEN, came_in__isnull=True)
    editions = Edition.objects.live().filter(
        topic__proposals__in=waiting, language=F("topic__proposals__language"),
        candidate__submitted_at__gte=F("topic__proposals__decided_at"),
    )  # fmt: skip
    for edition in editions.select_related("topic", "candidate").distinct():
        moved += follow_edition(edition=edition, by=None, at=at)
    return moved
