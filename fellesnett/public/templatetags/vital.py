"""`{% load vital %}{% vital "Ring 113 når det er fare for liv." %}`: words that somebody's life may hang on.

No such word is shown in a translation that nobody who knows the language has checked (docs/terms.md). Its catalogue then has
no translation, and the words are said in bokmål and marked so; the interface's language otherwise.
"""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from fellesnett.foundation.languages import NORWEGIAN, SOURCE

register = template.Library()


@register.simple_tag
def vital(words: str) -> SafeString:
    """The words in the active language; where it has no checked translation, in bokmål with `lang`."""
    said = gettext(words)
    if said == words and get_language() not in NORWEGIAN:
        return format_html('<span lang="{}">{}</span>', SOURCE, said)
    return escape(said)
