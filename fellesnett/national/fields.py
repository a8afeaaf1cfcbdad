"""A StreamField whose block definitions stay out of migrations: changing a label is not a schema change."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField

from fellesnett.national.blocks import SectionBlocks


class SectionField(StreamField):  # type: ignore[misc]
    """One section of a topic's text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        block_types = args[0] if args else SectionBlocks()
        kwargs["blank"] = True
        super().__init__(block_types or SectionBlocks(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
