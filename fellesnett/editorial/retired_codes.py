"""A release takes force and tags are retired: what the rooms share that ask their owners which code shall stand instead.

A question is known by what is tagged (`thing`, in one spelling of its room) and the release: one question for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from fellesnett.codes.models import CodeSystem, Release
from fellesnett.codes.retiring import RetiredTag
from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, worded

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

ANSWER_WITHIN = timedelta(days=30)
KEPT, CHANGED = gettext_noop("koden beholdes"), gettext_noop("koden er byttet")
GONE = gettext_noop("gjelder ikke lenger")


def question(tags: Sequence[RetiredTag[Any]], *, thing: str, title: str, reason: Said, at: datetime, **whom: Any) -> OpenItem:
    """What is asked about the retired tags of one thing, in one release. `whom` is the rest of the open item."""
    release, codes = tags[0].release, [tag.coding.code for tag in tags]
    return OpenItem(
        kind=OpenItemKind.RETIRED_CODE,
        key=_key(thing, release),
        title=worded("{title}: {system} {codes} er utgått", title=title, system=release.system.name, codes=", ".join(codes)),
        reason=reason,
        detail={**whom.pop("detail"), "system": release.system.key, "codes": codes},
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
        **whom,
    )


def ask(*, noun: str, release: Release, wanted: Sequence[OpenItem], verb: str, at: datetime) -> list[OpenItem]:
    """Ask these questions about all things of one noun (the first word of their subjects). What somebody chose to keep is not
    asked again for this release, and what is no longer so is closed. Returns the questions opened now; `verb` is logged of each.

    A step inside the verb that finds what is retired.
    """
    about = OpenItem.objects.filter(kind=OpenItemKind.RETIRED_CODE, subject__startswith=f"{noun}:")
    standing = set(about.open().filter(detail__system=release.system.key).values_list("key", flat=True))
    keys = {item.key for item in wanted}
    answered = set(about.filter(Q(closed_at__isnull=True) | Q(resolution=KEPT), key__in=keys).values_list("key", flat=True))
    close_items(keys=sorted(standing - keys), by=None, at=at, resolution=GONE)
    opened = open_items_bulk(item for item in wanted if item.key not in answered)
    log.append(
        [log.Entry(verb, item.subject, {"codes": item.detail["codes"]}, _at_a_site(item)) for item in opened], by=None, at=at
    )
    return opened


def close(*, thing: str, system: CodeSystem, by: User | None, at: datetime, resolution: str) -> None:
    """The question about this thing's codes of this system is answered, whichever release it was asked for."""
    keys = [_key(thing, release) for release in Release.objects.filter(system=system)]
    close_items(keys=keys, by=by, at=at, resolution=resolution)


def _key(thing: str, release: Release) -> str:
    return f"retired:{thing}:{release.pk}"


def _at_a_site(item: OpenItem) -> Any:
    return item.organization if item.site_id else None
