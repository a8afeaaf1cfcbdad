"""Stored editions and candidates as values of `composition`."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.documents import read_edition

if TYPE_CHECKING:
    from fellesnett.national.models import Candidate, Edition

KEPT = 4_096
_read: OrderedDict[str, Value] = OrderedDict()
_door = Lock()


def value_of(edition: Edition) -> Value:
    """The edition's value, kept by content hash: the hash covers everything the value says, so a hit is never stale."""
    with _door:
        known = _read.get(edition.content_hash)
        if known is not None:
            _read.move_to_end(edition.content_hash)
            return known
    value = read_stored(edition)
    with _door:
        _read[edition.content_hash] = value
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return value


def read_stored(edition: Edition) -> Value:
    """The edition's value from its columns. Raises `composition.documents.InvalidDocument` when they are damaged."""
    return read_edition(document(edition, edition.number), f"edition {edition.pk}")


def candidate_value(candidate: Candidate, number: int) -> Value:
    """What a candidate becomes when it is released as this number."""
    return read_edition(document(candidate, number), f"candidate {candidate.pk}")


def document(row: Edition | Candidate, number: int) -> dict[str, Any]:
    """The edition document of interfaces.md section 3."""
    return {
        "topic": row.topic.key,
        "kind": row.topic.kind,
        "language": row.language,
        "number": number,
        "title": row.title,
        "sections": row.sections,
        "lineage": row.lineage,
        "changes": row.changes,
    }
