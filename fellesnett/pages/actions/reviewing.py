"""A page must not grow old unseen: its editors are asked a month before its day and on the day, and say that it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.foundation.clock import months_after
from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.pages.gates import NotReady, no_right, not_shown
from fellesnett.pages.reviews import DuePage, due_pages

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.pages.models import SitePage

NOTICES = (30, 0)
"""Days before the day."""


@transaction.atomic
def confirm_page(page: SitePage, *, by: User, at: datetime) -> SitePage:
    """What readers see still holds: a new day, no new words. Raises NotReady. Logged as `page.confirmed`."""
    held: SitePage = type(page)._default_manager.select_for_update().get(pk=page.pk)
    if reasons := no_right(held, "publish", by=by) or not_shown(held):
        raise NotReady(reasons)
    begin_anew(held, by=by, at=at, resolution="fortsatt riktig")
    payload = {
        "site": held.site.slug,
        "address": held.address,
        "revision": held.live_revision_id,
        "review_by": str(held.review_by),
    }
    log.append([log.Entry("page.confirmed", _subject(held), payload, held.site.organization)], by=by, at=at)
    return held


def begin_anew(page: SitePage, *, by: User | None, at: datetime, resolution: str) -> None:
    """Somebody answers for a page as it stands today: reckon its next day, and ask no more about the one that was.

    A step inside the verb that does it.
    """
    if not page.is_looked_over:
        return
    page.review_by = months_after(timezone.localdate(at), page.review_months)
    type(page)._default_manager.filter(pk=page.pk).update(review_by=page.review_by)
    no_longer_asked(page, by=by, at=at, resolution=resolution)


def no_longer_asked(page: SitePage, *, by: User | None, at: datetime, resolution: str) -> None:
    """Whether this page still holds is no question any more."""
    close_items(subject=_subject(page), kinds=[OpenItemKind.REVIEW_DUE], by=by, at=at, resolution=resolution)


@transaction.atomic
def open_page_reviews(*, at: datetime) -> list[OpenItem]:
    """Ask the editors of every page whose day is near or past; each notice takes the place of the one before. What is asked
    about a page that is gone is closed. Run again the same day: nothing new. Returns the items opened now."""
    sites = Site.objects.exclude(state=SiteState.CLOSED).select_related("organization").in_bulk()
    near = due_pages(sites, until=timezone.localdate(at) + timedelta(days=NOTICES[0]))
    wanted = {item.key: item for item in _notices(near, sites, at)}
    asked = OpenItem.objects.open().filter(kind=OpenItemKind.REVIEW_DUE, key__startswith="page:")
    standing = set(asked.values_list("key", flat=True))
    close_items(keys=standing - wanted.keys(), by=None, at=at, resolution="avløst av et nytt varsel")
    opened = open_items_bulk(item for key, item in wanted.items() if key not in standing)
    entries = [log.Entry("page.review_due", item.subject, {"item": item.pk}, item.organization) for item in opened]
    log.append(entries, by=None, at=at)
    return opened


def _notices(pages: Iterable[DuePage], sites: dict[int, Site], at: datetime) -> Iterable[OpenItem]:
    for page in pages:
        site, days = sites[page.site], (page.review_by - timezone.localdate(at)).days
        stage = min(notice for notice in NOTICES if days <= notice)
        yield OpenItem(
            kind=OpenItemKind.REVIEW_DUE,
            organization=site.organization,
            site=site,
            role=Role.EDITOR,
            subject=subjects.page(page.kind, page.pk),
            key=f"page:{page.kind}:{page.pk}:review:{page.review_by}:{stage}",
            title=worded("{title}: er siden fortsatt riktig?", title=page.title),
            reason=worded(
                "{unit} svarer for siden. Les den innen {day}: velg «Fortsatt riktig», eller endre den og publiser.",
                unit=page.unit,
                day=f"{page.review_by:%d.%m.%Y}",
            ),
            detail={"model": page.kind, "page": page.pk, "unit": page.unit},
            opened_at=at,
            deadline=timezone.make_aware(datetime.combine(page.review_by, time(23, 59))),
        )


def _subject(page: SitePage) -> str:
    return subjects.page(page._meta.model_name or "", page.pk)
