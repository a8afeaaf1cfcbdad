"""`{% load places %}{{ contacts|common_days }}`: what several places beside one another have in common.
`{{ line|unbroken }}`: hours and days on one line."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from fellesnett.public import place_pages

register = template.Library()
register.filter("common_days", place_pages.common_days)

_RANGE = re.compile(r"[^\s–<>]{1,16}–[^\s–<>]{1,16}")


@register.filter
def unbroken(words: str) -> SafeString:
    """The words with each span (`08.00–15.30`, `mandag–fredag`) in an element that no line breaks: half a span reads as
    another time. An element, not an invisible sign, so that nothing strange is copied, searched or read aloud."""
    # What is between the tags was escaped first, and an escaped sign holds neither space nor dash. Words that say their
    # language stand in an element already, whose tags are no part of a span.
    return mark_safe(_RANGE.sub(r'<span class="whole">\g<0></span>', conditional_escape(words)))
