"""What a consumer is told of, where, and signed with what: as the national editors set it up, or the consumer by its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.sealing import sealed
from fellesnett.codes.queries import normalize_code, systems_by_any_name
from fellesnett.delivery import posting
from fellesnett.delivery.actions.consumers import demand_right
from fellesnett.delivery.messages import new_secret, test_of
from fellesnett.delivery.models import TEST, Consumer, Delivery, Key, OffBecause, Only, Subscription
from fellesnett.delivery.pushing import close_items_about
from fellesnett.delivery.queries import newest_seq
from fellesnett.editorial import log, subjects

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site

LONGEST_OVERLAP = timedelta(days=14)
MOST_CODES = 50
MOST_EACH = 10  # that a consumer may make itself

Actor: TypeAlias = "User | Key"
"""Who does it: a national editor, or the consumer whose key this is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to tell, and of what. All that is asked for must hold; `codes` are (system by any name, code), any of them."""

    url: str
    only: str = Only.ALL
    site: Site | None = None
    language: str = ""
    codes: Sequence[tuple[str, str]] = ()


@transaction.atomic
def subscribe(*, consumer: Consumer, wanted: Wanted, by: Actor, at: datetime) -> tuple[Subscription, str]:
    """A new subscription, told of what comes from now on; and its secret, known here and now and never again. Raises Refused."""
    _demand(by, consumer.pk)
    if isinstance(by, Key):
        _demand_room(consumer)
    secret, now = new_secret(), newest_seq()
    maker: dict[str, Any] = {"made_with": by} if isinstance(by, Key) else {"made_by": by}
    row = Subscription(consumer=consumer, secret=_seal(secret), seq=now, recall_seq=now, made_at=at, **maker)
    _describe(row, wanted)
    row.save()
    _log("subscription.made", row, _filters(row), by=by, at=at)
    return row, secret


@transaction.atomic
def change_subscription(
    *, subscription: Subscription, wanted: Wanted | Callable[[Wanted], Wanted], by: Actor, at: datetime
) -> Subscription:
    """Tell it elsewhere, or of something else, from where it has come. Its secret stays. `wanted` may be a change of what it
    asks for now. Raises Refused."""
    row = _locked(subscription, by)
    _describe(row, wanted(wanted_by(row)) if callable(wanted) else wanted)
    row.failing_since = row.resting_until = None
    row.save(update_fields=["url", "only", "site", "language", "codes", "failing_since", "resting_until"])
    _log("subscription.changed", row, _filters(row), by=by, at=at)
    return row


@transaction.atomic
def rotate_secret(*, subscription: Subscription, overlap: timedelta, by: Actor, at: datetime) -> str:
    """A new secret, known here and now and never again. The one before signs beside it until the overlap is over; none at
    all where it has leaked (`overlap` zero). Raises Refused."""
    row = _locked(subscription, by)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Refused(
            Reason("overlap", _("Den gamle hemmeligheten kan virke i høyst %(days)s dager.") % {"days": LONGEST_OVERLAP.days})
        )
    secret = new_secret()
    row.earlier_secret, row.earlier_until = (row.secret, at + overlap) if overlap else ("", None)
    row.secret = _seal(secret)
    row.save(update_fields=["secret", "earlier_secret", "earlier_until"])
    _log("subscription.secret_rotated", row, {"overlap_hours": int(overlap.total_seconds() // 3600)}, by=by, at=at)
    return secret


@transaction.atomic
def turn_off(*, subscription: Subscription, by: Actor, at: datetime) -> Subscription:
    """Tell it nothing until it is turned on again. Raises Refused."""
    row = _locked(subscription, by)
    if row.off_at is None:
        row.off_at, row.off_because = at, OffBecause.BY_OWNER if isinstance(by, Key) else OffBecause.BY_HAND
        row.save(update_fields=["off_at", "off_because"])
        _log("subscription.turned_off", row, {"because": row.off_because}, by=by, at=at)
    _close_items(row, by=by, at=at)
    return row


@transaction.atomic
def turn_on(*, subscription: Subscription, by: Actor, at: datetime) -> Subscription:
    """Go on telling it, from where it came to: what happened meanwhile is told too. Raises Refused: what the editors turned
    off, they alone turn on."""
    row = _locked(subscription, by)
    if isinstance(by, Key) and row.off_because == OffBecause.BY_HAND:
        raise Refused(Reason("off_by_hand", _("Nasjonal redaksjon har slått det av."), _("Skriv til dem.")))
    if row.off_at is not None:
        row.off_at, row.off_because = None, ""
        row.failing_since = row.resting_until = None
        row.save(update_fields=["off_at", "off_because", "failing_since", "resting_until"])
        Delivery.objects.filter(subscription=row).waiting().update(next_try_at=at)
        _log("subscription.turned_on", row, {}, by=by, at=at)
    _close_items(row, by=by, at=at)
    return row


@transaction.atomic
def end_subscription(*, subscription: Subscription, by: Key, at: datetime) -> None:
    """Tell it nothing more, ever. Its secrets are gone at once, and what waits is not sent; its receipts stay. Raises Refused."""
    row = _locked(subscription, by)
    row.off_at, row.off_because = at, OffBecause.ENDED
    row.secret = row.earlier_secret = ""
    row.earlier_until = None
    row.save(update_fields=["off_at", "off_because", "secret", "earlier_secret", "earlier_until"])
    Delivery.objects.filter(subscription=row).waiting().update(given_up_at=at)
    _log("subscription.ended", row, {}, by=by, at=at)
    _close_items(row, by=by, at=at)


@transaction.atomic
def send_test(*, subscription: Subscription, by: Actor, at: datetime) -> Delivery:
    """A message that tells of nothing, sent before all others and tried once. One waits at a time: asked for again, it is the
    one that waits. Raises Refused where the subscription is off."""
    row = _locked(subscription, by)
    _demand_on(row)
    waiting = Delivery.objects.filter(subscription=row, kind=TEST).waiting().first()
    if waiting is not None:
        return waiting
    made = Delivery.objects.create(
        subscription=row, kind=TEST, recall=False, first=0, last=0, body=test_of(row, newest_seq(), at=at), made_at=at,
        next_try_at=at,
    )  # fmt: skip
    _log("delivery.test_asked", row, {"delivery": made.message_id}, by=by, at=at)
    return made


@transaction.atomic
def redeliver(*, delivery: Delivery, by: User, at: datetime) -> Delivery:
    """Send a message again, with the id and the words it had. Raises Refused where the subscription is off."""
    demand_right(by)
    return _again(delivery, by=by, at=at)


@transaction.atomic
def ask_again(*, delivery: Delivery, at: datetime) -> Delivery:
    """The same, asked for by the subscriber itself. Raises Refused where the subscription is off."""
    return _again(delivery, by=None, at=at)


def _again(delivery: Delivery, *, by: User | None, at: datetime) -> Delivery:
    subscription = Subscription.objects.select_for_update().get(pk=delivery.subscription_id)
    _demand_on(subscription)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    row.delivered_at = row.given_up_at = None
    row.attempts, row.next_try_at = 0, at
    row.save(update_fields=["delivered_at", "given_up_at", "attempts", "next_try_at"])
    subscription.resting_until = None
    subscription.save(update_fields=["resting_until"])
    _log("delivery.asked_again", subscription, {"delivery": row.message_id}, by=by, at=at)
    return row


def wanted_by(row: Subscription) -> Wanted:
    """What it asks for now."""
    return Wanted(row.url, row.only, row.site, row.language, [(system, code) for system, code in row.codes])


def _demand(by: Actor, consumer: int) -> None:
    """Raises Refused: the editors manage everybody's, the holder of a key its own. The key is held as it is now: it may have been
    taken back since it was shown."""
    if not isinstance(by, Key):
        demand_right(by)
    elif not Key.objects.select_for_update().filter(pk=by.pk, consumer=consumer, revoked_at__isnull=True).exists():
        raise Refused(Reason("no_authority", _("Nøkkelen gjelder ikke for dette abonnementet.")))


def _demand_room(consumer: Consumer) -> None:
    """Raises Refused where the consumer has as many as it may make itself. Its row is held, so that two at once are counted."""
    Consumer.objects.select_for_update().get(pk=consumer.pk)
    if Subscription.objects.standing().filter(consumer=consumer).count() >= MOST_EACH:
        words = _("Dere har %(most)s abonnementer, og flere kan dere ikke lage selv.") % {"most": MOST_EACH}
        raise Refused(Reason("too_many", words, _("Slett ett, eller skriv til nasjonal redaksjon.")))


def _demand_on(row: Subscription) -> None:
    if row.off_at is not None:
        raise Refused(Reason("off", _("Abonnementet er slått av."), _("Slå det på først.")))


def _locked(subscription: Subscription, by: Actor) -> Subscription:
    """The row, held, for whoever may. Raises Refused."""
    _demand(by, subscription.consumer_id)
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.has_ended:
        raise Refused(Reason("ended", _("Mottakeren har slettet abonnementet."), _("Lag et nytt.")))
    return row


def _describe(row: Subscription, wanted: Wanted) -> None:
    url = wanted.url.strip()
    try:
        posting.read_address(url)
    except posting.Unsafe as fault:
        raise Refused(Reason("url", UNSAFE.get(str(fault), UNSAFE["malformed"])())) from fault
    row.url, row.only, row.site, row.language = url, Only(wanted.only), wanted.site, wanted.language
    row.codes = _codes(wanted.codes)


def _codes(asked: Sequence[tuple[str, str]]) -> list[list[str]]:
    if len(asked) > MOST_CODES:
        raise Refused(Reason("codes", _("Skriv høyst %(most)s koder.") % {"most": MOST_CODES}))
    kept = []
    for name, code in asked:
        system = systems_by_any_name(name)
        if system is None or not code.strip():
            raise Refused(Reason("codes", _("Vi kjenner ikke kodeverket «%(system)s».") % {"system": name[:120]}))
        kept.append([system.key, normalize_code(system, code)])
    return kept


UNSAFE = {
    "malformed": lambda: _("Skriv hele adressen, for eksempel https://mottak.example.no/varsler."),
    "not_https": lambda: _("Adressen må begynne med https://."),
    "private_address": lambda: _("Adressen må være åpen på nettet. Den kan ikke være på et indre nett."),
}


def _filters(row: Subscription) -> Mapping[str, object]:
    return {
        "url": row.url,
        "only": row.only,
        "site": row.site.slug if row.site else "",
        "language": row.language,
        "codes": row.codes,
    }


def _seal(secret: str) -> str:
    return sealed(secret.encode())


def _close_items(row: Subscription, *, by: Actor, at: datetime) -> None:
    close_items_about(row, by=None if isinstance(by, Key) else by, at=at)


def _log(verb: str, row: Subscription, payload: Mapping[str, object], *, by: Actor | None, at: datetime) -> None:
    """The log says which key it was done with, where no person did it."""
    key = {"key": by.pk} if isinstance(by, Key) else {}
    entry = log.Entry(verb, subjects.consumer(row.consumer_id), {"subscription": str(row.pk), **payload, **key})
    log.append([entry], by=None if isinstance(by, Key) else by, at=at)
