"""What is over when a day has passed, though nothing has happened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fellesnett.delivery import offers, recording
from fellesnett.delivery.models import FeedHead
from fellesnett.delivery.onward import texts_with_a_last_day
from fellesnett.delivery.writing import Feed

AT_A_TIME = 200
BEFORE_ALL = UUID(int=0)


def forget_what_is_over(at: datetime) -> int:
    """Each day anew: a waiting time that holds no longer, or whose source is no longer set up here, is told no more; nor is a
    way onward whose last day is over.

    Some services at a time, so that nobody who writes waits for all of them. Stopped anywhere, the day's look goes on from there.
    """
    written = 0
    while (step := look_at_some_waiting(at)) is not None:
        written += step
    return written


@transaction.atomic
def look_at_some_waiting(at: datetime) -> int | None:
    """One transaction's worth of services; None when the day's look is at its end."""
    today = timezone.localdate(at)
    if FeedHead.objects.filter(waiting_on__gte=today, waiting_after__isnull=True).exists():
        return None
    head, _made = FeedHead.objects.select_for_update().get_or_create(id=1)
    feed = Feed(head)
    if head.waiting_on is None or head.waiting_on < today:
        feed.touch_up(texts_with_a_last_day(head.waiting_on, today), at=at)
        head.waiting_on, head.waiting_after = today, BEFORE_ALL
    if head.waiting_after is None:  # another process has ended it
        return None
    services = list(offers.telling_of_waiting().filter(pk__gt=head.waiting_after).order_by("pk")[:AT_A_TIME])
    feed.may_differ(map(offers.key_of, services), at=at)
    recording.tell_services(feed)
    head.waiting_after = services[-1].pk if len(services) == AT_A_TIME else None
    feed.close()
    return feed.written
