"""A board meeting: what it decides, open or closed with the ground, the papers before and the decisions after.

Read by journalists, employees and citizens. Meetings of the boards are open by law; closing an item needs a ground.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.foundation.streams import OptionalStreamBlock, UndefinedStreamField
from fellesnett.pages.blocks import LinkBlock
from fellesnett.pages.models.base import FOOT_OF_A_RECORD, HEAD, SitePage

_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")


class ItemBlock(blocks.StructBlock):
    """One item on the agenda."""

    number = blocks.RegexBlock(
        label=_("Saksnummer"),
        regex=r"^\d{1,3}[-/]\d{2,4}$",
        error_messages={"invalid": _("Skriv saksnummeret slik: 12-2026.")},
    )
    title = blocks.CharBlock(label=_("Sak"), max_length=200)
    closed = blocks.BooleanBlock(label=_("Lukket"), required=False)
    ground = blocks.CharBlock(
        label=_("Hjemmel og grunn for å lukke"),
        max_length=300,
        required=False,
        help_text=_("For eksempel: helseforetaksloven § 26 a, jf. offentleglova § 23. Skriv grunnen med vanlige ord."),
    )
    papers = blocks.ListBlock(LinkBlock(), label=_("Saksdokumenter"), default=[])
    decision = blocks.TextBlock(label=_("Vedtak"), required=False)

    def clean(self, value: Any) -> Any:
        """A closed item has a ground, and shows no papers; an open one has none."""
        cleaned = super().clean(value)
        wrong = {}
        if cleaned["closed"] and len(cleaned["ground"].strip()) < 20:
            wrong["ground"] = ValidationError(_("Skriv både hjemmelen og grunnen når saken er lukket."))
        if cleaned["closed"] and cleaned["papers"]:
            wrong["papers"] = ValidationError(_("En lukket sak kan ikke ha dokumenter her."))
        if cleaned["ground"] and not cleaned["closed"]:
            wrong["ground"] = ValidationError(_("Kryss av for «Lukket», eller ta bort grunnen."))
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned


class AgendaBlocks(OptionalStreamBlock):
    item = ItemBlock(label=_("Sak"), icon="list-ol")


class AgendaField(UndefinedStreamField):
    """The agenda of a meeting."""

    blocks = AgendaBlocks


class BoardMeeting(SitePage):
    """One meeting of the board."""

    folder = "styret"
    is_looked_over = False

    starts_at = models.DateTimeField(_("møtet begynner"), null=True)
    place_text = models.CharField(_("sted"), max_length=200)
    stream_url = models.URLField(_("direktesending"), blank=True)
    agenda = AgendaField(verbose_name=_("saker"))
    minutes_url = models.URLField(_("protokoll"), blank=True)

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("place_text")]), FieldPanel("stream_url")],
            heading=_("Når og hvor"),
        ),
        FieldPanel("agenda"),
        FieldPanel("minutes_url", help_text=_("Legges inn når protokollen er godkjent.")),
        *FOOT_OF_A_RECORD,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("styremøte")
        verbose_name_plural = _("styremøter")

    def clean(self) -> None:
        """Raises ValidationError by field: an item is listed once, and nothing here looks like a national identity number."""
        super().clean()
        numbers = [block.value["number"] for block in self.agenda]
        if len(numbers) != len(set(numbers)):
            raise ValidationError({"agenda": _("To saker har samme nummer.")})
        said = [self.title, self.lead, *(f"{b.value['title']} {b.value['decision']} {b.value['ground']}" for b in self.agenda)]
        if any(_IDENTITY_NUMBER.search(text) for text in said):
            raise ValidationError({"agenda": _("Noe her ser ut som et fødselsnummer. Ta det bort før du publiserer.")})
