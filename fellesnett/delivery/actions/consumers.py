"""Who copies, and the keys they come with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.delivery import keys
from fellesnett.delivery.models import Consumer, Key
from fellesnett.delivery.permissions import may_manage_consumers
from fellesnett.editorial import log, subjects

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RECORD = ("name", "contact_name", "contact_email", "language")
LOWEST, USUAL, HIGHEST = 60, 3_000, 60_000


@transaction.atomic
def describe_consumer(*, consumer: Consumer | None = None, record: Mapping[str, Any], by: User, at: datetime) -> Consumer:
    """Write down who copies and whom to write to: a new one, or the one given. Raises Refused."""
    demand_right(by)
    wanted = {name: str(record[name]).strip() for name in RECORD}
    if reasons := tuple(_faults(wanted, consumer)):
        raise Refused(*reasons)
    row = consumer or Consumer()
    for name, value in wanted.items():
        setattr(row, name, value)
    row.described_by, row.described_at = by, at
    row.save()
    log.append([log.Entry("consumer.described", subjects.consumer(row.pk), {"name": row.name})], by=by, at=at)
    return row


@transaction.atomic
def make_key(*, consumer: Consumer, limit: int = USUAL, by: User, at: datetime) -> tuple[Key, str]:
    """A new key, and what it says: that is known here and now and never again. Raises Refused."""
    demand_right(by)
    if not LOWEST <= limit <= HIGHEST:
        words = _("Velg mellom %(lowest)s og %(highest)s spørringer i minuttet.") % {"lowest": LOWEST, "highest": HIGHEST}
        raise Refused(Reason("limit", words))
    secret = keys.new()
    row = Key.objects.create(
        consumer=consumer, hint=keys.hint(secret), secret_hash=keys.hash_of(secret), limit=limit, made_by=by, made_at=at
    )
    entry = log.Entry("key.made", subjects.consumer(consumer.pk), {"key": row.pk, "hint": row.hint, "limit": limit})
    log.append([entry], by=by, at=at)
    return row, secret


@transaction.atomic
def revoke_key(*, key: Key, by: User, at: datetime) -> Key:
    """The key opens nothing from now on. Revoked before, nothing happens. Raises Refused."""
    demand_right(by)
    row = Key.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        row.save(update_fields=["revoked_at", "revoked_by"])
        log.append([log.Entry("key.revoked", subjects.consumer(row.consumer_id), {"key": row.pk})], by=by, at=at)
    return row


def demand_right(by: User) -> None:
    """Raises Refused where this person may not manage those who copy."""
    if not may_manage_consumers(by):
        raise Refused(Reason("no_authority", _("Bare nasjonal redaksjon kan styre hvem som henter og varsles."), ""))


def _faults(record: Mapping[str, str], consumer: Consumer | None) -> Iterator[Reason]:
    """Each reason's code is the field it is about."""
    for name in ("name", "contact_name", "contact_email"):
        if not record[name]:
            yield Reason(name, _("Feltet må fylles ut."))
    others = Consumer.objects.exclude(pk=consumer.pk) if consumer else Consumer.objects.all()
    if others.filter(name__iexact=record["name"]).exists():
        yield Reason("name", _("Navnet er i bruk. Velg et annet."))
