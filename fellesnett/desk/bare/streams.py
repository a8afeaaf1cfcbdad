"""A stream of blocks where no script runs: each block's fields under the names that Wagtail's own editor posts them by, so that
all that takes them in is the same. Blocks are moved by the number of their place, removed by a tick, and added by a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.blocks.base import BlockWidget

from fellesnett.desk.bare.rich import TYPED, RichTextArea
from fellesnett.foundation.streams import UndefinedStreamField

BARE, NEW = "-bare", "-new"
MOST = 500
"""As many blocks as a stream may send: more is no text for people."""


class StreamWidget(BlockWidget):  # type: ignore[misc]
    """Wagtail's editor of a stream, and what stands in its place where no script runs."""

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> SafeString:
        editor = super().render_with_errors(name, value, attrs=attrs, errors=errors, renderer=renderer)
        fault = errors.as_data()[0] if errors else None
        return format_html("{}<noscript>{}</noscript>", editor, stream(self.block_def, name, value, fault))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Raises `MultiValueDictKeyError` for a form that lost a part on its way."""
        try:
            if name + BARE not in data or not isinstance(data, QueryDict):
                return super().value_from_datadict(data, files, name)
            settled = data.copy()
            settle(self.block_def, settled, name)
            value = super().value_from_datadict(settled, files, name)
        except ValueError as wrong:
            raise MultiValueDictKeyError(name) from wrong
        if (wanted := data.get(name + NEW)) in self.block_def.child_blocks:
            value.append((wanted, self.block_def.child_blocks[wanted].get_default()))
        return value


def register() -> None:
    """Every stream at the desk gets this widget."""
    register_form_field_override(UndefinedStreamField, override=lambda field: {"widget": StreamWidget(field.stream_block)})


# --- drawn ----------------------------------------------------------------------------------------------------------


def stream(block: blocks.StreamBlock, name: str, value: Any, fault: ValidationError | None = None) -> SafeString:
    """The blocks of a stream, one below the other, and the kinds that may be added."""
    faults = getattr(fault, "block_errors", {})
    parts = [
        _part(child.block, f"{name}-{at}", child.value, at, faults.get(at), kind=child.block_type, identity=child.id)
        for at, child in enumerate(value or ())
    ]
    kinds = [(key, child.label) for key, child in block.child_blocks.items()]
    return _drawn("stream", name=name, parts=parts, count=len(parts), kinds=kinds, faults=_of_the_whole(fault))


def _part(block: Any, name: str, value: Any, at: int, fault: Any, *, identity: str | None = None, **about: Any) -> SafeString:
    """One block in its frame. `about`: its `kind` in a stream; what the list is called that it is of; whether it is `spare`."""
    fields = _fields(block, f"{name}-value", value, fault, named=isinstance(block, blocks.FieldBlock))
    about = {"label": block.label, **about}
    return _drawn("part", name=name, number=at + 1, identity=identity or "", fields=fields, **about)


def _fields(block: Any, name: str, value: Any, fault: Any, *, named: bool = False) -> SafeString:
    """`named`: the frame around already says what the field is."""
    if isinstance(block, blocks.StructBlock):
        return _struct(block, name, value, fault)
    if isinstance(block, blocks.ListBlock):
        return _list(block, name, value, fault)
    return _field(block, name, value, fault, named=named)


def _struct(block: blocks.StructBlock, name: str, value: Any, fault: Any) -> SafeString:
    faults = getattr(fault, "block_errors", {})
    children = block.child_blocks.items()
    return format_html_join(
        "", "{}", ((_fields(child, f"{name}-{key}", value.get(key), faults.get(key)),) for key, child in children)
    )


def _list(block: blocks.ListBlock, name: str, value: Any, fault: Any) -> SafeString:
    """What stands, and room for one more."""
    faults = getattr(fault, "block_errors", {})
    one, called = block.child_block, block.child_block.label or block.label
    parts = [
        _part(one, f"{name}-{at}", child.value, at, faults.get(at), identity=child.id, label=called)
        for at, child in enumerate(value.bound_blocks)
    ]
    parts.append(_part(one, f"{name}-{len(parts)}", one.get_default(), len(parts), None, label=called, spare=True))
    return _drawn("stream", name=name, parts=parts, count=len(parts), label=block.label, faults=_of_the_whole(fault))


def _field(block: Any, name: str, value: Any, fault: Any, *, named: bool) -> SafeString:
    shown = block.field.prepare_value(block.value_for_form(value)) if value is not None else None
    widget = block.field.widget
    if isinstance(widget, RichTextArea):
        control, target = widget.render_bare(name, shown), name + TYPED
    else:
        control, target = widget.render(name, shown, attrs={"id": name}), name
    return _drawn(
        "field",
        target=target,
        control=control,
        label=block.label,
        named=named,
        help_text=block.field.help_text,
        faults=fault.messages if fault else (),
    )


def _of_the_whole(fault: Any) -> list[str]:
    """What is wrong with a stream or list as such."""
    if fault is None:
        return []
    if (errors := getattr(fault, "non_block_errors", None)) is not None:
        return [words for error in errors.as_data() for words in error.messages]
    return [] if hasattr(fault, "block_errors") else list(fault.messages)


def _drawn(template: str, **context: Any) -> SafeString:
    return render_to_string(f"desk/bare/{template}.html", context)


# --- read -----------------------------------------------------------------------------------------------------------


def settle(block: Any, data: QueryDict, name: str) -> None:
    """Makes the form say what Wagtail's editor would: places that follow each other, and nothing of what was left empty.

    Raises `ValueError` or `MultiValueDictKeyError` for a form that lost a part.
    """
    if isinstance(block, blocks.StructBlock):
        for key, child in block.child_blocks.items():
            settle(child, data, f"{name}-{key}")
    elif isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        for at, child in _children(block, data, name):
            settle(child, data, f"{name}-{at}-value")
            if isinstance(block, blocks.ListBlock) and _is_left_empty(child, data, f"{name}-{at}"):
                data[f"{name}-{at}-deleted"] = "1"
        _put_in_order(data, name)


def _children(block: Any, data: QueryDict, name: str) -> Iterator[tuple[int, Any]]:
    for at in range(_count(data, name)):
        child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks.get(data[f"{name}-{at}-type"])
        if child is not None:
            yield at, child


def _count(data: QueryDict, name: str) -> int:
    count = int(str(data[f"{name}-count"]))
    if not 0 <= count <= MOST:
        raise ValueError(name)
    return count


def _put_in_order(data: QueryDict, name: str) -> None:
    """A block that was given another's place comes before it on its way up, and after it on its way down."""
    places = []
    for at in range(_count(data, name)):
        typed = str(data[f"{name}-{at}-order"]).strip()
        place = int(typed) if typed.isdecimal() and len(typed) < 5 else at + 1
        places.append((place, (place > at + 1) - (place < at + 1), at))
    for order, (_place, _way, at) in enumerate(sorted(places)):
        data[f"{name}-{at}-order"] = str(order)


def _is_left_empty(block: Any, data: QueryDict, name: str) -> bool:
    """Is this the room for one more, unused?"""
    return not data.get(f"{name}-id") and _is_empty(block, data, f"{name}-value")


def _is_empty(block: Any, data: QueryDict, name: str) -> bool:
    """Was nothing written here? What is chosen from a list says nothing alone."""
    if isinstance(block, blocks.StructBlock):
        return all(_is_empty(child, data, f"{name}-{key}") for key, child in block.child_blocks.items())
    if isinstance(block, blocks.ListBlock):
        return all(_is_empty(block.child_block, data, f"{name}-{at}-value") for at in range(_count(data, name)))
    if isinstance(block, blocks.ChoiceBlock | blocks.BooleanBlock):
        return True
    return not str(data.get(name + TYPED, data.get(name, ""))).strip()
