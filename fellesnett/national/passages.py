"""A national text as help while writing reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from fellesnett.composition.advice import Passage
from fellesnett.national.drafting import sections_document
from fellesnett.national.sections import SECTION_NAMES

if TYPE_CHECKING:
    from fellesnett.national.models import TopicText


def passages_of(text: TopicText) -> Iterator[Passage]:
    """The text as its editor knows it: chapter by chapter, block by block. Another publisher's words are not ours to mend."""
    for section in sections_document(text):
        for number, block in enumerate(section["blocks"], 1):
            if block.get("html") and block["type"] != "source":
                where = gettext("%(section)s, blokk %(number)s") % {"section": SECTION_NAMES[section["key"]], "number": number}
                yield Passage(where, block["html"], text.language)
