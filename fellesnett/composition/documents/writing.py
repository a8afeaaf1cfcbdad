"""Values to JSON documents (interfaces.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.canonical import attributed
from fellesnett.composition.operations import Layer, Omit, Operation, Override, Supplement

if TYPE_CHECKING:
    from fellesnett.composition.composing import Snapshot
    from fellesnett.composition.updates import Plan


def edition_document(edition: Edition) -> dict[str, Any]:
    """The document that `read_edition` reads back to an equal value."""
    return {
        "topic": edition.topic,
        "kind": edition.kind,
        "language": edition.language,
        "number": edition.number,
        "title": edition.title,
        "sections": [
            {"key": section.key, "blocks": [block_document(block) for block in section.blocks]} for section in edition.sections
        ],
        "lineage": [{"kind": item.kind, "from": list(item.from_ids), "to": list(item.to_ids)} for item in edition.lineage],
        "changes": [{"block": change.block, "class": change.change_class} for change in edition.changes],
    }


def block_document(block: Block) -> dict[str, Any]:
    document: dict[str, Any] = {"id": block.id, "type": block.type}
    if block.type == "slot":
        document |= {"slot": block.slot, "required": block.required, "label": block.label}
    else:
        document["html"] = block.html
    if block.attribution:
        document["attribution"] = attributed(block.attribution)
    document["policy"] = block.policy
    if block.edition is not None:
        document["edition"] = block.edition
    return document


def layer_document(layer: Layer) -> dict[str, Any]:
    """The document that `read_layer` reads back to an equal value."""
    document: dict[str, Any] = {"layer": layer.layer, "owner": layer.owner}
    if layer.language:
        document["language"] = layer.language
    document["operations"] = [operation_document(operation) for operation in layer.operations]
    return document


def operation_document(operation: Operation) -> dict[str, Any]:
    """The document that `read_operation` reads back to an equal value."""
    document: dict[str, Any] = {"op": operation.op, "id": operation.id}
    for name in ("slot", "value", "position", "target", "title"):
        if hasattr(operation, name):
            document[name] = getattr(operation, name)
    if isinstance(operation, Supplement | Override):
        document["content"] = [{"type": item.type, "html": item.html} for item in operation.content]
    if operation.base:
        document["base"] = {"edition": operation.base.edition, "block_hash": operation.base.block_hash}
    if isinstance(operation, Override | Omit) and operation.reason:
        document["reason"] = {"code": operation.reason.code, "text": operation.reason.text}
    if isinstance(operation, Override | Omit | Supplement) and operation.valid_until:
        document["valid_until"] = operation.valid_until.isoformat()
    return document


def snapshot_document(snapshot: Snapshot) -> dict[str, Any]:
    """What `fellesnett compose` answers."""
    return {
        "snapshot": snapshot.hash,
        "topic": snapshot.topic,
        "kind": snapshot.kind,
        "edition": snapshot.edition,
        "title": snapshot.title,
        "language": snapshot.language,
        "sections": [
            {"key": section.key, "blocks": [_composed_document(block) for block in section.blocks]}
            for section in snapshot.sections
        ],
        "missing_slots": list(snapshot.missing_slots),
    }


def _composed_document(block: Any) -> dict[str, Any]:
    source = block.source
    document: dict[str, Any] = {
        "id": block.id,
        "type": block.type,
        "html": block.html,
        "hash": block.hash,
        "source": {
            "layer": source.layer,
            "owner": source.owner,
            "edition": source.edition,
            "operation": source.operation,
        },
    }
    if block.attribution:
        document["attribution"] = attributed(block.attribution)
    if block.lang:
        document["lang"] = block.lang
    if block.notice:
        document["notice"] = True
    return document


def plan_document(plan: Plan) -> dict[str, Any]:
    """What `fellesnett plan-update` answers."""
    return {
        "outcomes": [_outcome_document(outcome) for outcome in plan.outcomes],
        "snapshot_if_clean": plan.snapshot_if_clean,
    }


def _outcome_document(outcome: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "block": outcome.block or None,
        "operation": outcome.operation,
        "outcome": outcome.outcome,
        "class": outcome.change_class,
        "reasons": list(outcome.reasons),
        "layer": outcome.layer,
        "owner": outcome.owner,
    }
    if outcome.against:
        document["against"] = list(outcome.against)
    if outcome.proposal_html is not None:
        document["proposal_html"] = outcome.proposal_html
    return document
