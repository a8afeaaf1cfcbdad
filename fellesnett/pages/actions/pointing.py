"""Which point of a picture is kept when it is cut, chosen by those who write at its site, and remembered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.pages.gates import NotReady, no_right
from fellesnett.pages.models import Picture

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def point_at(*, picture: Picture, x: int, y: int, by: User, at: datetime) -> Picture:
    """Keep this point, per cent from the left and from the top, wherever the picture is cut. Raises NotReady.

    Logged as `picture.pointed`; the same point again is no event.
    """
    stored = Picture.objects.select_for_update(of=("self",)).select_related("site__organization").get(pk=picture.pk)
    if reasons := no_right(stored, "change", by=by):
        raise NotReady(reasons)
    if (stored.focus_x, stored.focus_y) == (x, y):
        return stored
    stored.focus_x, stored.focus_y = max(0, min(100, x)), max(0, min(100, y))
    stored.save(update_fields=["focus_x", "focus_y"])
    payload = {"site": stored.site.slug, "x": stored.focus_x, "y": stored.focus_y}
    log.append(
        [log.Entry("picture.pointed", subjects.page("picture", stored.pk), payload, stored.site.organization)], by=by, at=at
    )
    return stored
