"""The rich text field of the local desk: Wagtail's editor with what a paragraph for patients needs, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from fellesnett.composition import richtext
from fellesnett.desk.local import plain

FEATURES = ["bold", "italic", "h3", "ol", "ul", "link"]
TYPED = "-typed"
TOO_LARGE = _("Teksten er for lang. Del den opp.")


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor; where no script runs, a bare text field beside its hidden one. What comes in as HTML and not from the
    editor is taken as it is, and cleaned as all else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        try:
            value: str | None = super().value_from_datadict(data, files, name)
        except (ValueError, KeyError, TypeError, AttributeError):
            value = data.get(name)
        typed = data.get(name + TYPED)  # sent only where no script runs
        return value if typed is None else _typed_over(value or "", typed)

    def render(self, name: str, value: str | None, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The editor, and what stands in its place where no script runs."""
        drawn = {"name": name + TYPED, "value": plain.as_typed(_shown(value)), "label": self.options.get("ariaLabel") or ""}
        editor = super().render(name, value, attrs=attrs, renderer=renderer)
        return format_html("{}{}", editor, render_to_string("desk/local/typed.html", drawn))

    def format_value(self, value: str | None) -> str:
        formatted: str = super().format_value(_shown(value))
        return formatted


def _shown(value: str | None) -> str:
    try:
        return richtext.normalize(value or "")
    except richtext.TooLarge:
        return value or ""  # refused, and given back to be made shorter


def _typed_over(value: str, typed: str) -> str:
    """What was typed, unless it is what stood there: then not a sign of that changes."""
    stood = plain.as_typed(_shown(value))
    return value if "\n".join(typed.splitlines()).strip() == stood else plain.as_read(typed)


class RichTextField(forms.CharField):
    """Rich text in normal form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=RichTextArea(), **kwargs)
        self.widget.options["ariaLabel"] = self.label  # the editor is no form control: a label element does not name it

    def to_python(self, value: Any) -> str:
        try:
            return richtext.normalize(super().to_python(value) or "")
        except richtext.TooLarge:
            raise forms.ValidationError(TOO_LARGE, code="too_large") from None
