"""Verbs of a site's own pages: publish, take down, delete, what falls due, and a version in another language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from fellesnett.editorial import log, subjects
from fellesnett.pages.actions.proposing import answered, ask_to_move
from fellesnett.pages.actions.reviewing import begin_anew, no_longer_asked
from fellesnett.pages.gates import NotReady, blockers_to, is_taken, no_right
from fellesnett.pages.models import OldAddress, SitePage, page_models
from fellesnett.pages.retagging import close_answered

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def publish(page: SitePage, *, by: User, at: datetime, revision: Revision | None = None) -> SitePage:
    """Make a draft (default: the page as it stands) what patients see, now or at its `go_live_at`. Raises NotReady.

    The page is saved first when it is new. Logged as `page.published`, or `page.scheduled` where it waits.
    """
    _ask("publish", page, by)
    if revision is None:
        if page.pk is None:
            page.live = False
            page.save()
        revision = page.save_revision(user=by, clean=False)
    _show(page, revision, by, at)
    page.refresh_from_db()
    answered(page, by=by, at=at, resolution="publisert")
    _remember("page.published" if page.live_revision_id == revision.pk else "page.scheduled", page, revision, by, at)
    return page


@transaction.atomic
def unpublish(page: SitePage, *, by: User, at: datetime) -> SitePage:
    """Take a page down; its draft and history stay. Raises NotReady. Logged as `page.unpublished`."""
    if reasons := no_right(page, "publish", by=by):
        raise NotReady(reasons)
    return take_down(page, by=by, at=at)


@transaction.atomic
def take_down(page: SitePage, *, by: User, at: datetime) -> SitePage:
    """The same, as a step inside a verb that has asked; what was scheduled is called off too."""
    page.revisions.update(approved_go_live_at=None)
    UnpublishAction(page, user=by).execute(skip_permission_checks=True)
    no_longer_asked(page, by=by, at=at, resolution="tatt ned")
    close_answered(page, by=by, at=at)
    _remember("page.unpublished", page, page.latest_revision, by, at)
    return page


@transaction.atomic
def delete(page: SitePage, *, by: User, at: datetime) -> None:
    """Delete a page with its drafts and its history; one that readers see is taken down first, and whoever has a copy is told.
    Raises NotReady. Logged as `page.deleted`."""
    _ask("delete", page, by)
    if page.live:
        take_down(page, by=by, at=at)
    else:
        no_longer_asked(page, by=by, at=at, resolution="slettet")
    _remember("page.deleted", page, None, by, at)
    DeleteAction(page, user=by).execute(skip_permission_checks=True)


def run_schedule(*, at: datetime) -> int:
    """Publish what was scheduled to go live by now, and take down what has expired. Returns how many. Where another page has the
    address meanwhile, the plan is called off and the editors are asked; what is wrong with one page stops no other."""
    return sum(_publish_due(model, at) + _expire_due(model, at) for model in page_models())


def _turned(turn: Callable[[], bool], model: type[SitePage], pk: Any) -> bool:
    try:
        with transaction.atomic():
            return turn()
    except Exception:  # another hospital's page does not wait for this one; it is tried again in the next round
        logger.exception("page %s %s could not be turned", model._meta.model_name, pk)
        return False


def _publish_due(model: type[SitePage], at: datetime) -> int:
    due = Revision.objects.filter(
        content_type__app_label="pages", content_type__model=model._meta.model_name, approved_go_live_at__lte=at
    )

    def publish_one(pk: int, page_pk: str) -> bool:
        page = model._default_manager.select_for_update().get(pk=page_pk)
        revision = due.filter(pk=pk).first()
        if revision is None:  # called off meanwhile
            return False
        if is_taken(planned := revision.as_object()):
            due.filter(pk=pk).update(approved_go_live_at=None)
            ask_to_move(planned, at=at)
            return False
        _show(page, revision, None, at)
        _remember("page.published", page, revision, None, at)
        return True

    waiting = list(due.order_by("pk").values_list("pk", "object_id"))
    return sum(_turned(partial(publish_one, pk, page_pk), model, page_pk) for pk, page_pk in waiting)


def _show(page: SitePage, revision: Revision, by: User | None, at: datetime) -> None:
    """Publish the revision. Where the page was shown under another address, that one leads on to it from now."""
    model = type(page)
    before = model._default_manager.filter(pk=page.pk, first_published_at__isnull=False).values_list("slug", flat=True).first()
    revision.publish(user=by, skip_permission_checks=True)
    stored = model._default_manager.get(pk=page.pk)
    where: dict[str, Any] = {"site": stored.site, "language": stored.language, "folder": stored.folder}
    OldAddress.objects.filter(**where, slug=stored.slug).delete()
    if before and before != stored.slug:
        OldAddress.objects.update_or_create(**where, slug=before, defaults={"work": stored.work})
    if stored.live_revision_id == revision.pk:
        begin_anew(stored, by=by, at=at, resolution="publisert på nytt")
        close_answered(stored, by=by, at=at)


def _expire_due(model: type[SitePage], at: datetime) -> int:
    due = model._default_manager.filter(live=True, expire_at__lte=at)

    def expire_one(pk: int) -> bool:
        page = due.select_for_update().filter(pk=pk).first()
        if page is None:
            return False
        page.unpublish(set_expired=True)
        close_answered(page, by=None, at=at)
        _remember("page.expired", page, page.latest_revision, None, at)
        return True

    over = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_turned(partial(expire_one, pk), model, pk) for pk in over)


@transaction.atomic
def start_version(page: SitePage, *, language: str, by: User, at: datetime) -> SitePage:
    """A draft of the same page in another language of its site, to be translated. Returns the one that exists, if any.

    Raises NotReady.
    """
    _ask("change", page, by)
    model = type(page)
    held: list[SitePage] = list(model._default_manager.select_for_update(of=("self",)).filter(work=page.work).order_by("pk"))
    existing = next((each for each in held if each.language == language), None)
    if existing is not None:
        return existing
    version = next(each for each in held if each.pk == page.pk)
    version.pk, version.language, version.live = None, language, False
    version.first_published_at = version.last_published_at = version.live_revision = version.latest_revision = None
    version._state.adding = True
    version.save()
    _copy_relations(page, version)
    revision = version.save_revision(user=by, clean=False)
    _remember("page.version_started", version, revision, by, at)
    return version


def _copy_relations(page: SitePage, version: SitePage) -> None:
    for field in page._meta.many_to_many:
        getattr(version, field.name).set(getattr(page, field.name).all())
    version.save()  # what a page chooses is kept with it until it is saved


def _ask(action: str, page: SitePage, by: User) -> None:
    if reasons := blockers_to(action, page, by=by):
        raise NotReady(reasons)


def _remember(verb: str, page: SitePage, revision: Any, by: User | None, at: datetime) -> None:
    subject = subjects.page(page._meta.model_name or "", page.pk)
    payload = {"site": page.site.slug, "address": page.address, "revision": revision.pk if revision else None}
    log.append([log.Entry(verb, subject, payload, page.site.organization)], by=by, at=at)
