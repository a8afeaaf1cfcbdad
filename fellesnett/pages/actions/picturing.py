"""What is said of a picture, and that it is there: written by those who keep it, and remembered, since others show it too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.actions.delete import DeleteAction

from fellesnett.editorial import log, subjects
from fellesnett.pages.gates import NotReady, no_right
from fellesnett.pages.models import Picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from fellesnett.accounts.models import User


@transaction.atomic
def describe_picture(picture: Picture, *, save: Callable[[], object], by: User, at: datetime) -> Picture:
    """Save a picture that was there, by `save`. Raises NotReady. Logged as `picture.described`, with the file it had and the file
    it has: whoever shows one of them must know whether it is shared now."""
    stored = _held(picture, "change", by)
    save()
    now = Picture.objects.get(pk=stored.pk)
    _log("picture.described", stored, {"files": sorted({str(stored.file), str(now.file)}), "rights": now.rights}, by, at)
    return now


@transaction.atomic
def delete_picture(picture: Picture, *, by: User, at: datetime) -> None:
    """Delete a picture. Raises NotReady. Logged as `picture.deleted`."""
    stored = _held(picture, "delete", by)
    _log("picture.deleted", stored, {"files": [str(stored.file)]}, by, at)
    DeleteAction(picture, user=by).execute(skip_permission_checks=True)


def _held(picture: Picture, act: str, by: User) -> Picture:
    stored = Picture.objects.select_for_update(of=("self",)).select_related("site__organization").get(pk=picture.pk)
    if reasons := no_right(stored, act, by=by):
        raise NotReady(reasons)
    return stored


def _log(verb: str, picture: Picture, payload: dict[str, object], by: User, at: datetime) -> None:
    said = {"site": picture.site.slug, **payload}
    log.append([log.Entry(verb, subjects.page("picture", picture.pk), said, picture.site.organization)], by=by, at=at)
