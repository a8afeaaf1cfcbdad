"""The field that holds the body of a site's own page."""

from __future__ import annotations

from fellesnett.foundation.streams import UndefinedStreamField
from fellesnett.pages.blocks import BodyBlocks


class BodyField(UndefinedStreamField):
    """The body of a page."""

    blocks = BodyBlocks
