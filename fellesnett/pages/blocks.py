"""What the body of a site's own page may hold. Headings begin at level 2: the title is the page's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from fellesnett.composition.advice import is_vague_link
from fellesnett.foundation.streams import OptionalStreamBlock, SpokenTextBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


def refuse_vague(value: str) -> None:
    """A link must say where it leads. Raises ValidationError."""
    if is_vague_link(value):
        raise ValidationError(_("Skriv hvor lenken fører, ikke «les mer», «her» eller bare adressen."))


class LinkBlock(blocks.StructBlock):
    """One way onward."""

    text = blocks.CharBlock(label=_("Hvor lenken fører"), max_length=120, validators=[refuse_vague])
    href = blocks.RegexBlock(
        label=_("Adresse"),
        regex=r"^(https?://|/(?![/\\])|tel:|mailto:)\S+$",
        error_messages={"invalid": _("Skriv en adresse som begynner med https:// eller /.")},
        max_length=500,
    )
    note = blocks.CharBlock(label=_("Hva som finnes der"), max_length=200, required=False)


class TableRowsBlock(blocks.StructBlock):
    """A table as lines of text: the first line is the header row, columns are told apart by `|`."""

    caption = blocks.CharBlock(label=_("Hva tabellen viser"), max_length=200)
    rows = blocks.TextBlock(
        label=_("Rader"), help_text=_("En rad på hver linje, med | mellom kolonnene. Første linje er overskriftene.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        widths = {line.count("|") for line in cleaned["rows"].splitlines() if line.strip()}
        if len(widths) != 1 or len(cleaned["rows"].strip().splitlines()) < 2:
            problem = ValidationError(_("Alle linjene må ha like mange kolonner, og det må være minst to linjer."))
            raise blocks.StructBlockValidationError(block_errors={"rows": problem})
        return cleaned

    class Meta:
        icon = "table"


class CalloutBlock(blocks.StructBlock):
    """Something the reader must not miss."""

    heading = blocks.CharBlock(label=_("Overskrift"), max_length=120)
    html = SpokenTextBlock(label=_("Tekst"), features=["bold", "ol", "ul", "link"])

    class Meta:
        icon = "warning"


class BodyBlocks(OptionalStreamBlock):
    """The body of a page."""

    text = SpokenTextBlock(label=_("Tekst"), features=FEATURES, icon="pilcrow")
    callout = CalloutBlock(label=_("Viktig å vite"))
    table = TableRowsBlock(label=_("Tabell"))
    links = blocks.ListBlock(LinkBlock(), label=_("Lenker videre"), icon="link")
