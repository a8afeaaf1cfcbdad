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
from fellesnett.editorial.wording import worded
from fellesnett.national.locking import national_office
from fellesnett.national.models import Edition, EditionQuerySet
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NOTICES = (90, 30, 0)
"""Days before the review date."""

STEPS = ((14, Role.NATIONAL_EDITOR), (30, Role.NATIONAL_MEDICAL_EDITOR))
"""Days after the review date, and whom at the national desk it is then taken to."""

ACT_WITHIN = timedelta(days=7)

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
            title=worded("{title}: skal kvalitetssikres innen {day}", title=edition.title, day=f"{edition.review_by:%d.%m.%Y}"),
            reason=worded("Les teksten. Bekreft at den fortsatt stemmer, eller skriv en ny utgave."),
            detail={"edition": edition.pk, "days": stage},
            urgent=stage == 0,
            opened_at=at,
            deadline=timezone.make_aware(datetime.combine(edition.review_by, time(23, 59))),
        )


@transaction.atomic
def escalate_reviews(*, at: datetime) -> list[OpenItem]:
    """Take reviews that neither owner nor deputy has done to the national desk: 14 days after the date to the editors, 30
    days after to the medical editor. Each step is asked once; it closes with the review. Run again: nothing new."""
    today = timezone.localdate(at)
    late = Edition.objects.live().without_text().filter(review_by__lte=today - timedelta(days=STEPS[0][0]))
    editions = list(late.select_related("topic", "topic__owner", "topic__deputy").order_by("pk"))
    if not editions:
        return []
    office = national_office()
    wanted = [item for edition in editions for item in _raised(edition, office, at)]
    asked = set(OpenItem.objects.filter(key__in=[item.key for item in wanted]).values_list("key", flat=True))
    opened = open_items_bulk(item for item in wanted if item.key not in asked)
    log.append(
        [log.Entry("review.escalated", item.subject, {"item": item.pk, "to": item.role}) for item in opened], by=None, at=at
    )
    return opened


def _raised(edition: Edition, office: Organization, at: datetime) -> Iterator[OpenItem]:
    late = (timezone.localdate(at) - edition.review_by).days
    people = [str(person) for person in (edition.topic.owner, edition.topic.deputy) if person]
    silent = f"{' og '.join(people)} har ikke svart." if people else "Temaet har ingen fagansvarlig."
    for days, role in STEPS:
        if late >= days:
            yield OpenItem(
                kind=OpenItemKind.REVIEW_DUE,
                organization=office,
                role=role,
                subject=subjects.text(edition.topic.key, edition.language),
                key=f"review:{edition.pk}:{edition.review_by}:{role}",
                title=f"{edition.title}: kvalitetssikringen er {days} dager forsinket"[:255],
                reason=f"{silent} Be en annen lese teksten, eller la andre overta ansvaret.",
                detail={"edition": edition.pk, "days": -days},
                urgent=True,
                opened_at=at,
                deadline=at + ACT_WITHIN,
            )


def _earlier(key: str) -> list[str]:
    base, _colon, stage = key.rpartition(":")
    return [f"{base}:{notice}" for notice in NOTICES if notice > int(stage)]


def due_first(at: datetime, within: timedelta) -> EditionQuerySet:
    """The live editions whose review is due within this time, the most overdue first."""
    near = Edition.objects.live().without_text().filter(review_by__lte=timezone.localdate(at) + within)
    return near.select_related("topic__owner", "topic__deputy").order_by("review_by", "topic__title", "language")


def is_overdue(edition: Edition, at: datetime) -> bool:
    """Past its review date: flagged on boards and in the API at once."""
    return timezone.localdate(at) > edition.review_by


def reader_is_told(edition: Edition, at: datetime) -> bool:
    """So late that the public page says that the next review is late."""
    return timezone.localdate(at) > edition.review_by + TELL_READERS_AFTER
