"""Pictures as pages show them."""

from __future__ import annotations

from fellesnett.pages.models import Picture as Stored
from fellesnett.public import languages
from fellesnett.public.components import Picture


def shown(picture: Stored | None, language: str) -> Picture | None:
    """The picture with its words in this language; nothing for a page without one."""
    if picture is None:
        return None
    alt, spoken = picture.alt_in(language)
    return Picture(
        src=picture.address,
        width=picture.width,
        height=picture.height,
        alt=alt,
        credit=picture.credit,
        lang=languages.foreign_to(spoken, language),
        focus=picture.focus,
    )
