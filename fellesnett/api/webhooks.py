"""Subscriptions, made and kept by their owner: what it is told of, what was sent, once more please, and recalls acted upon.

What changes a subscription takes the key: a signature is about a body, not about an address, so that a signed question that
somebody has overheard could be asked again of another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from fellesnett.access.gates import Refused
from fellesnett.api.answers import Language
from fellesnett.api.knowing import ByKey, BySignature
from fellesnett.api.problems import Refused as Answered
from fellesnett.api.problems import invalid, not_found
from fellesnett.delivery.actions import (
    acknowledge,
    ask_again,
    change_subscription,
    end_subscription,
    rotate_secret,
    send_test,
    subscribe,
    turn_off,
    turn_on,
)
from fellesnett.delivery.actions.subscribing import LONGEST_OVERLAP, MOST_CODES, MOST_EACH, Wanted
from fellesnett.delivery.models import Delivery, Key, Subscription
from fellesnett.delivery.schema import Number
from fellesnett.foundation import clock
from fellesnett.foundation.answering import problem
from fellesnett.foundation.languages import CODES
from fellesnett.organizations.models import Site

router = Router(tags=["webhooks"])
OWNERS = [ByKey(), BySignature()]

MOST, USUAL = 200, 50
MOST_AT_ONCE = 1000
HERE = "/api/v1/webhooks"
Done = TypeVar("Done")
MESSAGE = "^msg_[0-9a-f]{32}$"
HOURS = int(LONGEST_OVERLAP.total_seconds() // 3600)

Url = Annotated[str, Field(min_length=1, max_length=500, description="Where to tell: https, and open to the world.")]
Which = Annotated[
    Literal["all", "safety", "withdrawals"],
    Field(description="`all`, `safety` (safety changes and withdrawals) or `withdrawals` (texts taken away)."),
]
SiteName = Annotated[str, Field(max_length=60, pattern=r"^[\w-]*$", description="Only what this site shows, by its short name.")]
Code = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w .:/+()-]+$")]],
    Field(min_length=2, max_length=2),
]
Codes = Annotated[
    list[Code],
    Field(max_length=MOST_CODES, description="Pairs of code system and code: texts tagged with any of them. Empty: all."),
]


class Strict(Schema):
    """What is sent has no member that is not known: a misspelt filter would tell of everything."""

    model_config = ConfigDict(extra="forbid")


class NewWebhook(Strict):
    """What to tell, and where. All that is asked for must hold."""

    url: Url
    only: Which = "all"
    site: SiteName | None = None
    language: Language | None = None
    codes: Codes = []


def _without_defaults(described: dict[str, Any]) -> None:
    for member in described["properties"].values():
        member.pop("default", None)


class WebhookChange(Strict):
    """What is to be otherwise; what is left out stays as it is. `on` turns it off and on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_without_defaults)

    url: Url = ""
    only: Which = "all"
    site: SiteName | None = None
    language: Language | None = None
    codes: Codes = []
    on: bool = True


class Rotation(Strict):
    overlap_hours: Annotated[
        int, Field(ge=0, le=HOURS, description="How long the secret before signs beside the new one. 0: it has leaked.")
    ] = 72


class Secret(Schema):
    """Shown in this answer and never again."""

    id: UUID
    secret: str = Field(description="`whsec_` and the key in base64, as libraries of Standard Webhooks take it.")
    earlier_secret_until: datetime | None


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


class MadeWebhook(Webhook):
    """A new subscription. Its secret is shown in this answer and never again."""

    secret: str = Field(description="`whsec_` and the key in base64, as libraries of Standard Webhooks take it.")


class Webhooks(Schema):
    items: list[Webhook]


class Try(Schema):
    at: datetime
    status: int | None
    fault: str


class Sent(Schema):
    """One message. `id` is what `webhook-id` said; `first` and `last` are the lines it tells of, 0 for a test."""

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
    """Some of many. `next` is the address of the following page, empty at the end."""

    items: list[Sent]
    next: str


class OnceMore(Strict):
    """What is signed says what it is about, so that another signed question cannot be asked again as this one."""

    message: Annotated[str, Field(pattern=MESSAGE)]


