"""What is shown now, told as texts: one page, one national edition, or all of many texts anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fellesnett.adoption.models import Snapshot
from fellesnett.composition.composing import compose
from fellesnett.delivery.at_hand import Live
from fellesnett.delivery.documents import Shown
from fellesnett.delivery.models import Item
from fellesnett.delivery.writing import Feed
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Site

AT_A_TIME = 200


def fetch_pages(feed: Feed, snapshots: Collection[int]) -> None:
    """What is to be published of these, with what was told of it before, and of the national texts behind."""
    feed.pages.fetch(snapshots)
    adoptions = {feed.pages.snapshot(pk).text.adoption for pk in snapshots}
    here = {(adoption.topic_id, adoption.site_id) for adoption in adoptions}
    feed.texts.fetch(here | {(adoption.topic_id, None) for adoption in adoptions})


def publish_page(feed: Feed, snapshot: Snapshot, at: datetime, *, recall: bool) -> None:
    """What a hospital shows, under its own name."""
    adoption, language = snapshot.text.adoption, snapshot.text.language
    national = feed.texts.at((adoption.topic_id, None), None, language)
    page = feed.pages.page_of(snapshot)
    shown = Shown(page, snapshot.edition, adoption.site, adoption.site.organization, national)
    feed.publish(_key(adoption.topic, adoption.site, snapshot.place, language), shown, at=at, recall=recall)


def publish_edition(feed: Feed, edition: Edition, at: datetime, *, recall: bool) -> None:
    """The national text, as the front door shows it. Without a front door there is nowhere to read it."""
    front_door = feed.pages.front_door
    if front_door is not None:
        shown = Shown(compose(edition.value), edition, front_door, front_door.organization, None)
        feed.publish(_key(edition.topic, None, None, edition.language), shown, at=at, recall=recall)


def publish_again(feed: Feed, keys: Iterable[UUID], at: datetime, *, recall: bool = False) -> None:
    """What the texts with these keys say now, told where it is not what their documents say. Some at a time, so that few
    are in memory."""
    for some in some_at_a_time(sorted(keys)):
        rows = list(Item.objects.filter(pk__in=some).order_by("pk").only("topic", "site", "place", "language"))
        feed.texts.fetch({(item.topic_id or 0, item.site_id) for item in rows})
        live = Live(rows)
        fetch_pages(feed, live.snapshots.values())
        for item in rows:
            if (edition := live.edition_of(item)) is not None:
                publish_edition(feed, edition, at, recall=recall)
            if (snapshot := live.snapshot_of(item)) is not None:
                publish_page(feed, feed.pages.snapshot(snapshot), at, recall=recall)
        feed.let_go()


def some_at_a_time(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many as are kept in memory together."""
    return (keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME))


def _key(topic: Topic, site: Site | None, place: Any, language: str) -> dict[str, Any]:
    return {"topic": topic, "site": site, "place": place, "language": language}
