"""The StreamField blocks of a section. A block's StreamField id is its block id, also across languages and editions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from wagtail import blocks

FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link", "h3", "h4"]
"""What the editor may do to words: no more than `composition.richtext` keeps."""

_is_address = RegexValidator(r"^(https?://|/(?![/\\]))\S+$", "Skriv en adresse som begynner med https:// eller /.")

POLICY_CHOICES = [
    ("open", "Åpen: sykehuset kan fylle ut, supplere, erstatte og utelate"),
    ("supplement_only", "Bare supplement: sykehuset kan legge til, ikke erstatte"),
    ("locked", "Låst: teksten gjelder likt for alle"),
]

SLOT_CHOICES = [
    ("phone", "Telefon"),
    ("place", "Sted"),
    ("opening_hours", "Åpningstid"),
    ("fasting_hours", "Fastetid"),
    ("free_text", "Fritekst"),
]


class SpokenTextBlock(blocks.RichTextBlock):
    """Rich text whose editor is named for those who hear it: it is no form control, so its label does not name it.

    In migrations it is Wagtail's own block, since what is stored is the same.
    """

    @cached_property
    def field(self) -> forms.Field:
        field: forms.Field = super().field
        field.widget.options["ariaLabel"] = self.label
        return field

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs


class TextBlock(blocks.StructBlock):
    """A paragraph group, list, table or warning: rich text with a policy."""

    html = SpokenTextBlock(label="Tekst", features=FEATURES)
    policy = blocks.ChoiceBlock(label="Hva sykehusene kan endre", choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "pilcrow"


class RawTableBlock(blocks.StructBlock):
    """A table as HTML: caption and header row are demanded by the release gate."""

    html = blocks.TextBlock(label="Tabell (HTML)")
    policy = blocks.ChoiceBlock(label="Hva sykehusene kan endre", choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "table"


class MediaBlock(blocks.StructBlock):
    """A picture or film by address, with the words that replace it for those who cannot see or hear it."""

    url = blocks.CharBlock(label="Adresse", max_length=500, validators=[_is_address])
    alt = blocks.CharBlock(label="Beskrivelse for dem som ikke ser", max_length=300)
    caption = blocks.CharBlock(label="Bildetekst", max_length=300, required=False)
    policy = blocks.ChoiceBlock(label="Hva sykehusene kan endre", choices=POLICY_CHOICES, default="open")


class SlotBlock(blocks.StructBlock):
    """A typed gap that each site fills."""

    label = blocks.CharBlock(label="Ledetekst", max_length=160)
    slot = blocks.ChoiceBlock(label="Hva som skal fylles ut", choices=SLOT_CHOICES)
    required = blocks.BooleanBlock(label="Må fylles ut", required=False)
    policy = blocks.ChoiceBlock(label="Hva sykehusene kan endre", choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "form"


class SectionBlocks(blocks.StreamBlock):
    """What a section may hold. Block types are those of `composition.blocks.BLOCK_TYPES`."""

    text = TextBlock(label="Tekst")
    list = TextBlock(label="Liste", icon="list-ul")
    table = RawTableBlock(label="Tabell")
    warning = TextBlock(label="Varsel", icon="warning")
    image = MediaBlock(label="Bilde", icon="image")
    video = MediaBlock(label="Film", icon="media")
    slot = SlotBlock(label="Åpent felt")

    class Meta:
        required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