class Acknowledgement(Schema):
    seqs: Annotated[list[Number], Field(min_length=1, max_length=MOST_AT_ONCE, description="The `seq` of each recall.")]


class Acknowledged(Schema):
    acknowledged: list[int]
    unknown: list[int] = Field(description="Numbers that this subscription was never told of as recalls.")


@router.get("/webhooks", response=Webhooks, auth=ByKey(), summary="Your subscriptions")
def webhooks(request: HttpRequest) -> Webhooks:
    """Those that the national editors made for you, too."""
    rows = Subscription.objects.standing().filter(consumer=_owner(request)).select_related("site")
    return Webhooks(items=[_webhook(row) for row in rows])


@router.post(
    "/webhooks",
    response={201: MadeWebhook},
    auth=ByKey(),
    summary="Be told of changes",
    description=f"Of what comes from now on. You may have {MOST_EACH} subscriptions.",
)
def create(request: HttpRequest, response: HttpResponse, said: NewWebhook) -> Any:
    key = _key(request)
    wanted = _wanted(said.dict())
    row, secret = _done(lambda: subscribe(consumer=key.consumer, wanted=wanted, by=key, at=clock.now()))
    response["Location"] = f"{HERE}/{row.pk}"
    return Status(201, MadeWebhook(**_webhook(row).dict(), secret=secret))


@router.get("/webhooks/{id}", response=Webhook, auth=OWNERS, summary="One of your subscriptions")
def webhook(request: HttpRequest, id: UUID) -> Any:
    return _webhook(_mine(request, id))


@router.patch("/webhooks/{id}", response=Webhook, auth=ByKey(), summary="Change a subscription, or turn it off or on")
def change(request: HttpRequest, id: UUID, said: WebhookChange) -> Any:
    """It goes on from where it has come. Turned on again, it is told of what happened meanwhile."""
    row, key, at = _mine(request, id), _key(request), clock.now()
    asked = said.dict(exclude_unset=True)
    on = asked.pop("on", None)

    def do() -> Subscription:
        with transaction.atomic():
            done = row
            if asked:
                new = _wanted({"url": row.url, **asked})
                values = {name: getattr(new, name) for name in asked}
                done = change_subscription(subscription=row, wanted=lambda now: replace(now, **values), by=key, at=at)
            if on is not None:
                done = (turn_on if on else turn_off)(subscription=row, by=key, at=at)
            return done

    return _webhook(_done(do))


@router.delete("/webhooks/{id}", response={204: None}, auth=ByKey(), summary="End a subscription")
def delete(request: HttpRequest, id: UUID) -> Any:
    """Nothing more is sent. That you were told of recalls, and acted on them, stays on record."""
    row, key = _mine(request, id), _key(request)
    _done(lambda: end_subscription(subscription=row, by=key, at=clock.now()))
    return Status(204, None)


@router.post("/webhooks/{id}/secret", response=Secret, auth=ByKey(), summary="A new secret")
def secret(request: HttpRequest, id: UUID, said: Rotation) -> Any:
    """The secret before signs beside it until the overlap is over, so that nothing is lost while you change."""
    row, key, overlap = _mine(request, id), _key(request), timedelta(hours=said.overlap_hours)
    new = _done(lambda: rotate_secret(subscription=row, overlap=overlap, by=key, at=clock.now()))
    row.refresh_from_db()
    return Secret(id=row.pk, secret=new, earlier_secret_until=row.earlier_until)


@router.post("/webhooks/{id}/test", response={202: Sent}, auth=ByKey(), summary="Send a test")
def test(request: HttpRequest, id: UUID) -> Any:
    """A message of the type `test`, sent within seconds, ahead of all else, and tried once. What came of it stands among the
    deliveries. One waits at a time."""
    row, key = _mine(request, id), _key(request)
    return Status(202, _sent(_done(lambda: send_test(subscription=row, by=key, at=clock.now()))))


