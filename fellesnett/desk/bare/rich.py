"""Rich text: Wagtail's editor, and a bare text field in its place where no script runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.rich_text import DraftailRichTextArea

from fellesnett.desk.bare import typed

TYPED = "-typed"
ELEMENTS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "b", "strong", "i", "em", "sub", "sup", "br"}
"""All that any of our editors makes. Others are not even shown to its reader, which stumbles where one is never closed."""
LINE = 75
"""Signs on a line of the field, about."""


class RichTextArea(DraftailRichTextArea):
    """Every editor of rich text at the desk (`WAGTAILADMIN_RICH_TEXT_EDITORS`). What is typed in the bare field goes the way of
    the editor's own words: of HTML only what the editor could have made is kept."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        try:
            value: str | None = super().value_from_datadict(data, files, name)
        except (ValueError, KeyError, TypeError, AttributeError):
            value = self.from_elsewhere(data.get(name) or "")
        written = data.get(name + TYPED)  # sent only where no script runs
        return value if written is None else self._typed_over(value or "", written)

    def render(self, name: str, value: str | None, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The editor, and what stands in its place where no script runs."""
        editor = super().render(name, value, attrs=attrs, renderer=renderer)
        return format_html("{}<noscript>{}</noscript>", editor, self._field(name, value, named=True))

    def render_bare(self, name: str, value: str | None) -> SafeString:
        """The bare field alone, and beside it what stood, so that what is not touched is not changed."""
        stood = format_html('<input type="hidden" name="{}" value="{}">', name, self.format_value(value))
        return format_html("{}{}", stood, self._field(name, value, named=False))

    def _field(self, name: str, value: str | None, *, named: bool) -> str:
        words, is_html = typed.shown(self.as_it_stands(self._as_the_editor_has_it(value)))
        label = self.options.get("ariaLabel") if named else ""
        drawn = {
            "name": name,
            "field": name + TYPED,
            "value": words,
            "rows": _rows(words),
            "is_html": is_html,
            "label": label or "",
        }
        return render_to_string("desk/bare/typed.html", drawn)

    def _as_the_editor_has_it(self, value: str | None) -> str:
        """What comes back where nothing is touched: what is typed is held against that."""
        return str(self.converter.to_database_format(self.format_value(value)))

    def as_it_stands(self, value: str | None) -> str:
        """The stored words as they are written in the field."""
        return value or ""

    def from_elsewhere(self, html: str) -> str:
        """HTML that did not come from the editor, with no more in it than the editor makes."""
        whole = nh3.clean(html, tags=ELEMENTS, link_rel=None)
        return str(self.converter.to_database_format(self.converter.from_database_format(whole)))

    def _typed_over(self, value: str, written: str) -> str:
        """What was typed, unless it is what stood there: then not a sign of that changes."""
        stood, is_html = typed.shown(self.as_it_stands(value))
        if _lines(written) == _lines(stood):
            return value
        return self.from_elsewhere(written if is_html else typed.as_read(written))


def _rows(words: str) -> int:
    """As many as show the words, and room to go on, within a screen."""
    return min(20, 3 + sum(1 + len(line) // LINE for line in words.split("\n")))


def _lines(words: str) -> str:
    return "\n".join(words.splitlines()).strip()
