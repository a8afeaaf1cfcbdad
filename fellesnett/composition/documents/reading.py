"""JSON documents to values (interfaces.md section 3). Bad input is refused with source, field and fault."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, cast

from fellesnett.composition import richtext
from fellesnett.composition.blocks import (
    BLOCK_TYPES,
    CHANGE_CLASSES,
    LANGUAGES,
    LINEAGE_KINDS,
    POLICIES,
    SLOT_KINDS,
    Block,
    BlockType,
    Change,
    Edition,
    Lineage,
    Section,
)
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

DOCUMENT_LIMIT = 10_000_000
MAX_BLOCKS = 5_000
MAX_NAME = 200
MAX_NUMBER = 2_147_483_647
MAX_VALUE = 10_000
TEXT_TYPES: tuple[BlockType, ...] = tuple(kind for kind in BLOCK_TYPES if kind != "slot")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_IDENTIFIER = re.compile(r"[^\s\x00-\x1f]+")
_T = TypeVar("_T")


class InvalidDocument(ValueError):
    """Bad input: which source, which field in it, and what is wrong there. One line."""

    def __init__(self, source: str, field: str, fault: str) -> None:
        self.source = source
        self.field = field
        self.fault = fault
        super().__init__(": ".join(part for part in (source, field, fault) if part).replace("\n", " "))


@dataclass(frozen=True, slots=True)
class _At:
    """A value in a document, and the way to it."""

    source: str
    path: str
    value: Any

    def refuse(self, fault: str) -> NoReturn:
        raise InvalidDocument(self.source, self.path, fault)

    def inside(self, name: str, value: Any) -> _At:
        return _At(self.source, f"{self.path}.{name}" if self.path else name, value)

    def keys(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(self.value, Mapping):
            self.refuse("must be an object")
        for key in self.value:
            if key not in required and key not in optional:
                self.inside(str(key), None).refuse("unknown key")
        for key in required:
            if key not in self.value:
                self.inside(key, None).refuse("is missing")

    def get(self, name: str, default: Any = None) -> _At:
        return self.inside(name, self.value.get(name, default))

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(name) is not None

    def items(self) -> Iterator[_At]:
        if not isinstance(self.value, list | tuple):
            self.refuse("must be a list")
        if len(self.value) > MAX_BLOCKS:
            self.refuse(f"more than {MAX_BLOCKS} items")
        for index, item in enumerate(self.value):
            yield _At(self.source, f"{self.path}[{index}]", item)

    def string(self) -> str:
        if not isinstance(self.value, str):
            self.refuse("must be a string")
        if len(self.value) > DOCUMENT_LIMIT:
            self.refuse(f"more than {DOCUMENT_LIMIT} characters")
        try:
            self.value.encode("utf-8")
        except UnicodeEncodeError:
            self.refuse("holds half a character (a lone surrogate)")
        return self.value

    def words(self, limit: int = MAX_NAME, required: bool = True) -> str:
        text = self.string()
        if required and not text.strip():
            self.refuse("must not be empty")
        if len(text) > limit:
            self.refuse(f"more than {limit} characters")
        return text

    def identifier(self) -> str:
        text = self.words()
        if not _IDENTIFIER.fullmatch(text):
            self.refuse("must not hold spaces or control characters")
        return text

    def one_of(self, choices: Sequence[_T]) -> _T:
        if not isinstance(self.value, str) or self.value not in choices:
            self.refuse(f"must be one of {', '.join(str(choice) for choice in choices)}")
        return cast(_T, self.value)

    def number(self, least: int = 1) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        if self.value < least:
            self.refuse(f"must be {least} or more")
        if self.value > MAX_NUMBER:
            self.refuse(f"must be {MAX_NUMBER} or less")
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value

    def date(self) -> datetime.date:
        text = self.string()
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            self.refuse("must be a date, as 2027-11-01")
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.refuse("is not a day in the calendar")

    def rich_text(self) -> str:
        html = self.string()
        try:
            active = richtext.active(html)
            if active:
                self.refuse(f"holds what patients' pages may never hold: {', '.join(active)}")
            return richtext.normalize(html)
        except richtext.TooLarge as fault:
            self.refuse(str(fault))


# --- reading --------------------------------------------------------------------------------------------------------


def read_edition(data: object, source: str = "edition") -> Edition:
    """An edition from its document, its rich text in normal form."""
    at = _At(source, "", data)
    at.keys(("topic", "kind", "language", "number", "title", "sections"), ("lineage", "changes"))
    sections = tuple(_section(item) for item in at.get("sections").items())
    _refuse_duplicates(at, sections)
    edition = Edition(
        topic=at.get("topic").identifier(),
        kind=at.get("kind").identifier(),
        language=at.get("language").one_of(LANGUAGES),
        number=at.get("number").number(),
        title=at.get("title").words(MAX_VALUE),
        sections=sections,
        lineage=tuple(_lineage(item) for item in at.get("lineage", []).items()),
        changes=tuple(_change(item) for item in at.get("changes", []).items()),
    )
    _refuse_unknown_ids(at, edition)
    return edition


def _section(at: _At) -> Section:
    at.keys(("key", "blocks"))
    return Section(at.get("key").identifier(), tuple(_block(item) for item in at.get("blocks").items()))


def _block(at: _At) -> Block:
    at.keys(("id", "type"), ("html", "policy", "slot", "required", "label", "edition"))
    block_type = at.get("type").one_of(BLOCK_TYPES)
    edition = at.get("edition").number() if at.has("edition") else None
    identity = at.get("id").identifier()
    policy = at.get("policy", "open").one_of(POLICIES)
    if block_type == "slot":
        return _slot(at, identity, policy, edition)
    for key in ("slot", "required", "label"):
        if key in at.value:
            at.get(key).refuse("stands only on a slot")
    if "html" not in at.value:
        at.get("html").refuse("is missing")
    return Block(identity, block_type, at.get("html").rich_text(), policy, edition=edition)


def _slot(at: _At, identity: str, policy: Any, edition: int | None) -> Block:
    if at.value.get("html"):
        at.get("html").refuse("a slot has no text of its own")
    if "slot" not in at.value:
        at.get("slot").refuse("is missing")
    return Block(
        id=identity,
        type="slot",
        policy=policy,
        slot=at.get("slot").one_of(SLOT_KINDS),
        required=at.get("required", False).truth(),
        label=at.get("label", "").words(MAX_VALUE, required=False),
        edition=edition,
    )


def _refuse_duplicates(at: _At, sections: Sequence[Section]) -> None:
    keys: set[str] = set()
    ids: set[str] = set()
    for index, section in enumerate(sections):
        if section.key in keys:
            at.inside(f"sections[{index}].key", None).refuse(f"{section.key!r} stands twice")
        keys.add(section.key)
        for position, block in enumerate(section.blocks):
            if block.id in ids:
                at.inside(f"sections[{index}].blocks[{position}].id", None).refuse(f"{block.id!r} stands twice")
            ids.add(block.id)


def _lineage(at: _At) -> Lineage:
    at.keys(("kind", "from", "to"))
    kind = at.get("kind").one_of(LINEAGE_KINDS)
    old = tuple(item.identifier() for item in at.get("from").items())
    new = tuple(item.identifier() for item in at.get("to").items())
    for name, ids in (("from", old), ("to", new)):
        if not ids:
            at.get(name).refuse("must name a block")
        if len(set(ids)) != len(ids):
            at.get(name).refuse("names a block twice")
    if kind in ("split", "move") and len(old) != 1:
        at.get("from").refuse(f"a {kind} has one old block")
    if kind in ("join", "move") and len(new) != 1:
        at.get("to").refuse(f"a {kind} has one new block")
    return Lineage(kind, old, new)


def _change(at: _At) -> Change:
    at.keys(("block", "class"))
    return Change(at.get("block").identifier(), at.get("class").one_of(CHANGE_CLASSES))


def _refuse_unknown_ids(at: _At, edition: Edition) -> None:
    """New ids of a lineage stand in the edition; a block has one lineage and one declared class."""
    ids = {block.id for section in edition.sections for block in section.blocks}
    used: set[str] = set()
    for index, lineage in enumerate(edition.lineage):
        for block in lineage.to_ids:
            if block not in ids:
                at.inside(f"lineage[{index}].to", None).refuse(f"{block!r} is no block of this edition")
        for block in lineage.from_ids:
            if block in used:
                at.inside(f"lineage[{index}].from", None).refuse(f"{block!r} has two lineages")
            used.add(block)
    declared: set[str] = set()
    for index, change in enumerate(edition.changes):
        if change.block in declared:
            at.inside(f"changes[{index}].block", None).refuse(f"{change.block!r} stands twice")
        declared.add(change.block)


def read_layer(data: object, source: str = "layer") -> Layer:
    """A layer from its document."""
    at = _At(source, "", data)
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
    return _operation(_At(source, "", data))


def _operation(at: _At) -> Operation:
    if not isinstance(at.value, Mapping):
        at.refuse("must be an object")
    if "op" not in at.value:
        at.get("op").refuse("is missing")
    return _READERS[at.get("op").one_of(tuple(_READERS))](at)


def _fill(at: _At) -> Operation:
    at.keys(("op", "id", "slot", "value"), ("base",))
    return Fill(at.get("id").identifier(), at.get("slot").identifier(), at.get("value").words(MAX_VALUE), _base(at))


def _supplement(at: _At) -> Operation:
    at.keys(("op", "id", "position", "target", "content"), ("base", "valid_until"))
    return Supplement(
        id=at.get("id").identifier(),
        position=at.get("position").one_of(POSITIONS),
        target=at.get("target").identifier(),
        content=_contents(at),
        base=_base(at),
        valid_until=_valid_until(at),
    )


def _override(at: _At) -> Operation:
    at.keys(("op", "id", "target", "content"), ("base", "reason", "valid_until"))
    return Override(
        id=at.get("id").identifier(),
        target=at.get("target").identifier(),
        content=_contents(at),
        base=_base(at),
        reason=_reason(at),
        valid_until=_valid_until(at),
    )


def _omit(at: _At) -> Operation:
    at.keys(("op", "id", "target"), ("base", "reason", "valid_until"))
    return Omit(at.get("id").identifier(), at.get("target").identifier(), _base(at), _reason(at), _valid_until(at))


def _retitle(at: _At) -> Operation:
    at.keys(("op", "id", "title"), ("base",))
    return Retitle(at.get("id").identifier(), at.get("title").words(MAX_VALUE), _base(at))


_READERS: dict[str, Callable[[_At], Operation]] = {
    "fill": _fill,
    "supplement": _supplement,
    "override": _override,
    "omit": _omit,
    "retitle": _retitle,
}


def _contents(at: _At) -> tuple[Content, ...]:
    contents = tuple(_content(item) for item in at.get("content").items())
    if not contents:
        at.get("content").refuse("must hold a block")
    return contents


def _content(at: _At) -> Content:
    at.keys(("type", "html"))
    content = Content(at.get("type").one_of(TEXT_TYPES), at.get("html").rich_text())
    if not content.html:
        at.get("html").refuse("must not be empty")
    return content


def _base(at: _At) -> Base | None:
    if not at.has("base"):
        return None
    base = at.get("base")
    base.keys(("edition", "block_hash"))
    block_hash = base.get("block_hash").string()
    if not _HASH.fullmatch(block_hash):
        base.get("block_hash").refuse("must be sha256: and 64 hexadecimal digits")
    return Base(base.get("edition").number(), block_hash)


def _reason(at: _At) -> Reason | None:
    if not at.has("reason"):
        return None
    reason = at.get("reason")
    reason.keys(("code", "text"))
    return Reason(reason.get("code").one_of(REASON_CODES), reason.get("text").words(MAX_VALUE, required=False))


def _valid_until(at: _At) -> datetime.date | None:
    return at.get("valid_until").date() if at.has("valid_until") else None
