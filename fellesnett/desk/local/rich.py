"""The rich text field of the local desk: Wagtail's editor with what a paragraph for patients needs, and no more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fellesnett.composition import richtext
from fellesnett.desk.bare import rich

FEATURES = ["bold", "italic", "h3", "ol", "ul", "link"]
TOO_LARGE = _("Teksten er for lang. Del den opp.")


class RichTextArea(rich.RichTextArea):
    """Rich text in normal form. HTML that is not from the editor is taken as it is, and cleaned as all else by the field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def as_it_stands(self, value: str | None) -> str:
        try:
            return richtext.normalize(value or "")
        except richtext.TooLarge:
            return value or ""  # refused, and given back to be made shorter

    def from_elsewhere(self, html: str) -> str:
        return html

    def format_value(self, value: str | None) -> str:
        formatted: str = super().format_value(self.as_it_stands(value))
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
