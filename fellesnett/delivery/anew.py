"""Everything told again, where the documents have another form than when they were written: some at a time, so that nobody who
writes waits for all of it. Stopped anywhere it goes on from there; what happens meanwhile is read from the log when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fellesnett.adoption.models import Adoption
from fellesnett.delivery import recording, schema
from fellesnett.delivery.models import FeedHead, Item
from fellesnett.delivery.showing import publish_again
from fellesnett.delivery.writing import Feed
from fellesnett.organizations.models import Organization, Place, Site

AT_A_TIME = 200


def tell_in_new_form(at: datetime) -> int:
    """Tell every text and record whose document has another form now. Also what a feed that begins has not told of."""
    written = 0
    while (step := tell_some(at)) is not None:
        written += step
    return written


@transaction.atomic
def tell_some(at: datetime) -> int | None:
    """One transaction's worth; None when all have the form of now."""
    if FeedHead.objects.filter(form=schema.FORM).exists():
        return None
    head, _made = FeedHead.objects.select_for_update().get_or_create(id=1)
    if head.form == schema.FORM:  # another process has ended it
        return None
    feed, left = Feed(head), AT_A_TIME
    stage, last = _come_to(head)
    while left and stage:
        rows, order, tell = _STAGES[stage]
        some = rows().order_by(order)
        keys = list((some.filter(**{f"{order}__gt": last}) if last else some).values_list(order, flat=True)[:left])
        tell(feed, keys, at)
        left -= len(keys)
        stage, last = (_NEXT[stage], "") if left else (stage, str(keys[-1]))
    head.form_at = f"{schema.FORM}:{stage}:{last}" if stage else ""
    head.form = head.form if stage else schema.FORM
    feed.close()
    return feed.written


def _come_to(head: FeedHead) -> tuple[str, str]:
    """The kind of thing that was told last, and which of them. A form that is newer than what was under way begins anew."""
    form, _colon, at = head.form_at.partition(":")
    stage, _colon, last = at.partition(":")
    return (stage, last) if form == str(schema.FORM) and stage in _STAGES else (next(iter(_STAGES)), "")


def _texts(feed: Feed, keys: Sequence[Any], at: datetime) -> None:
    publish_again(feed, keys, at)


def _organizations(feed: Feed, paths: Sequence[Any], at: datetime) -> None:
    recording.tell_organizations(feed, at, Organization.objects.filter(path__in=paths).values_list("pk", flat=True))
    feed.stale.clear()  # services come last, all of them


def _places(feed: Feed, keys: Sequence[Any], at: datetime) -> None:
    recording.tell_places(feed, Place.objects.filter(pk__in=keys), at)
    feed.stale.clear()


def _pages(model: Any) -> _Stage:
    def tell(feed: Feed, keys: Sequence[Any], at: datetime) -> None:
        for page in model._default_manager.filter(pk__in=keys).order_by("pk"):
            recording.tell_page(feed, page, at)

    return (lambda: model._default_manager.filter(live=True)), "pk", tell


def _services(feed: Feed, keys: Sequence[Any], at: datetime) -> None:
    feed.may_differ(keys, at=at)
    recording.tell_services(feed)


_Stage = tuple[Callable[[], QuerySet[Any]], str, Callable[[Feed, Sequence[Any], datetime], None]]
_STAGES: dict[str, _Stage] = {
    "text": (lambda: Item.objects.texts().shown(), "pk", _texts),
    "organization": (lambda: Organization.objects.all(), "path", _organizations),
    "place": (lambda: Place.objects.whole(), "pk", _places),
    "building": (lambda: Place.objects.filter(part_of__isnull=False), "pk", _places),  # each names the place it is part of
    **{word: _pages(model) for model, (word, _make) in recording.PAGES.items()},
    "service": (lambda: Adoption.objects.filter(site__in=Site.objects.open()), "pk", _services),
}
"""What is told, in this order: the rows, what they are told in the order of, and how some of them are told."""
_NEXT = dict(zip(_STAGES, [*list(_STAGES)[1:], ""], strict=True))
