"""One spelling for every value, and the hash of it (interfaces.md section 3).

A hash is what a person's yes is bound to (semantics.md section 6), so these functions never change their answer.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from fellesnett.composition import richtext
from fellesnett.composition.blocks import Attribution, Block, Edition, Section
from fellesnett.composition.operations import Content, Operation


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, UTF-8, NFC."""
    spelled = _spelled(value)
    if not unicodedata.is_normalized("NFC", spelled):
        spelled = _spelled(_nfc(value))
    return spelled.encode("utf-8")


def _spelled(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _nfc(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _nfc(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_nfc(item) for item in value]
    return value


def digest(value: object) -> str:
    """`sha256:<hex>` over the canonical JSON of a value."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


@lru_cache(maxsize=65_536)
def block_hash(block: Block) -> str:
    """Hash of what a block says: not its id, its policy or the edition it was taken from."""
    if block.type == "slot":
        content = {"label": block.label, "required": block.required, "slot": block.slot, "type": "slot"}
        return digest(content)
    if block.attribution:
        return digest({"attribution": attributed(block.attribution), "html": richtext.normalize(block.html), "type": block.type})
    return content_hash(block.type, block.html)


def attributed(attribution: Attribution) -> dict[str, str | None]:
    """An attribution as its document says it, every field written."""
    return {
        "name": attribution.name,
        "address": attribution.address,
        "title": attribution.title,
        "fetched": attribution.fetched.isoformat() if attribution.fetched else None,
        "licence": attribution.licence,
    }


@lru_cache(maxsize=65_536)
def content_hash(type: str, html: str) -> str:
    """Hash of a piece of text, national or local: equal texts are equal whoever wrote them."""
    return digest({"html": richtext.normalize(html), "type": type})


def hash_of_parts(key: str, hashes: Sequence[str]) -> str:
    """Hash of several blocks in order under one key: a section, or a block that a layer replaced with several."""
    return digest({"blocks": list(hashes), "key": key})


@lru_cache(maxsize=4_096)
def section_hash(section: Section) -> str:
    """Hash of what a section says, in its order."""
    return hash_of_parts(section.key, [block_hash(block) for block in section.blocks])


@lru_cache(maxsize=1_024)
def edition_hash(edition: Edition) -> str:
    """Hash of everything an edition states, ids, policies, lineage and classes included."""
    return digest(
        {
            "changes": [{"block": change.block, "class": change.change_class} for change in edition.changes],
            "kind": edition.kind,
            "language": edition.language,
            "lineage": [{"from": list(item.from_ids), "kind": item.kind, "to": list(item.to_ids)} for item in edition.lineage],
            "number": edition.number,
            "sections": [
                {"blocks": [_placed(block) for block in section.blocks], "key": section.key} for section in edition.sections
            ],
            "title": edition.title,
            "topic": edition.topic,
        }
    )


def _placed(block: Block) -> dict[str, Any]:
    return {"edition": block.edition, "hash": block_hash(block), "id": block.id, "policy": block.policy}


def operation_hash(operation: Operation) -> str:
    """Hash of what an operation says: not its id or its base."""
    stated: dict[str, Any] = {"op": operation.op}
    for name in ("slot", "value", "position", "target", "title"):
        if hasattr(operation, name):
            stated[name] = getattr(operation, name)
    if hasattr(operation, "content"):
        stated["content"] = [_content(item) for item in operation.content]
    reason = getattr(operation, "reason", None)
    if reason:
        stated["reason"] = {"code": reason.code, "text": reason.text}
    valid_until = getattr(operation, "valid_until", None)
    if valid_until:
        stated["valid_until"] = valid_until.isoformat()
    return digest(stated)


def _content(content: Content) -> dict[str, str]:
    return {"html": richtext.normalize(content.html), "type": content.type}
