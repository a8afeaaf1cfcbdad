"""The rich text field of the local desk: Wagtail's editor with what a paragraph for patients needs, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from fellesnett.composition import richtext

FEATURES = ["bold", "italic", "h3", "ol", "ul", "link"]
TOO_LARGE = _("Teksten er for lang. Del den opp.")


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor. What comes in as HTML and not from the editor is taken as it is, and cleaned as all else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        try:
            value: str | None = super().value_from_datadict(data, files, name)
        except (ValueError, KeyError, TypeError, AttributeError):
            value = data.get(name)
        return value

    def format_value(self, value: str | None) -> str:
        try:
            shown = richtext.normalize(value or "")
        except richtext.TooLarge:
            shown = value or ""  # refused, and given back to be made shorter
        formatted: str = super().format_value(shown)
        return formatted


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
