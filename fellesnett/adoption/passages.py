"""A site's own words in a text as help while writing reads them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext

from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.composition.advice import Passage


def passages_of(text: AdoptedText) -> Iterator[Passage]:
    """What the site has written itself, in use or waiting, one by one. One query."""
    rows = LocalOperation.objects.current().filter(adoption=text.adoption_id, language=text.language).order_by("pk")
    found = [(capfirst(row.get_op_display()), block["html"]) for row in rows for block in row.content if block.get("html")]
    for number, (what, html) in enumerate(found, 1):
        yield Passage(gettext("%(what)s, nummer %(number)s") % {"what": what, "number": number}, html, text.language)
