"""Who has a recall: a national safety change or a withdrawal, as the lines it became in the feed and the receipts for them.

One act becomes many lines, since every hospital that shows the text has its own. They are told of together: those about one
topic on one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from fellesnett.delivery.models import Change, ChangeKind, Receipt, Subscription
from fellesnett.national.models import Topic

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subscription stands to a recall."""

    subscription: Subscription
    lines: int
    told_at: datetime | None
    delivered: int
    delivered_at: datetime | None
    acknowledged: int
    acknowledged_at: datetime | None

    @property
    def has_it(self) -> bool:
        return self.told_at is not None and self.delivered == self.lines

    @property
    def has_acted(self) -> bool:
        return self.told_at is not None and self.acknowledged == self.lines


@dataclass(frozen=True, slots=True)
class Recall:
    """The recalls of one topic on one day, and how everybody who asked to be told stands to them."""

    topic: Topic
    day: date
    at: datetime
    lines: int
    withdrawn: bool
    standings: tuple[Standing, ...]

    @property
    def delivered(self) -> int:
        return sum(one.has_it for one in self.standings)

    @property
    def acknowledged(self) -> int:
        return sum(one.has_acted for one in self.standings)

    @property
    def missing(self) -> int:
        return len(self.standings) - self.delivered


def recalls(*, topic: int | None = None, day: date | None = None) -> list[Recall]:
    """The newest recalls, or that of one topic on one day. Four queries, however many they are."""
    lines = Change.objects.filter(recall=True, item__topic__isnull=False).annotate(day=TruncDate("at"))
    if topic is not None and day is not None:
        lines = lines.filter(item__topic=topic, day=day)
    found = list(
        lines.values("item__topic", "day")
        .annotate(
            at=Min("at"), last=Max("seq"), lines=Count("pk"), gone=Count("pk", filter=Q(kind=ChangeKind.DELETED)),
        )
        .order_by("-last")[:SHOWN]
    )  # fmt: skip
    topics = Topic.objects.in_bulk([row["item__topic"] for row in found])
    told = _told(found)
    off = list(Subscription.objects.standing().filter(off_at__isnull=False).select_related("consumer"))
    return [
        Recall(
            topic=topics[row["item__topic"]],
            day=row["day"],
            at=row["at"],
            lines=row["lines"],
            withdrawn=row["gone"] > 0,
            standings=tuple(_standings(told.get((row["item__topic"], row["day"]), {}), off, row["last"], row["at"])),
        )
        for row in found
    ]


Key = tuple[int, date]


def _told(found: Iterable[dict[str, object]]) -> dict[Key, dict[Subscription, Standing]]:
    """The receipts for these recalls, added up for each subscription."""
    added = (
        Receipt.objects.filter(change__item__topic__in=[row["item__topic"] for row in found])
        .annotate(day=TruncDate("change__at"))
        .values("change__item__topic", "day", "subscription")
        .annotate(
            lines=Count("pk"), told=Min("told_at"), delivered=Count("delivered_at"), delivered_last=Max("delivered_at"),
            acknowledged=Count("acknowledged_at"), acknowledged_last=Max("acknowledged_at"),
        )
    )  # fmt: skip
    rows = list(added)
    wanted: QuerySet[Subscription] = Subscription.objects.select_related("consumer")
    known = wanted.in_bulk({row["subscription"] for row in rows})
    told: dict[Key, dict[Subscription, Standing]] = {}
    for row in rows:
        subscription = known[row["subscription"]]
        standing = Standing(
            subscription, row["lines"], row["told"], row["delivered"], row["delivered_last"], row["acknowledged"],
            row["acknowledged_last"],
        )  # fmt: skip
        told.setdefault((row["change__item__topic"], row["day"]), {})[subscription] = standing
    return told


def _standings(told: dict[Subscription, Standing], off: Iterable[Subscription], last: int, at: datetime) -> Iterable[Standing]:
    """Those who lack it first. One that is off has not been told of what came since; it may have been about another text."""
    silent = [one for one in off if one not in told and one.recall_seq < last and one.made_at < at]
    untold = [Standing(one, 0, None, 0, None, 0, None) for one in silent]
    everybody = [*told.values(), *untold]
    return sorted(everybody, key=lambda one: (one.has_it, one.has_acted, one.subscription.consumer.name))
