"""Layers and operations from their documents (interfaces.md section 3)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping

from fellesnett.composition.blocks import BLOCK_TYPES, LANGUAGES, BlockType
from fellesnett.composition.documents.cursor import MAX_VALUE, At
from fellesnett.composition.operations import (
    LAYER_KINDS,
    POSITIONS,
    REASON_CODES,
    Base,
    Content,
    Fill,
    Layer,
    Omit,
    Operation,
    Override,
    Reason,
    Retitle,
    Supplement,
)

TEXT_TYPES: tuple[BlockType, ...] = tuple(kind for kind in BLOCK_TYPES if kind not in ("slot", "source"))
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def read_layer(data: object, source: str = "layer") -> Layer:
    """A layer from its document."""
    at = At(source, "", data)
    at.keys(("layer", "owner", "operations"), ("language",))
    operations = tuple(_operation(item) for item in at.get("operations").items())
    seen: set[str] = set()
    for index, operation in enumerate(operations):
        if operation.id in seen:
            at.inside(f"operations[{index}].id", None).refuse(f"{operation.id!r} stands twice")
        seen.add(operation.id)
    return Layer(
        layer=at.get("layer").one_of(LAYER_KINDS),
        owner=at.get("owner").identifier(),
        operations=operations,
        language=at.get("language").one_of(LANGUAGES) if at.has("language") else None,
    )


def read_operation(data: object, source: str = "operation") -> Operation:
    """One operation from its document."""
    return _operation(At(source, "", data))


def _operation(at: At) -> Operation:
    if not isinstance(at.value, Mapping):
        at.refuse("must be an object")
    if "op" not in at.value:
        at.get("op").refuse("is missing")
    return _READERS[at.get("op").one_of(tuple(_READERS))](at)


def _fill(at: At) -> Operation:
    at.keys(("op", "id", "slot", "value"), ("base",))
    return Fill(at.get("id").identifier(), at.get("slot").identifier(), at.get("value").words(MAX_VALUE), _base(at))


def _supplement(at: At) -> Operation:
    at.keys(("op", "id", "position", "target", "content"), ("base", "valid_until"))
    return Supplement(
        id=at.get("id").identifier(),
        position=at.get("position").one_of(POSITIONS),
        target=at.get("target").identifier(),
        content=_contents(at),
        base=_base(at),
        valid_until=_valid_until(at),
    )


def _override(at: At) -> Operation:
    at.keys(("op", "id", "target", "content"), ("base", "reason", "valid_until"))
    return Override(
        id=at.get("id").identifier(),
        target=at.get("target").identifier(),
        content=_contents(at),
        base=_base(at),
        reason=_reason(at),
        valid_until=_valid_until(at),
    )


def _omit(at: At) -> Operation:
    at.keys(("op", "id", "target"), ("base", "reason", "valid_until"))
    return Omit(at.get("id").identifier(), at.get("target").identifier(), _base(at), _reason(at), _valid_until(at))


def _retitle(at: At) -> Operation:
    at.keys(("op", "id", "title"), ("base",))
    return Retitle(at.get("id").identifier(), at.get("title").words(MAX_VALUE), _base(at))


_READERS: dict[str, Callable[[At], Operation]] = {
    "fill": _fill,
    "supplement": _supplement,
    "override": _override,
    "omit": _omit,
    "retitle": _retitle,
}


def _contents(at: At) -> tuple[Content, ...]:
    contents = tuple(_content(item) for item in at.get("content").items())
    if not contents:
        at.get("content").refuse("must hold a block")
    return contents


def _content(at: At) -> Content:
    at.keys(("type", "html"))
    content = Content(at.get("type").one_of(TEXT_TYPES), at.get("html").rich_text())
    if not content.html:
        at.get("html").refuse("must not be empty")
    return content


def _base(at: At) -> Base | None:
    if not at.has("base"):
        return None
    base = at.get("base")
    base.keys(("edition", "block_hash"))
    block_hash = base.get("block_hash").string()
    if not _HASH.fullmatch(block_hash):
        base.get("block_hash").refuse("must be sha256: and 64 hexadecimal digits")
    return Base(base.get("edition").number(), block_hash)


def _reason(at: At) -> Reason | None:
    if not at.has("reason"):
        return None
    reason = at.get("reason")
    reason.keys(("code", "text"))
    return Reason(reason.get("code").one_of(REASON_CODES), reason.get("text").words(MAX_VALUE, required=False))


def _valid_until(at: At) -> datetime.date | None:
    return at.get("valid_until").date() if at.has("valid_until") else None
