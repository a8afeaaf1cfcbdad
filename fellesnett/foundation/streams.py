"""Streams of blocks as every room has them. What they may hold stays out of migrations: changing a label is no schema change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.fields import StreamField


class SpokenTextBlock(RichTextBlock):  # type: ignore[misc]
    """Rich text whose editor is named for those who hear it: it is no form control, so its label does not name it."""

    @cached_property
    def field(self) -> forms.Field:
        field: forms.Field = super().field
        field.widget.options["ariaLabel"] = self.label
        return field


class OptionalStreamBlock(StreamBlock):  # type: ignore[misc]
    """A stream that may be empty: what must be there is said by the page's `clean()`, so that a draft can be saved without it."""

    class Meta:
        required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)


class UndefinedStreamField(StreamField):  # type: ignore[misc]
    """A StreamField of one kind of stream, named by `blocks`; migrations remember the field, never its blocks."""

    blocks: type[StreamBlock]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        given = args[0] if args else None
        kwargs["blank"] = True
        super().__init__(given or self.blocks(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
