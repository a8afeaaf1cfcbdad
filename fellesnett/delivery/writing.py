"""Writing the feed: a new version where a document says something else, and one numbered line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fellesnett.delivery import documents, schema, wording
from fellesnett.delivery.documents import Shown
from fellesnett.delivery.models import MOVED, Change, ChangeKind, FeedHead, Item, Version
from fellesnett.delivery.onward import onward_of
from fellesnett.organizations.models import Organization, Site


@dataclass(frozen=True, slots=True)
class Record:
    """What a record is of: its type, what it is about in the words of the event log, whose it is, and its language."""

    type: schema.Type
    subject: str
    site: Site | None
    language: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Since when something may say what is no longer so, and why it is gone, should it be."""

    at: datetime
    why: str


class Feed:
    """The feed, open for writing while its head is locked.

    `stale` are the adoptions (by key) whose services may have changed. They are told when all else is, once for many events.
    """

    def __init__(self, head: FeedHead) -> None:
        self.head = head
        self.written = 0
        self._owners: dict[str, int | None] = {}
        self.stale: dict[int, Stale] = {}

    def may_differ(self, services: Iterable[int], *, at: datetime, why: str = "") -> None:
        """These may say something else now, or be gone, for the reason that was given last."""
        for key in services:
            known = self.stale.get(key)
            self.stale[key] = Stale(at, why or (known.why if known else "not_offered"))

    def publish(self, key: dict[str, Any], shown: Shown, *, at: datetime, recall: bool) -> None:
        """Show this page under its key. Nothing is written where it says what it said."""
        facts = {"type": key["topic"].kind, "edition": shown.edition}
        item, new = Item.objects.get_or_create(**key, subject="", defaults=facts | _from(at))
        item.edition = shown.edition
        before = None if new or item.gone_at else item.document
        document = documents.document_of(item, replace(shown, siblings=_siblings(item), onward=onward_of(item, at)))
        if before is not None and documents.content_hash(document) == item.content_hash:
            return
        significant = before is None or not documents.say_the_same(before, documents.as_text(document))
        self._write(item, document, at=at, significant=significant, recall=recall, kind=_kind(before))
        if before is None:
            self._tell_siblings(item, at)

    def tell(self, record: Record, make: Callable[[Item], schema.Record], *, at: datetime) -> bool:
        """Tell of something that is no text. Nothing is written, and False returned, where it says what it said."""
        facts = {"type": record.type, "site": record.site, "language": record.language}
        stored = Item.objects.defer("document", "packed")  # what it said is known by its hash
        item, new = stored.get_or_create(subject=record.subject, defaults=facts | _from(at))
        document = make(item)
        if not new and not item.gone_at and documents.content_hash(document) == item.content_hash:
            return False
        kind = ChangeKind.PUBLISHED if new or item.gone_at else ChangeKind.UPDATED
        self._write(item, document, at=at, significant=True, recall=False, kind=kind)
        return True

    def take_away(self, item: Item, *, at: datetime, reason: str, recall: bool, replaced_by: Item | None) -> None:
        """The text can no longer be read. Its id, the reason and what took over stay."""
        self.take_all_away([(item, replaced_by)], at=at, reason=reason, recall=recall)

    def take_all_away(self, going: Sequence[tuple[Item, Item | None]], *, at: datetime, reason: str, recall: bool) -> None:
        """These texts, each with what took over, can no longer be read. What is left in other languages says so only when all
        are gone: nobody is told something new of a text that goes in the same moment."""
        for item, replaced_by in going:
            self._end(item, at=at, reason=reason, recall=recall, replaced_by=replaced_by)
        for item, _replaced_by in going:
            if not item.subject:
                self._tell_siblings(item, at)

    def _end(self, item: Item, *, at: datetime, reason: str, recall: bool, replaced_by: Item | None) -> None:
        item.gone_at = at
        item.hold("")
        wording.forget(item)
        self._line(item, ChangeKind.DELETED, at=at, significant=True, recall=recall, reason=reason, replaced_by=replaced_by)
        item.save()

    def touch_up(self, items: QuerySet[Item], *, at: datetime) -> None:
        """Say anew what stands around the words of these texts: tags, other names, review dates, other languages, ways onward."""
        for item in items.select_related("topic", "site", "place", "edition").order_by("pk"):
            document = documents.touched_up(item, _siblings(item), onward_of(item, at))
            if documents.content_hash(document) != item.content_hash:
                self._write(item, document, at=at, significant=False, recall=False, kind=ChangeKind.UPDATED)

    def _tell_siblings(self, item: Item, at: datetime) -> None:
        self.touch_up(Item.objects.filter(pk__in=[sibling.pk for sibling in _siblings(item)]), at=at)

    def _write(
        self, item: Item, document: schema.Document, *, at: datetime, significant: bool, recall: bool, kind: ChangeKind
    ) -> None:
        before, item.owner_id = None if item.gone_at else item.owner_id, self._owner(document.owner.key)
        item.gone_at, item.modified = None, at
        item.changed = at if significant else item.changed
        item.version += 1
        lost_by = before if before != item.owner_id else None
        why = MOVED if kind == ChangeKind.UPDATED and documents.web_of(item) not in ("", document.links.web) else ""
        self._line(item, kind, at=at, significant=significant, recall=recall, reason=why, owner_before_id=lost_by)
        document = documents.dated(document, item)
        item.content_hash = documents.content_hash(document)
        item.hold(documents.as_text(document))
        item.save()
        Version.objects.create(item=item, number=item.version, document=item.document, at=at, significant=significant)
        if isinstance(document, schema.Content):
            wording.keep(item, document.title, document.synonyms, document.intro)

    def _line(self, item: Item, kind: ChangeKind, *, at: datetime, **facts: Any) -> None:
        self.head.seq += 1
        self.written += 1
        item.seq = self.head.seq
        Change.objects.create(seq=item.seq, item=item, kind=kind, version=item.version, at=at, owner_id=item.owner_id, **facts)

    def _owner(self, key: str) -> int | None:
        """The key of the organization that a document says it is from."""
        if key not in self._owners:
            self._owners[key] = Organization.objects.filter(key=key).values_list("pk", flat=True).first()
        return self._owners[key]


def _from(at: datetime) -> dict[str, datetime]:
    return {"first_published": at, "changed": at, "modified": at}


def _kind(before: str | None) -> ChangeKind:
    return ChangeKind.PUBLISHED if before is None else ChangeKind.UPDATED


def _siblings(item: Item) -> Sequence[Item]:
    """The same text in the other languages in which it can be read."""
    same = Item.objects.shown().filter(topic=item.topic_id, site=item.site_id, place=item.place_id)
    return list(same.exclude(pk=item.pk).exclude(document="").order_by("language"))
