"""JSON documents <-> values (interfaces.md section 3)."""

from fellesnett.composition.documents.cursor import (
    DOCUMENT_LIMIT,
    MAX_BLOCKS,
    MAX_NAME,
    MAX_NUMBER,
    MAX_VALUE,
    InvalidDocument,
    is_web_address,
)
from fellesnett.composition.documents.editions import read_edition
from fellesnett.composition.documents.layers import TEXT_TYPES, read_layer, read_operation
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
    "is_web_address",
    "layer_document",
    "operation_document",
    "plan_document",
    "read_edition",
    "read_layer",
    "read_operation",
    "snapshot_document",
]
