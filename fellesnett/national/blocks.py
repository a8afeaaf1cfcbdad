"""The StreamField blocks of a section. A block's StreamField id is its block id, also across languages and editions."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from fellesnett.foundation.streams import OptionalStreamBlock, SpokenTextBlock

FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link", "h3", "h4"]
"""What the editor may do to words: no more than `composition.richtext` keeps."""

_is_address = RegexValidator(r"^(https?://|/(?![/\\]))\S+$", _("Skriv en adresse som begynner med https:// eller /."))

_is_secure = RegexValidator(r"^https://\S+$", _("Skriv en adresse som begynner med https://."))

POLICY_CHOICES = [
    ("open", _("Åpen: sykehuset kan fylle ut, supplere, erstatte og utelate")),
    ("supplement_only", _("Bare supplement: sykehuset kan legge til, ikke erstatte")),
    ("locked", _("Låst: teksten gjelder likt for alle")),
]

SLOT_CHOICES = [
    ("phone", _("Telefon")),
    ("place", _("Sted")),
    ("opening_hours", _("Åpningstid")),
    ("fasting_hours", _("Fastetid")),
    ("free_text", _("Fritekst")),
]


class TextBlock(blocks.StructBlock):
    """A paragraph group, list, table or warning: rich text with a policy."""

    html = SpokenTextBlock(label=_("Tekst"), features=FEATURES)
    policy = blocks.ChoiceBlock(label=_("Hva sykehusene kan endre"), choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "pilcrow"


class RawTableBlock(blocks.StructBlock):
    """A table as HTML: caption and header row are demanded by the release gate."""

    html = blocks.TextBlock(label=_("Tabell (HTML)"))
    policy = blocks.ChoiceBlock(label=_("Hva sykehusene kan endre"), choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "table"


class MediaBlock(blocks.StructBlock):
    """A picture or film by address, with the words that replace it for those who cannot see or hear it."""

    url = blocks.CharBlock(label=_("Adresse"), max_length=500, validators=[_is_address])
    alt = blocks.CharBlock(label=_("Beskrivelse for dem som ikke ser"), max_length=300)
    caption = blocks.CharBlock(label=_("Bildetekst"), max_length=300, required=False)
    policy = blocks.ChoiceBlock(label=_("Hva sykehusene kan endre"), choices=POLICY_CHOICES, default="open")


class SlotBlock(blocks.StructBlock):
    """A typed gap that each site fills."""

    label = blocks.CharBlock(label=_("Ledetekst"), max_length=160)
    slot = blocks.ChoiceBlock(label=_("Hva som skal fylles ut"), choices=SLOT_CHOICES)
    required = blocks.BooleanBlock(label=_("Må fylles ut"), required=False)
    policy = blocks.ChoiceBlock(label=_("Hva sykehusene kan endre"), choices=POLICY_CHOICES, default="open")

    class Meta:
        icon = "form"


class SourceBlock(blocks.StructBlock):
    """Another publisher's words, or only the way to them. Always locked: no hospital changes what others have said."""

    name = blocks.CharBlock(label=_("Hvem som har skrevet det"), max_length=200, help_text=_("For eksempel helsenorge.no"))
    address = blocks.CharBlock(
        label=_("Adressen til siden"), max_length=2000, validators=[_is_secure], help_text=_("Leserne kommer dit med lenken.")
    )
    title = blocks.CharBlock(label=_("Hva siden heter der"), max_length=200, required=False)
    html = SpokenTextBlock(
        label=_("Teksten, ord for ord"),
        features=FEATURES,
        required=False,
        help_text=_("La den stå tom, så viser siden bare lenken."),
    )
    fetched = blocks.DateBlock(label=_("Hentet dato"), required=False, help_text=_("Må fylles ut når teksten står her."))
    licence = blocks.CharBlock(label=_("Lisens eller avtale"), max_length=200, required=False)

    class Meta:
        icon = "openquote"


class SectionBlocks(OptionalStreamBlock):
    """What a section may hold. Block types are those of `composition.blocks.BLOCK_TYPES`."""

    text = TextBlock(label=_("Tekst"))
    list = TextBlock(label=_("Liste"), icon="list-ul")
    table = RawTableBlock(label=_("Tabell"))
    warning = TextBlock(label=_("Varsel"), icon="warning")
    image = MediaBlock(label=_("Bilde"), icon="image")
    video = MediaBlock(label=_("Film"), icon="media")
    slot = SlotBlock(label=_("Åpent felt"))
    source = SourceBlock(label=_("Tekst fra en annen kilde"))
