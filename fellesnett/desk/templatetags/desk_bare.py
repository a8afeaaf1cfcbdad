"""Rows of a form that are added and removed by script, where none runs."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPARE = 3


@register.inclusion_tag("desk/bare/rows.html")
def rows_without_script(panel: Any) -> dict[str, Any]:
    """A tick for each row that stands, and some that are empty: what is left empty is no row."""
    formset = panel.formset
    room = formset.max_num - len(formset.forms) if formset.max_num is not None else SPARE
    return {
        "panel": panel,
        "spare": [_spare(panel, len(formset.forms) + number) for number in range(min(SPARE, max(room, 0)))],
        "total": len(formset.forms) + min(SPARE, max(room, 0)),
    }


def _spare(panel: Any, at: int) -> SafeString:
    """The empty row, numbered as Wagtail's script does it: drawn, and so escaped, already."""
    return mark_safe(str(panel.empty_child.render_form_content()).replace("__prefix__", str(at)))
