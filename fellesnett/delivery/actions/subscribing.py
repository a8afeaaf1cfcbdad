"""What a consumer is told of, where, and signed with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.sealing import sealed
from fellesnett.codes.queries import normalize_code, systems_by_any_name
from fellesnett.delivery import posting
from fellesnett.delivery.actions.consumers import demand_right
from fellesnett.delivery.messages import new_secret
from fellesnett.delivery.models import Consumer, Delivery, OffBecause, Only, Subscription
from fellesnett.delivery.pushing import close_items_about
from fellesnett.delivery.queries import newest_seq
from fellesnett.editorial import log, subjects

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site

LONGEST_OVERLAP = timedelta(days=14)
MOST_CODES = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to tell, and of what. All that is asked for must hold; `codes` are (system by any name, code), any of them."""

    url: str
    only: str = Only.ALL
    site: Site | None = None
    language: str = ""
    codes: Sequence[tuple[str, str]] = ()


@transaction.atomic
def subscribe(*, consumer: Consumer, wanted: Wanted, by: User, at: datetime) -> tuple[Subscription, str]:
    """A new subscription, told of what comes from now on; and its secret, known here and now and never again. Raises Refused."""
    demand_right(by)
    secret, now = new_secret(), newest_seq()
    row = Subscription(consumer=consumer, secret=_seal(secret), seq=now, recall_seq=now, made_by=by, made_at=at)
    _describe(row, wanted)
    row.save()
    _log("subscription.made", row, _filters(row), by=by, at=at)
    return row, secret


@transaction.atomic
def change_subscription(*, subscription: Subscription, wanted: Wanted, by: User, at: datetime) -> Subscription:
    """Tell it elsewhere, or of something else, from where it has come. Its secret stays. Raises Refused."""
    demand_right(by)
    row = _locked(subscription)
    _describe(row, wanted)
    row.failing_since = row.resting_until = None
    row.save(update_fields=["url", "only", "site", "language", "codes", "failing_since", "resting_until"])
    _log("subscription.changed", row, _filters(row), by=by, at=at)
    return row


@transaction.atomic
def rotate_secret(*, subscription: Subscription, overlap: timedelta, by: User, at: datetime) -> str:
    """A new secret, known here and now and never again. The one before signs beside it until the overlap is over; none at
    all where it has leaked (`overlap` zero). Raises Refused."""
    demand_right(by)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Refused(
            Reason("overlap", _("Den gamle hemmeligheten kan virke i høyst %(days)s dager.") % {"days": LONGEST_OVERLAP.days})
        )
    row, secret = _locked(subscription), new_secret()
    row.earlier_secret, row.earlier_until = (row.secret, at + overlap) if overlap else ("", None)
    row.secret = _seal(secret)
    row.save(update_fields=["secret", "earlier_secret", "earlier_until"])
    _log("subscription.secret_rotated", row, {"overlap_hours": int(overlap.total_seconds() // 3600)}, by=by, at=at)
    return secret


@transaction.atomic
def turn_off(*, subscription: Subscription, by: User, at: datetime) -> Subscription:
    """Tell it nothing until it is turned on again. Raises Refused."""
    demand_right(by)
    row = _locked(subscription)
    if row.off_at is None:
        row.off_at, row.off_because = at, OffBecause.BY_HAND
        row.save(update_fields=["off_at", "off_because"])
        _log("subscription.turned_off", row, {"because": row.off_because}, by=by, at=at)
    close_items_about(row, by=by, at=at)
    return row


@transaction.atomic
def turn_on(*, subscription: Subscription, by: User, at: datetime) -> Subscription:
    """Go on telling it, from where it came to: what happened meanwhile is told too. Raises Refused."""
    demand_right(by)
    row = _locked(subscription)
    if row.off_at is not None:
        row.off_at, row.off_because = None, ""
        row.failing_since = row.resting_until = None
        row.save(update_fields=["off_at", "off_because", "failing_since", "resting_until"])
        Delivery.objects.filter(subscription=row).waiting().update(next_try_at=at)
        _log("subscription.turned_on", row, {}, by=by, at=at)
    close_items_about(row, by=by, at=at)
    return row


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
    if subscription.off_at is not None:
        raise Refused(Reason("off", _("Abonnementet er slått av."), _("Slå det på først.")))
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    row.delivered_at = row.given_up_at = None
    row.attempts, row.next_try_at = 0, at
    row.save(update_fields=["delivered_at", "given_up_at", "attempts", "next_try_at"])
    subscription.resting_until = None
    subscription.save(update_fields=["resting_until"])
    _log("delivery.asked_again", subscription, {"delivery": row.message_id}, by=by, at=at)
    return row


def _locked(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=subscription.pk)


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


def _log(verb: str, row: Subscription, payload: Mapping[str, object], *, by: User | None, at: datetime) -> None:
    entry = log.Entry(verb, subjects.consumer(row.consumer_id), {"subscription": str(row.pk), **payload})
    log.append([entry], by=by, at=at)
