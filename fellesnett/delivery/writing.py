"""Writing the feed: a new version where a document says something else, and one numbered line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fellesnett.delivery import documents, schema, wording
from fellesnett.delivery.at_hand import Pages, Texts
from fellesnett.delivery.documents import Shown
from fellesnett.delivery.models import MOVED, Change, ChangeKind, FeedHead, Item, Version
from fellesnett.delivery.pending import Pending
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
    """The feed, open for writing while its head is locked. What it tells is written when it is closed, or somebody must see it.

    `stale` are the adoptions (by key) whose services may have changed. They are told when all else is, once for many events.
    `texts` and `pages` are what it has at hand.
    """

    def __init__(self, head: FeedHead) -> None:
        self.head = head
        self.written = 0
        self._owners: dict[str, int | None] = {}
        self._pending = Pending()
        self.stale: dict[int, Stale] = {}
        self.texts, self.pages = Texts(), Pages()

    def write(self) -> None:
        """Write what was told, so that the database can be asked."""
        if self._pending:
            self._pending.write()

    def let_go(self) -> None:
        """Write what was told, and have no more at hand than in the beginning: for whoever tells of very many."""
        self.write()
        self.texts, self.pages = Texts(), Pages()

    def close(self) -> None:
        """Write what was told, and how far the feed has come."""
        self.write()
        self.head.save()

    def knows(self, owner: Organization) -> None:
        """Whose documents are told of, so that it need not be looked up."""
        self._owners[owner.key] = owner.pk

    def may_differ(self, services: Iterable[int], *, at: datetime, why: str = "") -> None:
        """These may say something else now, or be gone, for the reason that was given last."""
        for key in services:
            known = self.stale.get(key)
            self.stale[key] = Stale(at, why or (known.why if known else "not_offered"))

    def publish(self, key: dict[str, Any], shown: Shown, *, at: datetime, recall: bool) -> None:
        """Show this page under its key. Nothing is told where it says what it said."""
        known = self.texts.at((key["topic"].pk, key["site"].pk if key["site"] else None), key["place"], key["language"])
        item = known or Item(**key, type=key["topic"].kind, **_from(at))
        item.edition = shown.edition
        self.knows(shown.owner)
        before = None if known is None or item.gone_at else item.document
        siblings, onward = self.texts.siblings(item), self.pages.onward_of(item, at)
        alone = self.pages.standing_alone(shown.edition)
        document = documents.document_of(item, replace(shown, siblings=siblings, onward=onward, alone=alone))
        if before is not None and documents.content_hash(document) == item.content_hash:
            return
        significant = before is None or not documents.say_the_same(before, documents.as_text(document))
        self._write(item, document, at=at, significant=significant, recall=recall, kind=_kind(before))
        if before is None:
            self._tell_siblings(item, at)

    def tell(
        self, record: Record, make: Callable[[Item], schema.Record], *, at: datetime, known: Mapping[str, Item] | None = None
    ) -> bool:
        """Tell of something that is no text. Nothing is told, and False returned, where it says what it said.

        Who tells of many gives what is `known` of them all, by subject, and sees to it that they are written.
        """
        if known is None:
            told = self.tell(record, make, at=at, known=known_records([record.subject]))
            self.write()
            return told
        facts = {"type": record.type, "subject": record.subject, "site": record.site, "language": record.language}
        item = known.get(record.subject)
        before = None if item is None or item.gone_at else item.content_hash
        item = item or Item(**facts, **_from(at))
        document = make(item)
        if before is not None and documents.content_hash(document) == before:
            return False
        self._write(item, document, at=at, significant=True, recall=False, kind=_kind(before))
        return True

    def take_away(self, item: Item, *, at: datetime, reason: str, recall: bool, replaced_by: Item | None) -> None:
        """The text can no longer be read. Its id, the reason and what took over stay."""
        self.take_all_away([(item, replaced_by)], at=at, reason=reason, recall=recall)

    def take_all_away(self, going: Sequence[tuple[Item, Item | None]], *, at: datetime, reason: str, recall: bool) -> None:
        """These texts, each with what took over, can no longer be read. What is left in other languages says so only when all
        are gone: nobody is told something new of a text that goes in the same moment."""
        for item, replaced_by in going:
            self._end(item, at=at, reason=reason, recall=recall, replaced_by=replaced_by)
        self.write()
        for item, _replaced_by in going:
            if not item.subject:
                self._tell_siblings(item, at)
        self.write()

    def _end(self, item: Item, *, at: datetime, reason: str, recall: bool, replaced_by: Item | None) -> None:
        item.gone_at = at
        item.hold("")
        told = {"significant": True, "recall": recall, "reason": reason, "replaced_by": replaced_by}
        self._pending.hold(item, self._line(item, ChangeKind.DELETED, at=at, **told), None)
        self._pending.find_by(item, ())
        self._keep_at_hand(item)

    def touch_up(self, items: QuerySet[Item], *, at: datetime) -> None:
        """Say anew what stands around the words of these texts: tags, other names, review dates, other languages, ways onward."""
        self.write()
        for item in items.select_related("topic", "site", "place", "edition").order_by("pk"):
            self._touch_up(item, at)
        self.write()

    def _touch_up(self, item: Item, at: datetime) -> None:
        document = documents.touched_up(item, self.texts.siblings(item), self.pages.onward_of(item, at))
        if documents.content_hash(document) != item.content_hash:
            self._write(item, document, at=at, significant=False, recall=False, kind=ChangeKind.UPDATED)

    def _tell_siblings(self, item: Item, at: datetime) -> None:
        for sibling in sorted(self.texts.siblings(item), key=lambda sibling: sibling.pk):
            self._touch_up(sibling, at)

    def _write(
        self, item: Item, document: schema.Document, *, at: datetime, significant: bool, recall: bool, kind: ChangeKind
    ) -> None:
        before, item.owner_id = None if item.gone_at else item.owner_id, self._owner(document.owner.key)
        item.gone_at, item.modified = None, at
        item.changed = at if significant else item.changed
        item.version += 1
        lost_by = before if before != item.owner_id else None
        why = MOVED if kind == ChangeKind.UPDATED and documents.web_of(item) not in ("", document.links.web) else ""
        line = self._line(item, kind, at=at, significant=significant, recall=recall, reason=why, owner_before_id=lost_by)
        document = documents.dated(document, item)
        item.content_hash = documents.content_hash(document)
        item.hold(documents.as_text(document))
        version = Version(item=item, number=item.version, document=item.document, at=at, significant=significant)
        self._pending.hold(item, line, version)
        if isinstance(document, schema.Content):
            self._pending.find_by(item, wording.found_by(item.language, (document.title, *document.synonyms, document.intro)))
            self._keep_at_hand(item)

    def _keep_at_hand(self, item: Item) -> None:
        if not item.subject:
            self.texts.put(item)

    def _line(self, item: Item, kind: ChangeKind, *, at: datetime, **facts: Any) -> Change:
        self.head.seq += 1
        self.written += 1
        item.seq = self.head.seq
        return Change(seq=item.seq, item=item, kind=kind, version=item.version, at=at, owner_id=item.owner_id, **facts)

    def _owner(self, key: str) -> int | None:
        """The key of the organization that a document says it is from."""
        if key not in self._owners:
            self._owners[key] = Organization.objects.filter(key=key).values_list("pk", flat=True).first()
        return self._owners[key]


def _from(at: datetime) -> dict[str, datetime]:
    return {"first_published": at, "changed": at, "modified": at}


def _kind(before: str | None) -> ChangeKind:
    return ChangeKind.PUBLISHED if before is None else ChangeKind.UPDATED


def known_records(subjects: Iterable[str]) -> dict[str, Item]:
    """What the feed has told of these that are no texts, by what it is about; without the documents: what they said is known by
    their hashes."""
    found = Item.objects.filter(subject__in=list(subjects)).exclude(subject="")
    return {item.subject: item for item in found.defer("document", "packed")}
