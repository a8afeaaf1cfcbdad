"""JSON documents <-> values (interfaces.md section 3)."""

from fellesnett.composition.documents.reading import (
    DOCUMENT_LIMIT,
    MAX_BLOCKS,
    MAX_NAME,
    MAX_NUMBER,
    MAX_VALUE,
    TEXT_TYPES,
    InvalidDocument,
    read_edition,
    read_layer,
    read_operation,
)
from fellesnett.composition.documents.writing import (
    block_document,
    edition_document,
    layer_document,
    operation_document,
    plan_document,
    snapshot_document,
)

__all__ = [
    "DOCUMENT_LIMIT",
    "MAX_BLOCKS",
    "MAX_NAME",
    "MAX_NUMBER",
    "MAX_VALUE",
    "TEXT_TYPES",
    "InvalidDocument",
    "block_document",
    "edition_document",
    "layer_document",
    "operation_document",
    "plan_document",
    "read_edition",
    "read_layer",
    "read_operation",
    "snapshot_document",
]
