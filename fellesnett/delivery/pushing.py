"""Telling subscribers what is new, recalls first: the worker's part of webhooks.

The feed is the queue. A message is written together with how far its subscription has come, then sent, then marked, each in
a transaction of its own: a process can die anywhere. What was sent and not marked is sent again, with the same id, before
anything after it. A subscription is told by one process at a time (a lease that runs out by itself), in the order of the
feed; at most one message that is no recall waits, so that an address which is away for days costs two rows and no more.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fellesnett.access.sealing import Unreadable, unsealed
from fellesnett.delivery import messages, posting
from fellesnett.delivery.models import TEST, Change, Delivery, Item, OffBecause, Only, Receipt, Subscription
from fellesnett.delivery.queries import WALK, WHOLE_ITEM, newest_seq, once_about
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import Letter, LetterKind, OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Organization, OrganizationKind, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

logger = logging.getLogger(__name__)

BATCH = 50  # lines in one message
IN_A_ROUND = 20  # messages to one subscription before others have their turn
BUDGET = 30.0  # seconds for one subscription in one round
LEASE = timedelta(minutes=2)
TRY_AGAIN_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
RECALL_AGAIN_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 300, 900, 1800, *[3600] * 120))
PATIENCE = timedelta(days=5)  # an address that has taken nothing for so long is turned off
LATE = timedelta(hours=1)  # a recall that has not arrived by then is told of at the desk
KEEP = timedelta(days=30)
TRIES_KEPT = 20

Post = Callable[[str, bytes, Mapping[str, str]], posting.Answer]
Now = Callable[[], datetime]


def push_due(*, at: datetime, post: Post = posting.post, now: Callable[[], datetime] | None = None) -> int:
    """Tell every subscription what it waits for; several at a time. Returns how many messages were taken.

    A round may be long, and what is signed with a time that has passed is refused: each message is tried at what `now` says
    then. Without it, all is at `at`.
    """
    due, when = list(_with_something_to_do(at)), now or (lambda: at)
    if settings.WEBHOOK_HANDS < 2 or len(due) < 2:
        return sum(_tell(pk, when, post) for pk in due)
    with ThreadPoolExecutor(settings.WEBHOOK_HANDS, "webhooks") as hands:
        return sum(hands.map(lambda pk: _in_a_thread(pk, when, post), due))


def forget_deliveries(*, at: datetime) -> int:
    """Messages that came to their end thirty days ago are deleted. Receipts stay."""
    old = at - KEEP
    return Delivery.objects.filter(Q(delivered_at__lt=old) | Q(given_up_at__lt=old)).delete()[0]


def lines_for(subscription: Subscription) -> QuerySet[Change]:
    """Every line of the feed that is about what this subscription asks for, without what is long of it. Of codes: also what a
    text that had one of them, or one above it, says when it has it no longer. To be bounded by whoever reads."""
    found = Change.objects.select_related("item", "replaced_by").defer(*WHOLE_ITEM)
    if subscription.only == Only.SAFETY:
        found = found.filter(recall=True)
    elif subscription.only == Only.WITHDRAWALS:
        found = found.filter(kind="deleted")
    asked = {name: value for name in ("site_id", "language") if (value := getattr(subscription, name))}
    about = Item.objects.filter(pk=OuterRef("item"), **asked)
    if subscription.codes:
        topics = once_about((system, code) for system, code in subscription.codes)
        about = about.filter(topic__in=list(topics.values_list("pk", flat=True)))
    return found.filter(Exists(about)) if asked or subscription.codes else found


# --- who is next ---------------------------------------------------------------------------------------------------


def _with_something_to_do(at: datetime) -> QuerySet[Subscription, UUID]:
    """Subscriptions with lines they have not been told of, or a message to be tried; those with a recall first."""
    newest = newest_seq()
    own = Delivery.objects.filter(subscription=OuterRef("pk"))
    due = Subscription.objects.on().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))
    ready, recall = Exists(own.ready(at)), Exists(own.ready(at).filter(recall=True))
    stands = Exists(own.holding())
    due = due.filter(Q(ready) | Q(recall_seq__lt=newest) | Q(seq__lt=newest) & ~Q(stands))
    return due.order_by(recall.desc(), F("failing_since").asc(nulls_first=True), "pk").values_list("pk", flat=True)


def _in_a_thread(pk: UUID, now: Now, post: Post) -> int:
    try:
        return _tell(pk, now, post)
    except Exception:
        logger.exception("subscription %s was not told", pk)
        return 0
    finally:
        connection.close()


def _tell(pk: UUID, now: Now, post: Post) -> int:
    """Tell one subscription, a message at a time, until there is no more, one is not taken, or the round is over."""
    at = now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    if not Subscription.objects.on().filter(free, pk=pk).update(leased_until=at + LEASE):
        return 0
    taken, begun = 0, time.monotonic()
    try:
        while taken < IN_A_ROUND and time.monotonic() - begun < BUDGET:
            more = write_waiting(pk, now())
            delivery = _next(pk, now())
            if delivery is not None:
                if not _send(delivery, now, post):
                    break
                taken += 1
            elif not more:
                break
    finally:
        Subscription.objects.filter(pk=pk, leased_until=at + LEASE).update(leased_until=None)
    return taken


def _next(pk: UUID, at: datetime) -> Delivery | None:
    ready = Delivery.objects.ready(at).filter(subscription=pk, subscription__off_at__isnull=True)
    found: Delivery | None = ready.select_related("subscription").in_turn().first()
    return found


def _send(delivery: Delivery, now: Now, post: Post) -> bool:
    at, body = now(), delivery.body
    keys = secrets_of(delivery.subscription, at)
    if keys:
        headers = messages.headers_of(delivery.message_id, body, keys, at=at)
        answer = post(delivery.subscription.url, body.encode(), headers)
    else:
        answer = posting.Answer(None, "no_secret")
    return _mark(delivery, answer, now())


def secrets_of(subscription: Subscription, at: datetime) -> list[str]:
    """The secrets that hold now, the newest first. None where the sealing key of this house has been changed."""
    sealed = [subscription.secret]
    if subscription.earlier_until is not None and subscription.earlier_until > at:
        sealed.append(subscription.earlier_secret)
    try:
        return [unsealed(secret).decode() for secret in sealed]
    except Unreadable:
        logger.exception("the secret of subscription %s cannot be read", subscription.pk)
        return []


# --- writing messages ----------------------------------------------------------------------------------------------


@transaction.atomic
def write_waiting(pk: UUID, at: datetime) -> bool:
    """Write the messages that this subscription has not had: of recalls, and of all else where none such waits. At most `WALK`
    lines are looked at: True where there are more after them."""
    subscription = Subscription.objects.select_for_update().get(pk=pk)
    newest, lines = newest_seq(), lines_for(subscription)
    if subscription.recall_seq < newest:
        recalls = lines.filter(recall=True, seq__gt=subscription.recall_seq)  # by an index, however far there is to go
        subscription.recall_seq = _write(subscription, recalls, newest, at)
        subscription.save(update_fields=["recall_seq"])
    stands = Delivery.objects.filter(subscription=subscription).holding()
    if subscription.seq < newest and not stands.exists():
        until = min(newest, subscription.seq + WALK)
        subscription.seq = _write(subscription, lines.filter(recall=False, seq__gt=subscription.seq), until, at)
        subscription.save(update_fields=["seq"])
        return subscription.seq < newest
    return False


def _write(subscription: Subscription, lines: QuerySet[Change], until: int, at: datetime) -> int:
    """One message about the first of these lines. Returns how far it tells."""
    told = list(lines.filter(seq__lte=until).order_by("seq")[:BATCH])
    if not told:
        return until
    first, last, recall = told[0].seq, told[-1].seq, told[0].recall
    Delivery.objects.create(
        subscription=subscription, kind=messages.kind_of(told), recall=recall, first=first, last=last,
        body=messages.body_of(told, at=at), made_at=at, next_try_at=at,
    )  # fmt: skip
    if recall:
        Receipt.objects.bulk_create(Receipt(subscription=subscription, change=line, told_at=at) for line in told)
    return last if len(told) == BATCH else until


# --- what came of it -----------------------------------------------------------------------------------------------


@transaction.atomic
def _mark(delivery: Delivery, answer: posting.Answer, at: datetime) -> bool:
    """Remember the try. True where the message was taken."""
    subscription = Subscription.objects.select_for_update().select_related("consumer").get(pk=delivery.subscription_id)
    delivery.attempts += 1
    said = {"at": at.isoformat(timespec="seconds"), "status": answer.status, "fault": answer.fault}
    delivery.tries = [*delivery.tries, said][-TRIES_KEPT:]
    if answer.taken:
        _taken(subscription, delivery, at)
    else:
        _not_taken(subscription, delivery, answer, at)
    delivery.save(update_fields=["attempts", "tries", "delivered_at", "given_up_at", "next_try_at"])
    subscription.save(update_fields=["failing_since", "resting_until", "off_at", "off_because"])
    return answer.taken


def _taken(subscription: Subscription, delivery: Delivery, at: datetime) -> None:
    delivery.delivered_at = at
    subscription.failing_since = subscription.resting_until = None
    if delivery.recall:
        about = Receipt.objects.filter(subscription=subscription, change__gte=delivery.first, change__lte=delivery.last)
        about.filter(delivered_at__isnull=True).update(delivered_at=at)
        if not Delivery.objects.filter(subscription=subscription, recall=True).waiting().exclude(pk=delivery.pk).exists():
            close_items(keys=[_late_key(subscription)], by=None, at=at, resolution="Varselet er tatt imot")


def _not_taken(subscription: Subscription, delivery: Delivery, answer: posting.Answer, at: datetime) -> None:
    if subscription.off_at is not None:  # turned off while this was on its way: the reason that was given stands
        delivery.given_up_at = at if subscription.has_ended else None
        return
    if delivery.kind == TEST:  # it has said how it went, and holds nothing back
        delivery.given_up_at = at
        if answer.status == 410:
            _turn_off(subscription, OffBecause.GONE, at)
        return
    again = RECALL_AGAIN_AFTER if delivery.recall else TRY_AGAIN_AFTER
    wait = again[min(delivery.attempts, len(again)) - 1]
    delivery.next_try_at = subscription.resting_until = at + wait * random.uniform(0.8, 1.2)  # noqa: S311 spreads tries
    subscription.failing_since = subscription.failing_since or at
    if answer.status == 410:
        _turn_off(subscription, OffBecause.GONE, at)
    elif at - subscription.failing_since >= PATIENCE:
        _turn_off(subscription, OffBecause.FAILING, at)
    elif delivery.attempts > len(again):
        delivery.given_up_at = at
    if delivery.recall and at - delivery.made_at >= LATE and subscription.off_at is None:
        title = worded("{name} har ikke tatt imot en sikkerhetsendring eller tilbaketrekking", name=subscription.consumer.name)
        reason = worded("Ring {contact}, og be dem se på mottaket.", contact=subscription.consumer.contact_name)
        _ask(subscription, _late_key(subscription), title, reason, at, urgent=True)


def _turn_off(subscription: Subscription, because: OffBecause, at: datetime) -> None:
    """Stop telling it, tell its contact by letter and the national editors by a case, and log."""
    subscription.off_at, subscription.off_because = at, because
    consumer = subscription.consumer
    facts = {"subscription": str(subscription.pk), "because": str(because)}
    Letter.objects.create(
        kind=LetterKind.WEBHOOK, key=f"webhook:{subscription.pk}:{at.timestamp()}", to=consumer.contact_email, facts=facts,
        written_at=at, next_try_at=at,
    )  # fmt: skip
    close_items(keys=[_late_key(subscription)], by=None, at=at, resolution="Varslingen er slått av")
    title = worded("Varslingen til {name} er slått av", name=consumer.name)
    reason = worded("Grunn: {why}. Snakk med {contact}, og slå den på igjen.", why=because.label, contact=consumer.contact_name)
    _ask(subscription, _off_key(subscription), title, reason, at, urgent=False)
    log.append([log.Entry("subscription.turned_off", subjects.consumer(consumer.pk), facts)], by=None, at=at)


def _ask(subscription: Subscription, key: str, title: str, reason: str, at: datetime, *, urgent: bool) -> None:
    office = Organization.objects.filter(kind=OrganizationKind.NATIONAL).order_by("pk").first()
    if office is None:
        return
    item = OpenItem(
        kind=OpenItemKind.WEBHOOK, organization=office, role=Role.NATIONAL_EDITOR, key=key, title=title, reason=reason,
        subject=subjects.consumer(subscription.consumer_id), detail={"consumer": subscription.consumer_id}, urgent=urgent,
        opened_at=at, deadline=at + timedelta(days=1 if urgent else 7),
    )  # fmt: skip
    open_item(item)


def close_items_about(subscription: Subscription, *, by: User | None, at: datetime) -> None:
    """Nothing more is asked about this subscription. A step inside a verb."""
    keys = [_off_key(subscription), _late_key(subscription)]
    close_items(keys=keys, by=by, at=at, resolution="Abonnementet er slått på eller av for hånd")


def _off_key(subscription: Subscription) -> str:
    return f"webhook:off:{subscription.pk}"


def _late_key(subscription: Subscription) -> str:
    return f"webhook:late:{subscription.pk}"
