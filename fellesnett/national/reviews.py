"""Notice before a review falls due: 90, 30 and 0 days ahead, to the owner and the deputy (semantics.md section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national.locking import national_office
from fellesnett.national.models import Edition
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NOTICES = (90, 30, 0)
"""Days before the review date."""

TELL_READERS_AFTER = timedelta(days=90)
"""So long after the date the reader is told that the next review is late."""


@transaction.atomic
def open_review_items(*, at: datetime) -> list[OpenItem]:
    """Ask owner and deputy of every live edition whose review is near or due. Each notice takes the place of the one
    before. Run again the same day: nothing new. Returns the items opened now."""
    today = timezone.localdate(at)
    near = Edition.objects.live().without_text().filter(review_by__lte=today + timedelta(days=NOTICES[0]))
    editions = list(near.select_related("topic", "topic__owner", "topic__deputy").order_by("pk"))
    if not editions:
        return []
    office = national_office()
    wanted = [item for edition in editions for item in _notices(edition, office, at)]
    asked = set(OpenItem.objects.filter(key__in=[item.key for item in wanted]).values_list("key", flat=True))
    fresh = [item for item in wanted if item.key not in asked]
    earlier = [key for item in fresh for key in _earlier(item.key)]
    close_items(keys=earlier, by=None, at=at, resolution="avløst av et nytt varsel")
    opened = open_items_bulk(fresh)
    entries = [log.Entry("review.due", item.subject, {"item": item.pk, "days": item.detail["days"]}) for item in opened]
    log.append(entries, by=None, at=at)
    return opened


def _notices(edition: Edition, office: Organization, at: datetime) -> Iterator[OpenItem]:
    days = (edition.review_by - timezone.localdate(at)).days
    stage = min(notice for notice in NOTICES if days <= notice)
    topic = edition.topic
    people: dict[str, User | None] = {"owner": topic.owner}
    if topic.deputy:
        people["deputy"] = topic.deputy
    for part, person in people.items():
        yield OpenItem(
            kind=OpenItemKind.REVIEW_DUE,
            organization=office,
            role=Role.CLINICIAN,
            owner=person,
            subject=subjects.text(topic.key, edition.language),
            key=f"review:{edition.pk}:{edition.review_by}:{part}:{stage}",
            title=f"{edition.title}: skal kvalitetssikres innen {edition.review_by:%d.%m.%Y}"[:255],
            reason="Les teksten. Bekreft at den fortsatt stemmer, eller skriv en ny utgave.",
            detail={"edition": edition.pk, "days": stage},
            urgent=stage == 0,
            opened_at=at,
            deadline=timezone.make_aware(datetime.combine(edition.review_by, time(23, 59))),
        )


def _earlier(key: str) -> list[str]:
    base, _colon, stage = key.rpartition(":")
    return [f"{base}:{notice}" for notice in NOTICES if notice > int(stage)]


def is_overdue(edition: Edition, at: datetime) -> bool:
    """Past its review date: flagged on boards and in the API at once."""
    return timezone.localdate(at) > edition.review_by


def reader_is_told(edition: Edition, at: datetime) -> bool:
    """So late that the public page says that the next review is late."""
    return timezone.localdate(at) > edition.review_by + TELL_READERS_AFTER
