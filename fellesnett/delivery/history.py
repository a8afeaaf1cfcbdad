"""The versions of a text: what each brought with it, and which may still be read.

A version is never changed, and that it was there is told for ever. Its words may be taken back all the same: where the text was
withdrawn, or where some of them are another publisher's that hold no more.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from fellesnett.composition.blocks import Attribution
from fellesnett.delivery.models import Change, ChangeKind, Item, Version
from fellesnett.national.changes import highest_class
from fellesnett.national.models import Edition, EditionState
from fellesnett.national.sourcing import retired_among

TakenBack = Literal["withdrawn", "source_retired"]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One version as its text's history tells of it: whether it was a recall, the national editions that it took in since the
    version before, and why its words may no longer be read, where they may not."""

    version: Version
    recall: bool
    editions: tuple[Edition, ...]
    taken_back: TakenBack | None

    @property
    def change(self) -> str:
        """The highest class that the editions have declared; empty where they have declared none."""
        return highest_class(change for edition in self.editions for change in edition.changes)


def history_of(item: Item) -> list[Told]:
    """Every version of a text, the newest first. Five queries, however many there are."""
    rows = list(Version.objects.filter(item=item).order_by("number"))
    read = [json.loads(row.document) for row in rows]
    lines = Change.objects.filter(item=item).exclude(kind=ChangeKind.DELETED)
    recalls = set(lines.filter(recall=True).values_list("version", flat=True))
    editions = _editions(item)
    gone = _taken_back(item, read)
    took_in = _taken_in(read, list(editions))
    told = [
        Told(row, row.number in recalls, tuple(editions[number] for number in numbers), gone.get(row.number))
        for row, numbers in zip(rows, took_in, strict=True)
    ]
    return told[::-1]


def taken_back(version: Version) -> TakenBack | None:
    """Why the words of a version may no longer be read; None where they may."""
    return _taken_back(version.item, [json.loads(version.document)]).get(version.number)


def _taken_back(item: Item, documents: Collection[Document]) -> dict[int, TakenBack]:
    """By the numbers of the versions. At most two queries."""
    if item.gone_at and item.changes.latest("seq").recall:
        return {document["version"]: "withdrawn" for document in documents}
    borrowed = {document["version"]: set(_borrowed(document)) for document in documents}
    retired = retired_among(each for said in borrowed.values() for each in said)
    return {number: "source_retired" for number, said in borrowed.items() if any(_pair(each) in retired for each in said)}


def _pair(said: tuple[Attribution, str]) -> tuple[str, str]:
    whose, html = said
    return whose.address, html


def _borrowed(document: Document) -> Iterator[tuple[Attribution, str]]:
    """The words of others in a document. Those that had given way already (`documents`) have neither a title nor a licence."""
    for section in document["sections"]:
        for block in section["blocks"]:
            said = block.get("borrowed")
            if said and block["html"] and (said["title"] or said["licence"]):
                fetched = datetime.date.fromisoformat(said["fetched"]) if said["fetched"] else None
                yield Attribution(**{**said, "fetched": fetched}), block["html"]


def _editions(item: Item) -> dict[int, Edition]:
    """Those of the text that came out, by their numbers, in order."""
    out = Edition.objects.filter(topic=item.topic_id, language=item.language).exclude(
        state__in=[EditionState.SCHEDULED, EditionState.CALLED_OFF]
    )
    fields = ("number", "changes", "note_public", "effective_at")
    return {edition.number: edition for edition in out.only(*fields).order_by("number")}


def _taken_in(documents: Collection[Document], known: Collection[int]) -> Iterator[list[int]]:
    """For each document in turn, the numbers of the editions that it has and the one before it had not: all that its own edition
    passed by, and the one that a safety change came from ahead of the rest (semantics.md section 5)."""
    base, ahead = 0, set[int]()
    for document in documents:
        before, (base, now) = (base, ahead), _editions_in(document)
        passed = range(before[0] + 1, base + 1) if before[0] else (base,)
        ahead = {number for number in now if number > base}
        yield [number for number in known if number in passed or number in ahead - before[1]]


def _editions_in(document: Document) -> tuple[int, set[int]]:
    """The edition that a document stands on, and those that its national blocks come from."""
    sources = (block["source"] for section in document["sections"] for block in section["blocks"])
    blocks = {source["edition"] for source in sources if source["layer"] == "national" and source["edition"]}
    based_on = document.get("based_on")
    return (based_on["edition"] if based_on else max(blocks, default=0)), blocks
