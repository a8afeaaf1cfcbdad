"""A page that is ready, written by one who may not publish it: those who may are asked, and answer by publishing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, worded
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
    waiting = OpenItem.objects.open().filter(key=key_of(page)).first()
    if waiting is not None:
        return waiting  # type: ignore[no-any-return]
    title = worded("{title}: klar til publisering", title=page.title)
    reason = worded("{person} har skrevet siden og ber om at den publiseres.", person=by)
    item = _ask(page, title, reason, at, by=by.pk)
    log.append([log.Entry("page.proposed", _subject(page), {"site": page.site.slug}, page.site.organization)], by=by, at=at)
    return item


def ask_to_move(page: SitePage, *, at: datetime) -> None:
    """What was to be published by the clock could not be: another page has its address. A step inside the verb that finds it.

    Logged as `page.not_published`.
    """
    answered(page, by=None, at=at, resolution="avløst av et nytt varsel")
    title = worded("{title}: ble ikke publisert som planlagt", title=page.title)
    reason = worded("En annen side har fått adressen {address}. Gi siden en annen, og publiser.", address=page.address)
    _ask(page, title, reason, at, urgent=True)
    said = {"site": page.site.slug, "address": page.address}
    log.append([log.Entry("page.not_published", _subject(page), said, page.site.organization)], by=None, at=at)


def _ask(page: SitePage, title: Said, reason: Said, at: datetime, *, urgent: bool = False, **more: int) -> OpenItem:
    return open_item(
        OpenItem(
            kind=OpenItemKind.PROPOSAL,
            organization=page.site.organization,
            site=page.site,
            role=Role.EDITOR,
            subject=_subject(page),
            key=key_of(page),
            title=title,
            reason=reason,
            detail={"model": page._meta.model_name, "page": page.pk, **more},
            urgent=urgent,
            opened_at=at,
            deadline=at + ANSWER_WITHIN,
        )
    )


def _subject(page: SitePage) -> str:
    return subjects.page(page._meta.model_name or "", page.pk)


def answered(page: SitePage, *, by: User | None, at: datetime, resolution: str) -> None:
    """The page was published or is gone: nobody is asked any more. A step inside the verb that does it."""
    close_items(keys=[key_of(page)], by=by, at=at, resolution=resolution)
