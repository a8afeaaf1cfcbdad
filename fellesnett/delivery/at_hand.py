"""What the feed has at hand while it is open: the texts it has told, the pages that are shown, and what hangs on them.

Each is fetched for many at once and asked for one by one. What was fetched is as new as the events that are read, since they
are read first; what the feed writes meanwhile takes the place of what was fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from fellesnett.adoption.models import Showing, Snapshot
from fellesnett.adoption.recipes import Library
from fellesnett.composition.composing import Snapshot as Page
from fellesnett.delivery import schema
from fellesnett.delivery.models import Item
from fellesnett.delivery.onward import onward_of, topics_led_on
from fellesnett.delivery.queries import About, one_of
from fellesnett.national.models import Edition
from fellesnett.national.signing import standing_alone
from fellesnett.organizations.models import Place, Site

FEW = 5


class Texts:
    """The items of texts, whether they can be read or not: all languages and places of a topic at a site together."""

    def __init__(self) -> None:
        self._items: dict[About, dict[UUID, Item]] = {}

    def fetch(self, wanted: Iterable[About]) -> None:
        """Those that are not here yet, with all that is said around their words. A few queries, however many they are."""
        missing = set(wanted) - self._items.keys()
        if not missing:
            return
        self._items |= {about: {} for about in missing}
        found = Item.objects.texts().filter(one_of(missing)).select_related("topic", "site", "place", "edition")
        for item in found.prefetch_related("topic__synonyms", "topic__codings__system"):
            self.put(item)

    def knows(self, about: About) -> bool:
        return about in self._items

    def at(self, about: About, place: Place | None, language: str) -> Item | None:
        """The item of this text; None where it was never told."""
        self.fetch([about])
        here = (item for item in self._items[about].values() if item.place_id == (place.pk if place else None))
        return next((item for item in here if item.language == language), None)

    def siblings(self, item: Item) -> list[Item]:
        """The same text in the other languages in which it can be read."""
        about = _about(item)
        self.fetch([about])
        same = (other for other in self._items[about].values() if other.place_id == item.place_id and other.pk != item.pk)
        return sorted((other for other in same if not other.gone_at and other.document), key=lambda other: other.language)

    def put(self, item: Item) -> None:
        """It is as this says from now on."""
        about = _about(item)
        if about in self._items:
            self._items[about][item.pk] = item


def _about(item: Item) -> About:
    return item.behind[0].pk, item.site_id


class Pages:
    """Snapshots as they are composed, with their editions, their topics and their sites."""

    def __init__(self) -> None:
        self._library = Library()
        self._snapshots: dict[int, Snapshot] = {}
        self._editions: dict[tuple[str, str, int], Edition] = {}
        self._alone: dict[int, frozenset[str]] = {}
        self._onward: dict[tuple[int, str, date], tuple[schema.Onward, ...]] = {}

    def fetch(self, wanted: Iterable[int]) -> None:
        """The snapshots with these keys that are not here yet. A few queries, however many they are."""
        missing = set(wanted) - self._snapshots.keys()
        if not missing:
            return
        rows = Snapshot.objects.filter(pk__in=missing).select_related(
            "place", "text__adoption__site__organization", "text__adoption__topic"
        )
        rows = rows.prefetch_related(
            "text__adoption__topic__synonyms",
            "text__adoption__topic__codings__system",
            "text__adoption__site__organization__identifiers",
        )
        found = list(rows)
        self._library.fetch((row.recipe for row in found), (row.edition_id for row in found))
        for row in found:
            row.edition = self._library.editions[row.edition_id]
            self._snapshots[row.pk] = row

    def snapshot(self, pk: int) -> Snapshot:
        self.fetch([pk])
        return self._snapshots[pk]

    def page_of(self, snapshot: Snapshot) -> Page:
        """The page that a snapshot makes."""
        return self._library.page(snapshot.recipe)

    def fetch_editions(self, keys: Iterable[str]) -> None:
        """All editions of the topics with these keys."""
        rows = Edition.objects.filter(topic__key__in=set(keys)).select_related("topic")
        for row in rows.prefetch_related("topic__synonyms", "topic__codings__system"):
            self._editions[row.topic.key, row.language, row.number] = row

    def edition(self, key: str, language: str, number: int) -> Edition:
        """The edition with this number, of the topic with this key in a language."""
        if (key, language, number) not in self._editions:
            self.fetch_editions([key])
        return self._editions[key, language, number]

    def standing_alone(self, edition: Edition) -> frozenset[str]:
        """The sections of an edition that a clinician has said are right where they stand alone."""
        if edition.pk not in self._alone:
            self._alone[edition.pk] = standing_alone(edition.value)
        return self._alone[edition.pk]

    def onward_of(self, item: Item, at: datetime) -> tuple[schema.Onward, ...]:
        """What a reader of a text is led on to on this day."""
        about = (item.behind[0].pk, item.language, timezone.localdate(at))
        if len(self._onward) >= FEW and about[0] not in self._led_on:
            return ()
        if about not in self._onward:
            self._onward[about] = onward_of(item, at)
        return self._onward[about]

    @cached_property
    def _led_on(self) -> frozenset[int]:
        """The topics at which a signpost stands: far from all. Asked where more than a few are told of."""
        return topics_led_on()

    @cached_property
    def front_door(self) -> Site | None:
        sites = Site.objects.filter(is_front_door=True).select_related("organization")
        return sites.prefetch_related("organization__identifiers").first()


class Live:
    """What patients see now where these texts are: a national edition, or the key of a hospital's snapshot. Two queries."""

    def __init__(self, items: Collection[Item]) -> None:
        local = {(item.topic_id or 0, item.site_id) for item in items if item.site_id}
        shown = Showing.objects.live().filter(one_of(local, "text__adoption__topic", "text__adoption__site"))
        place = ("text__adoption__topic", "text__adoption__site", "place", "text__language")
        self.snapshots = {tuple(at): snapshot for *at, snapshot in shown.values_list(*place, "snapshot")}
        national = Edition.objects.live().filter(topic__in=[item.topic_id for item in items if not item.site_id])
        with_topic = national.select_related("topic").prefetch_related("topic__synonyms", "topic__codings__system")
        self.editions = {(edition.topic_id, edition.language): edition for edition in with_topic}

    def edition_of(self, item: Item) -> Edition | None:
        """The national edition behind a national text."""
        return None if item.site_id else self.editions.get((item.topic_id or 0, item.language))

    def snapshot_of(self, item: Item) -> int | None:
        """The key of the snapshot that a hospital shows as this text."""
        return self.snapshots.get((item.topic_id, item.site_id, item.place_id, item.language))
