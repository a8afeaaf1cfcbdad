"""The ways onward to what others have written, beside a text: what its page shows, and which texts a signpost stands at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone

from fellesnett.delivery import schema
from fellesnett.delivery.models import Item
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.signposts.models import Signpost
from fellesnett.signposts.queries import Way, topics_with, ways


def onward_of(item: Item, at: datetime) -> tuple[schema.Onward, ...]:
    """What a reader of this text is led on to on this day."""
    found = ways(item.behind[0], item.language, timezone.localdate(at), silent=_silent)
    return tuple(
        schema.Onward(
            title=arm.title,
            url=arm.address,
            publisher=post.publisher,
            language=arm.language,
            kind=cast(Any, post.kind),
            audience=cast(Any, post.audience),
        )
        for post, arm in found
    )


def topics_led_on() -> frozenset[int]:
    """The keys of the topics at which a signpost stands, on whatever day. Two queries, and one for each level of the codes."""
    up = Signpost.objects.up()
    topics = set(up.filter(topics__isnull=False).values_list("topics__key", flat=True))
    codes = set(up.filter(codings__isnull=False).values_list("codings__system__key", "codings__code"))
    return frozenset(topics_with(topics, codes) if topics or codes else ())


def texts_at(event: Event) -> QuerySet[Item]:
    """The texts at which a signpost stands, or stood before this."""
    signpost = Signpost.objects.filter(pk=event.subject.rpartition(":")[2]).first()
    said = [event.payload, event.payload.get("was", {}), *([_about(signpost)] if signpost else [])]
    topics = {key for one in said for key in one.get("topics", ())}
    codes = {code for one in said for code in one.get("codes", ())}
    if event.payload.get("system") and event.payload.get("code"):  # a code that was there until now
        codes.add(f"{event.payload['system']}:{event.payload['code']}")
    return _texts(topics, codes)


def texts_with_a_last_day(first: date | None, until: date) -> QuerySet[Item]:
    """The texts at which a signpost stands whose last day is one of these days, until the day before `until`."""
    over = Signpost.objects.up().filter(last_day__lt=until)
    over = over.filter(last_day__gte=first) if first else over
    said = [_about(signpost) for signpost in over]
    return _texts({key for one in said for key in one["topics"]}, {code for one in said for code in one["codes"]})


def _texts(topics: Collection[str], codes: Collection[str]) -> QuerySet[Item]:
    met = topics_with(topics, _pairs(codes)) if topics or codes else set()
    return Item.objects.texts().shown().filter(topic__in=met)


def _pairs(codes: Collection[str]) -> Iterator[tuple[str, str]]:
    for said in codes:
        system, _colon, code = said.partition(":")
        if code:  # what is logged of retired codes has no system, and changes nothing that is shown
            yield system, code


def _about(signpost: Signpost) -> dict[str, list[str]]:
    codings = signpost.codings.values_list("system__key", "code")  # type: ignore[attr-defined]
    topics = list(signpost.topics.values_list("key", flat=True))
    return {"topics": topics, "codes": [f"{key}:{code}" for key, code in codings]}


def _silent(found: Collection[Way]) -> Collection[int]:
    """Those whose owner has a case that the link is dead: one case for each language."""
    about = {subjects.signpost(post.pk) for post, _arm in found}
    cases = OpenItem.objects.for_the_nation().open().filter(kind=OpenItemKind.DEAD_LINK, subject__in=about)
    dead = set(cases.values_list("key", flat=True))
    return {arm.pk for post, arm in found if f"links:{subjects.signpost(post.pk)}:{arm.language}" in dead}