@router.get("/webhooks/{id}/deliveries", response=Deliveries, auth=OWNERS, summary="What was sent, the newest first")
def deliveries(
    request: HttpRequest,
    id: UUID,
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
    cursor: Annotated[str, Field(max_length=36, pattern=f"{MESSAGE}|^$", description="The last message you have.")] = "",
) -> Any:
    """Messages are kept for thirty days after they were taken or given up."""
    row = _mine(request, id)
    found = row.deliveries.order_by("-made_at", "pk")
    if cursor:
        last = _message(row, cursor)
        found = found.filter(Q(made_at__lt=last.made_at) | Q(made_at=last.made_at, pk__gt=last.pk))
    rows = list(found[: limit + 1])
    more = len(rows) > limit
    onward = f"{HERE}/{row.pk}/deliveries?limit={limit}&cursor={rows[limit - 1].message_id}" if more else ""
    return Deliveries(items=[_sent(one) for one in rows[:limit]], next=onward)


@router.post(
    "/webhooks/{id}/deliveries/{message}/redelivery", response={202: Sent}, auth=OWNERS, summary="Send a message once more"
)
def redelivery(
    request: HttpRequest, id: UUID, message: Annotated[str, Field(pattern=MESSAGE)], said: OnceMore | None = None
) -> Any:
    """Signed, the body names the message too: `{"message": "msg_..."}`. With the key it may be left out."""
    row = _mine(request, id)
    if isinstance(_known(request), Subscription) and (said is None or said.message != message):
        raise Answered(invalid("message", _("Nevn meldingen i det som er signert.")))
    found = _message(row, message)
    return Status(202, _sent(_done(lambda: ask_again(delivery=found, at=clock.now()))))


@router.post("/webhooks/{id}/acknowledgements", response=Acknowledged, auth=OWNERS, summary="Say that you have acted on recalls")
def acknowledgements(request: HttpRequest, id: UUID, said: Acknowledgement) -> Any:
    """The editors see who has a safety change and who has not. Said twice, the first time stands."""
    row = _mine(request, id)
    done = acknowledge(subscription=row, seqs=said.seqs, at=clock.now())
    return Acknowledged(acknowledged=done.acknowledged, unknown=done.unknown)


def _owner(request: HttpRequest) -> int:
    """The consumer that the key or the signature speaks for."""
    return _known(request).consumer_id


def _known(request: HttpRequest) -> Key | Subscription:
    found: Key | Subscription = request.auth  # type: ignore[attr-defined]
    return found


def _key(request: HttpRequest) -> Key:
    found: Key = request.auth  # type: ignore[attr-defined]
    return found


def _mine(request: HttpRequest, id: UUID) -> Subscription:
    """Raises Answered: what is another's is not there."""
    found = Subscription.objects.standing().filter(pk=id, consumer=_owner(request)).select_related("site").first()
    if found is None:
        raise Answered(not_found(_("Du har ikke noe slikt abonnement.")))
    return found


def _message(row: Subscription, named: str) -> Delivery:
    """Raises Answered."""
    found = row.deliveries.filter(pk=UUID(named.removeprefix("msg_"))).first()
    if found is None:
        raise Answered(not_found(_("Abonnementet har ingen slik melding. De slettes etter tretti dager.")))
    return found


def _wanted(asked: dict[str, Any]) -> Wanted:
    """What is asked for, in the words of the verbs. Raises Answered, naming what is wrong."""
    language, slug = asked.get("language") or "", asked.get("site")
    if language and language not in CODES:
        raise Answered(invalid("language", _("Velg blant %(languages)s.") % {"languages": ", ".join(CODES)}))
    site = Site.objects.filter(slug=slug).first() if slug else None
    if slug and site is None:
        raise Answered(invalid("site", _("Ikke noe nettsted heter «%(site)s».") % {"site": slug}))
    codes = [(system, code) for system, code in asked.get("codes", [])]
    return Wanted(asked["url"], asked.get("only", "all"), site, language, codes)


def _done(verb: Callable[[], Done]) -> Done:
    """Do it. Raises Answered, with the parameter that is wrong, or with what stands in the way."""
    try:
        return verb()
    except Refused as refusal:
        first = refusal.reasons[0]
        words = f"{first.text} {first.what_to_do}".strip()
        wrong = first.code in NewWebhook.model_fields
        raise Answered(invalid(first.code, words) if wrong else problem(first.code, 409, _("Avvist"), words)) from refusal


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
