"""An edition from its document (interfaces.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fellesnett.composition.blocks import (
    BLOCK_TYPES,
    CHANGE_CLASSES,
    LANGUAGES,
    LINEAGE_KINDS,
    POLICIES,
    SLOT_KINDS,
    Attribution,
    Block,
    Change,
    Edition,
    Lineage,
    Section,
)
from fellesnett.composition.documents.cursor import MAX_VALUE, At


def read_edition(data: object, source: str = "edition") -> Edition:
    """An edition from its document, its rich text in normal form."""
    at = At(source, "", data)
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


def _section(at: At) -> Section:
    at.keys(("key", "blocks"))
    return Section(at.get("key").identifier(), tuple(_block(item) for item in at.get("blocks").items()))


def _block(at: At) -> Block:
    at.keys(("id", "type"), ("html", "policy", "slot", "required", "label", "edition", "attribution"))
    block_type = at.get("type").one_of(BLOCK_TYPES)
    edition = at.get("edition").number() if at.has("edition") else None
    identity = at.get("id").identifier()
    policy = at.get("policy", "locked" if block_type == "source" else "open").one_of(POLICIES)
    if block_type != "source" and "attribution" in at.value:
        at.get("attribution").refuse("stands only on a source")
    if block_type == "slot":
        return _slot(at, identity, policy, edition)
    for key in ("slot", "required", "label"):
        if key in at.value:
            at.get(key).refuse("stands only on a slot")
    if "html" not in at.value:
        at.get("html").refuse("is missing")
    html = at.get("html").rich_text()
    attribution = _attribution(at, html, policy) if block_type == "source" else None
    return Block(identity, block_type, html, policy, edition=edition, attribution=attribution)


def _attribution(at: At, html: str, policy: Any) -> Attribution:
    """Whose words these are. They are nobody's here to change, and words without a day cannot be looked up again."""
    if policy != "locked":
        at.get("policy").refuse("a source is always locked")
    if "attribution" not in at.value:
        at.get("attribution").refuse("is missing")
    said = at.get("attribution")
    said.keys(("name", "address"), ("title", "fetched", "licence"))
    if html and not said.has("fetched"):
        said.get("fetched").refuse("must be given for words from a source")
    return Attribution(
        name=said.get("name").words(),
        address=said.get("address").web_address(),
        title=said.get("title", "").words(required=False),
        fetched=said.get("fetched").date() if said.has("fetched") else None,
        licence=said.get("licence", "").words(required=False),
    )


def _slot(at: At, identity: str, policy: Any, edition: int | None) -> Block:
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


def _refuse_duplicates(at: At, sections: Sequence[Section]) -> None:
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


def _lineage(at: At) -> Lineage:
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


def _change(at: At) -> Change:
    at.keys(("block", "class"))
    return Change(at.get("block").identifier(), at.get("class").one_of(CHANGE_CLASSES))


def _refuse_unknown_ids(at: At, edition: Edition) -> None:
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
