"""The field that holds one section of a topic's text."""

from __future__ import annotations

from fellesnett.foundation.streams import UndefinedStreamField
from fellesnett.national.blocks import SectionBlocks


class SectionField(UndefinedStreamField):
    """One section of a topic's text."""

    blocks = SectionBlocks
