"""The national text as values: blocks in sections in an edition.

Everything here is immutable and knows no framework, clock or storage (semantics.md section 1).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal, get_args

Policy = Literal["open", "supplement_only", "locked"]
BlockType = Literal["text", "list", "table", "image", "video", "warning", "slot", "source"]
SlotKind = Literal["phone", "place", "opening_hours", "fasting_hours", "free_text"]
ChangeClass = Literal["editorial", "content", "safety"]
LineageKind = Literal["split", "join", "move"]
Language = Literal["nb", "nn", "se", "smj", "sma", "en"]

POLICIES: tuple[Policy, ...] = get_args(Policy)
BLOCK_TYPES: tuple[BlockType, ...] = get_args(BlockType)
SLOT_KINDS: tuple[SlotKind, ...] = get_args(SlotKind)
CHANGE_CLASSES: tuple[ChangeClass, ...] = get_args(ChangeClass)
LINEAGE_KINDS: tuple[LineageKind, ...] = get_args(LineageKind)
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a `source` block holds: another publisher's, which nobody here changes.

    `title` is what the publisher calls the page, `fetched` the day its words were taken in (none where the block holds
    no words and only leads there), `licence` the line under which they may be shown.
    """

    name: str
    address: str
    title: str = ""
    fetched: datetime.date | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest thing that can be inherited. Its id is never reused, also across editions and languages.

    `html` is normalised rich text (see `richtext.normalize`); a slot has none and is filled by a site. A `source` block
    has an attribution, may have no text of its own (it then only leads to the source), and is always locked.
    `edition` is set only where a single block was taken from another edition than the one it stands in
    (a safety change that went live ahead of the rest, semantics.md section 5).
    """

    id: str
    type: BlockType = "text"
    html: str = ""
    policy: Policy = "open"
    slot: SlotKind | None = None
    required: bool = False
    label: str = ""
    edition: int | None = None
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the topic's template; the template fixes which exist and their order."""

    key: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the national editor recorded: old block ids became new block ids. Never guessed."""

    kind: LineageKind
    from_ids: tuple[str, ...]
    to_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The declared class of one changed block."""

    block: str
    change_class: ChangeClass


@dataclass(frozen=True, slots=True)
class Edition:
    """The text of a topic in one language at one moment: immutable and numbered 1, 2, 3 ..."""

    topic: str
    kind: str
    language: Language
    number: int
    title: str
    sections: tuple[Section, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    changes: tuple[Change, ...] = field(default=())
