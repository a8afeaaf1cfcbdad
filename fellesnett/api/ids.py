"""Ids in addresses: as `id` has them in every document (`urn:uuid:...`), or the bare number as `href` has it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.urls import register_converter
from django.urls.converters import UUIDConverter
from pydantic import WithJsonSchema

URN = "urn:uuid:"


class AsTold(UUIDConverter):
    """An id with or without the beginning that it has in documents."""

    regex = f"(?:{URN})?{UUIDConverter.regex}"

    def to_python(self, value: str) -> UUID:
        return super().to_python(value.removeprefix(URN))


register_converter(AsTold, "id")

Id = Annotated[
    UUID,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({URN})?{UUIDConverter.regex}$",
            "description": "As `id` has it, with or without `urn:uuid:`.",
        }
    ),
]
