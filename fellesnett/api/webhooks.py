"""Subscriptions as their owner sees them: what it is told of, what was sent, once more please, and recalls acted upon."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from fellesnett.access.gates import Refused
from fellesnett.api.knowing import ByKey, BySignature
from fellesnett.api.problems import not_found
from fellesnett.delivery.actions import acknowledge, ask_again
from fellesnett.delivery.models import Delivery, Key, Subscription
from fellesnett.delivery.schema import Number
from fellesnett.foundation import clock
from fellesnett.foundation.answering import problem

router = Router(tags=["webhooks"])
OWNERS = [ByKey(), BySignature()]

MOST, USUAL = 200, 50
MOST_AT_ONCE = 1000


class Webhook(Schema):
    """One subscription. Its secret is never told."""

    id: UUID
    url: str
    only: str = Field(description="`all`, `safety` (safety changes and withdrawals) or `withdrawals` (texts taken away).")
    site: str | None
    language: str | None
    codes: list[list[str]] = Field(description="Pairs of code system and code; texts tagged with any of them. Empty: all.")
    on: bool
    off_because: str | None
    failing_since: datetime | None
    earlier_secret_until: datetime | None = Field(description="Until then messages are signed with the secret before, too.")


class Webhooks(Schema):
    items: list[Webhook]


class Try(Schema):
    at: datetime
    status: int | None
    fault: str


class Sent(Schema):
    """One message. `id` is what `webhook-id` said."""

    id: str
    type: str
    recall: bool
    first: int
    last: int
    made_at: datetime
    delivered_at: datetime | None
    given_up_at: datetime | None
    next_try_at: datetime | None
    tries: list[Try]


class Deliveries(Schema):
    items: list[Sent]


class Acknowledgement(Schema):
    seqs: Annotated[list[Number], Field(min_length=1, max_length=MOST_AT_ONCE, description="The `seq` of each recall.")]


class Acknowledged(Schema):
    acknowledged: list[int]
    unknown: list[int] = Field(description="Numbers that this subscription was never told of as recalls.")


@router.get("/webhooks", response=Webhooks, auth=ByKey(), summary="Your subscriptions")
def webhooks(request: HttpRequest) -> Webhooks:
    rows = Subscription.objects.filter(consumer=_owner(request)).select_related("site")
    return Webhooks(items=[_webhook(row) for row in rows])


@router.get("/webhooks/{id}", response=Webhook, auth=OWNERS, summary="One of your subscriptions")
def webhook(request: HttpRequest, id: UUID) -> Any:
    row = _own(request, id)
    return _webhook(row) if row else _no_such()


@router.get("/webhooks/{id}/deliveries", response=Deliveries, auth=OWNERS, summary="What was sent, the newest first")
def deliveries(request: HttpRequest, id: UUID, limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL) -> Any:
    row = _own(request, id)
    return Deliveries(items=[_sent(one) for one in row.deliveries.all()[:limit]]) if row else _no_such()


@router.post(
    "/webhooks/{id}/deliveries/{message}/redelivery", response={202: Sent}, auth=OWNERS, summary="Send a message once more"
)
def redelivery(request: HttpRequest, id: UUID, message: Annotated[str, Field(pattern="^msg_[0-9a-f]{32}$")]) -> Any:
    row = _own(request, id)
    found = row.deliveries.filter(pk=UUID(message.removeprefix("msg_"))).first() if row else None
    if found is None:
        return _no_such()
    try:
        return _sent(ask_again(delivery=found, at=clock.now()))
    except Refused as refusal:
        return problem("off", 409, _("Avvist"), " ".join(reason.text for reason in refusal.reasons))


@router.post("/webhooks/{id}/acknowledgements", response=Acknowledged, auth=OWNERS, summary="Say that you have acted on recalls")
def acknowledgements(request: HttpRequest, id: UUID, said: Acknowledgement) -> Any:
    """The editors see who has a safety change and who has not. Said twice, the first time stands."""
    row = _own(request, id)
    if row is None:
        return _no_such()
    done = acknowledge(subscription=row, seqs=said.seqs, at=clock.now())
    return Acknowledged(acknowledged=done.acknowledged, unknown=done.unknown)


def _owner(request: HttpRequest) -> int:
    """The consumer that the key or the signature speaks for."""
    known: Key | Subscription = request.auth  # type: ignore[attr-defined]
    return known.consumer_id


def _own(request: HttpRequest, id: UUID) -> Subscription | None:
    return Subscription.objects.filter(pk=id, consumer=_owner(request)).select_related("site").first()


def _no_such() -> Any:
    return not_found(_("Du har ikke noe slikt abonnement."))


def _webhook(row: Subscription) -> Webhook:
    return Webhook(
        id=row.pk,
        url=row.url,
        only=row.only,
        site=row.site.slug if row.site else None,
        language=row.language or None,
        codes=row.codes,
        on=row.off_at is None,
        off_because=row.off_because or None,
        failing_since=row.failing_since,
        earlier_secret_until=row.earlier_until,
    )


def _sent(row: Delivery) -> Sent:
    waits = row.delivered_at is None and row.given_up_at is None
    return Sent(
        id=row.message_id,
        type=row.kind,
        recall=row.recall,
        first=row.first,
        last=row.last,
        made_at=row.made_at,
        delivered_at=row.delivered_at,
        given_up_at=row.given_up_at,
        next_try_at=row.next_try_at if waits else None,
        tries=[Try(**one) for one in row.tries],
    )
