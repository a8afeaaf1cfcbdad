"""Another publisher's words as an editor reads them: the words, and whose they are."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fellesnett.composition.blocks import Block
from fellesnett.composition.composing import ComposedBlock


def with_source(block: Block | ComposedBlock) -> SafeString:
    """A block's words (normalised when it was stored) with the credit below, where they are somebody else's."""
    said = block.attribution
    if said is None:
        return mark_safe(block.html)
    name = f"{said.name}: {said.title}" if said.title else said.name
    day = _("hentet %(date)s") % {"date": said.fetched.strftime("%d.%m.%Y")} if said.fetched else ""
    facts = ", ".join(part for part in (day, said.licence) if part)
    credit = format_html('<p>{} <a href="{}">{}</a>{}</p>', _("Kilde:"), said.address, name, f" ({facts})" if facts else "")
    return mark_safe(block.html) + credit
