"""What a source does not settle is asked of a person, once; and those who answer for the sources are told when one stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fellesnett.editorial import subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.intake.fetching.faults import SENTENCES
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.models import Source, SourcedRecord
from fellesnett.national.locking import national_office
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Topic

DECIDE_WITHIN = timedelta(days=30)
MEND_WITHIN = timedelta(days=3)


def pose(importer: Importer, row: SourcedRecord, question: Mapping[str, Any], at: datetime) -> None:
    """Ask what the record leaves open, unless a person has answered just that. A step; the caller saves the row."""
    open_now = dict(question) if question and row.answered.get("question") != question else {}
    if row.question == open_now:
        return
    if row.question:
        close_question(row, by=None, at=at)
    row.question = open_now
    if open_now:
        open_item(
            _item(row.source, _key_of(row), importer.ask_in_words(row), worded("Velg hva som skal gjelde."), at, DECIDE_WITHIN)
        )


def close_question(row: SourcedRecord, *, by: User | None, at: datetime) -> None:
    close_items(keys=[_key_of(row)], by=by, at=at, resolution="avklart" if by else "gjelder ikke lenger")


def tell_of_fault(importer: Importer, source: Source, at: datetime) -> None:
    """The source gives nothing any more: one case, until it does again. A step."""
    title = worded("{source}: vi får ikke hentet", source=importer.title)
    reason = worded(SENTENCES[source.fault])
    open_item(_item(source, _fault_key(source), title, reason, at, MEND_WITHIN))


def close_fault(source: Source, *, by: User | None, at: datetime) -> None:
    close_items(keys=[_fault_key(source)], by=by, at=at, resolution="kilden svarer igjen")


def ask_the_editors(*, topic: Topic, key: str, title: str, reason: str, at: datetime, urgent: bool) -> None:
    """A source changed what stands in a topic: its editors are asked to look, in place of what was asked before. A step."""
    close_items(keys=[key], by=None, at=at, resolution="kilden er endret igjen")
    item = OpenItem(
        kind=OpenItemKind.SOURCE,
        organization=national_office(),
        role=Role.NATIONAL_MEDICAL_EDITOR if urgent else Role.NATIONAL_EDITOR,
        subject=subjects.topic(topic.key),
        key=key,
        title=title,
        reason=reason,
        detail={"topic": topic.key},
        urgent=urgent,
        opened_at=at,
        deadline=at + (MEND_WITHIN if urgent else DECIDE_WITHIN),
    )
    open_item(item)


def _key_of(row: SourcedRecord) -> str:
    return f"source:{row.source.name}:{row.key}"[:200]


def _fault_key(source: Source) -> str:
    return f"source:{source.name}!"


def _item(source: Source, key: str, title: str, reason: str, at: datetime, within: timedelta) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.SOURCE,
        organization=national_office(),
        role=Role.NATIONAL_EDITOR,
        subject=subjects.source(source.name),
        key=key,
        title=title,
        reason=reason,
        detail={"source": source.name},
        opened_at=at,
        deadline=at + within,
    )
