"""What a hospital says on top of the national text: operations in layers, never a copy of the text."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from fellesnett.composition.blocks import BlockType, Language

LayerKind = Literal["group", "site", "place"]
LAYER_KINDS: tuple[LayerKind, ...] = ("group", "site", "place")
Position = Literal["before", "after", "end"]
POSITIONS: tuple[Position, ...] = ("before", "after", "end")
REASON_CODES = ("local_practice", "not_applicable", "local_equipment", "local_organization", "other")


@dataclass(frozen=True, slots=True)
class Content:
    """One block of local text, before it has a place on a page."""

    type: BlockType
    html: str


@dataclass(frozen=True, slots=True)
class Base:
    """What an operation was made against: the edition's number and the hash of the block's content there.

    For an operation on a whole section, `block_hash` is the hash of the section (`canonical.section_hash`).
    """

    edition: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a site departs from the national text: a code to count by, and words for the next editor."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Fill:
    """A value for a slot."""

    id: str
    slot: str
    value: str
    base: Base | None = None
    op: Literal["fill"] = "fill"


@dataclass(frozen=True, slots=True)
class Supplement:
    """Local text before or after a block, or at the end of a section (then `target` is a section key)."""

    id: str
    position: Position
    target: str
    content: tuple[Content, ...]
    base: Base | None = None
    valid_until: datetime.date | None = None
    op: Literal["supplement"] = "supplement"


@dataclass(frozen=True, slots=True)
class Override:
    """Local text instead of a block, or of a whole section (`target` is a block id or a section key)."""

    id: str
    target: str
    content: tuple[Content, ...]
    base: Base | None = None
    reason: Reason | None = None
    valid_until: datetime.date | None = None
    op: Literal["override"] = "override"


@dataclass(frozen=True, slots=True)
class Omit:
    """A block or section that does not apply here."""

    id: str
    target: str
    base: Base | None = None
    reason: Reason | None = None
    valid_until: datetime.date | None = None
    op: Literal["omit"] = "omit"


@dataclass(frozen=True, slots=True)
class Retitle:
    """The site's own title for the topic."""

    id: str
    title: str
    base: Base | None = None
    op: Literal["retitle"] = "retitle"


Operation = Fill | Supplement | Override | Omit | Retitle


@dataclass(frozen=True, slots=True)
class Layer:
    """One speaker's operations in one language. Layers apply in the order group, site, place."""

    layer: LayerKind
    owner: str
    operations: tuple[Operation, ...] = ()
    language: Language | None = None


def target_of(operation: Operation) -> str:
    """The block, slot or section that an operation speaks of; nothing for a title."""
    if isinstance(operation, Fill):
        return operation.slot
    return "" if isinstance(operation, Retitle) else operation.target
