"""A page that is ready, written by one who may not publish it: those who may are asked, and answer by publishing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Role
from fellesnett.pages.gates import NotReady, no_right

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.pages.models import SitePage

ANSWER_WITHIN = timedelta(days=14)


def key_of(page: SitePage) -> str:
    """One question for a page, however often it is asked."""
    return f"page:{page._meta.model_name}:{page.pk}:proposal"


@transaction.atomic
def propose(page: SitePage, *, by: User, at: datetime) -> OpenItem:
    """Ask the site's editors to publish a page as its draft now stands. Asked again while it waits: nothing new happens.

    Raises NotReady. Logged as `page.proposed`.
    """
    if reasons := no_right(page, "change", by=by):
        raise NotReady(reasons)
    subject = subjects.page(page._meta.model_name or "", page.pk)
    waiting = OpenItem.objects.open().filter(key=key_of(page)).first()
    if waiting is not None:
        return waiting  # type: ignore[no-any-return]
    item = open_item(
        OpenItem(
            kind=OpenItemKind.PROPOSAL,
            organization=page.site.organization,
            site=page.site,
            role=Role.EDITOR,
            subject=subject,
            key=key_of(page),
            title=worded("{title}: klar til publisering", title=page.title),
            reason=worded("{person} har skrevet siden og ber om at den publiseres.", person=by),
            detail={"model": page._meta.model_name, "page": page.pk, "by": by.pk},
            opened_at=at,
            deadline=at + ANSWER_WITHIN,
        )
    )
    log.append([log.Entry("page.proposed", subject, {"site": page.site.slug}, page.site.organization)], by=by, at=at)
    return item


def answered(page: SitePage, *, by: User | None, at: datetime, resolution: str) -> None:
    """The page was published or is gone: nobody is asked any more. A step inside the verb that does it."""
    close_items(keys=[key_of(page)], by=by, at=at, resolution=resolution)
