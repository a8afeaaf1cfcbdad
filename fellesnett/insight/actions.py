"""Verbs: take in a reader's answer, say what was done with the answers about a page, and forget them in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import parts_of, worded
from fellesnett.foundation import languages
from fellesnett.insight import personal
from fellesnett.insight.gates import check_close
from fellesnett.insight.models import Feedback, FeedbackMonth, Found
from fellesnett.insight.queries import counts, key_of, summary
from fellesnett.organizations.models import Organization, OrganizationKind, Role, Site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

ANSWER_WITHIN = timedelta(days=30)
DESK_LANGUAGE = languages.SOURCE  # an answer arrives in the reader's language; the desk reads bokmål


@dataclass(frozen=True, slots=True)
class Page:
    """The page a reader answers about. `path` is without language prefix; `subject` and `snapshot` where there are such."""

    path: str
    title: str
    language: str
    subject: str = ""
    snapshot: str = ""


@transaction.atomic
def leave_feedback(*, site: Site, page: Page, found: Found, text: str = "", at: datetime) -> Feedback:
    """Keep what a reader says of a page, stripped of what points to a person, and tell those who answer for the page.

    One open item a page, however many answer. A bare yes asks nothing of anybody: it is counted, and opens no item.
    """
    said = personal.strip(text)
    _count(site, page.path, found, at)
    item, opened = _asked(site, page, at, wanted=found != Found.YES or bool(said.text))
    answer: Feedback = Feedback.objects.create(
        site=site,
        path=page.path,
        title=page.title,
        subject=page.subject,
        language=page.language,
        found=found,
        text=said.text,
        stripped=said.counts,
        snapshot=page.snapshot,
        item=item,
        at=at.replace(minute=0, second=0, microsecond=0),
    )
    if item:
        _tell(item, opened=opened, at=at)
    return answer


def _count(site: Site, path: str, found: Found, at: datetime) -> None:
    month = timezone.localdate(at).replace(day=1)
    row, _made = FeedbackMonth.objects.get_or_create(site=site, path=path, month=month)
    FeedbackMonth.objects.filter(pk=row.pk).update(**{found.value: F(found.value) + 1})


def _asked(site: Site, page: Page, at: datetime, *, wanted: bool) -> tuple[OpenItem | None, bool]:
    """The page's open item, held until the answer is written, and whether it was opened now."""
    item = OpenItem.objects.open().filter(key=key_of(site, page.path)).select_for_update().first()
    if item or not wanted:
        return item, False
    return open_item(_item(site, page, at)), True


def _tell(item: OpenItem, *, opened: bool, at: datetime) -> None:
    """Count the answers anew in the item's words; log that it was opened, not each answer."""
    counted = counts(summary(item))
    OpenItem.objects.filter(pk=item.pk).update(reason=str(counted), wording={**item.wording, "reason": parts_of(counted)})
    if opened:
        log.append([log.Entry("feedback.opened", item.subject, {"item": item.pk}, item.organization)], by=None, at=at)


def _item(site: Site, page: Page, at: datetime) -> OpenItem:
    national = site.is_front_door
    office = Organization.objects.filter(kind=OrganizationKind.NATIONAL).first() if national else None
    return OpenItem(
        kind=OpenItemKind.FEEDBACK,
        organization=office or site.organization,
        site=site,
        role=Role.NATIONAL_EDITOR if national else Role.EDITOR,
        subject=subjects.site(site.slug),
        key=key_of(site, page.path),
        title=worded("Leserne om «{title}»", title=page.title[:200]),
        detail={"path": page.path, "about": page.subject},
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )


@transaction.atomic
def close_feedback(*, item: OpenItem, resolution: str, by: User, at: datetime) -> None:
    """Say what was done with what readers have said of a page. The next answer opens a new item.

    Raises `NotAllowed` and `NotReady` (see `gates.check_close`).
    """
    check_close(OpenItem.objects.select_for_update(of=("self",)).select_related("site__organization").get(pk=item.pk), by=by)
    close_items(keys=[item.key], by=by, at=at, resolution=resolution)
    log.append([log.Entry("feedback.closed", item.subject, {"item": item.pk}, item.organization)], by=by, at=at)


@transaction.atomic
def forget_feedback(*, at: datetime) -> int:
    """Delete the answers that are older than `FEEDBACK_KEPT_DAYS`; the counts of each month stay. Returns how many went."""
    old = Feedback.objects.filter(at__lt=at - timedelta(days=settings.FEEDBACK_KEPT_DAYS))
    gone, _tables = old.delete()
    if gone:
        log.append([log.Entry("feedback.forgotten", "feedback", {"answers": gone})], by=None, at=at)
    return gone
