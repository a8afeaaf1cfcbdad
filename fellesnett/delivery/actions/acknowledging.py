"""A subscriber says that it has acted on recalls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fellesnett.delivery.models import Receipt, Subscription
from fellesnett.editorial import log, subjects


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Which recalls are now acknowledged, and which numbers this subscription was never told of as recalls."""

    acknowledged: list[int]
    unknown: list[int]


@transaction.atomic
def acknowledge(*, subscription: Subscription, seqs: Iterable[int], at: datetime) -> Acknowledged:
    """Note that the subscriber has acted on these lines. Said again, the first time stands. Two queries, and the log."""
    wanted = sorted(set(seqs))
    rows = Receipt.objects.select_for_update().filter(subscription=subscription, change__in=wanted)
    known = dict(rows.values_list("change_id", "acknowledged_at"))
    fresh = [seq for seq, before in known.items() if before is None]
    if fresh:
        Receipt.objects.filter(subscription=subscription, change__in=fresh).update(acknowledged_at=at)
        payload = {"subscription": str(subscription.pk), "seqs": sorted(fresh)}
        log.append([log.Entry("recall.acknowledged", subjects.consumer(subscription.consumer_id), payload)], by=None, at=at)
    return Acknowledged(sorted(known), [seq for seq in wanted if seq not in known])
