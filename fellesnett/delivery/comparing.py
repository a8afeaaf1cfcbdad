"""Two versions of a text, as they were served: what came, went, changed and moved. Any form of the documents is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fellesnett.composition.alignment import longest_rising
from fellesnett.delivery import schema
from fellesnett.delivery.documents import say_the_same

WORDS = frozenset({"title", "intro", "sections", "snapshot", "media_left_out"})
OF_THE_ROW = frozenset({"version", "seq", "changed", "modified", "attribution", "links"})

Seats = dict[str, tuple[str, str]]


def compare(earlier: str, later: str) -> schema.Diff:
    """What the later of two stored documents of one text says differently."""
    old, new = json.loads(earlier), json.loads(later)
    return schema.Diff(
        id=new["id"],
        since=old["version"],
        until=new["version"],
        title_before=old["title"],
        title_after=new["title"],
        significant=not say_the_same(earlier, later),
        blocks=tuple(_changes(_seats(old), _seats(new))),
        around=tuple(sorted(name for name in new if _stands_around(name) and old.get(name) != new[name])),
    )


def _stands_around(name: str) -> bool:
    return name not in WORDS and name not in OF_THE_ROW


def _seats(document: dict[str, Any]) -> Seats:
    """Where each block stands, and what it says."""
    return {block["id"]: (section["id"], block["html"]) for section in document["sections"] for block in section["blocks"]}


def _changes(old: Seats, new: Seats) -> Iterator[schema.BlockChange]:
    moved = _moved(old, new)
    for block, (section, html) in new.items():
        before = old[block][1] if block in old else None
        if before is None:
            yield schema.BlockChange(id=block, section=section, change="added", before=None, after=html)
        elif before != html:
            yield schema.BlockChange(id=block, section=section, change="changed", before=before, after=html)
        elif block in moved:
            yield schema.BlockChange(id=block, section=section, change="moved", before=before, after=html)
    for block, (section, html) in old.items():
        if block not in new:
            yield schema.BlockChange(id=block, section=section, change="removed", before=html, after=None)


def _moved(old: Seats, new: Seats) -> set[str]:
    """Blocks in another section, or out of the order that the others kept: the fewest that explain it."""
    place = {block: number for number, block in enumerate(old)}
    common = [block for block in new if block in old]
    stayed = [block for block in common if old[block][0] == new[block][0]]
    kept = {stayed[position] for position in longest_rising([place[block] for block in stayed])}
    return set(common) - kept
