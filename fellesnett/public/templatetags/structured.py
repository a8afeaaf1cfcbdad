"""`{% load structured %}{% structured_data data %}`: what machines read about a page, in the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from fellesnett.public.structured import as_json

register = template.Library()


@register.simple_tag
def structured_data(data: Any) -> SafeString:
    """A `<script type="application/ld+json">` with these values (one mapping or several); nothing when there are none."""
    written = as_json(data) if data else ""
    # `as_json` has escaped every sign that could end the element.
    return mark_safe(f'<script type="application/ld+json">{written}</script>\n' if written else "")
