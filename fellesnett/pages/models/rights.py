"""Rights: what a patient is entitled to, by which law, and whom to ask."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.pages.models.base import FOOT, HEAD, SitePage
from fellesnett.pages.models.profile import PHONE


class PatientRight(SitePage):
    """One right, as the hospital explains it. The law is named and dated, so that a reader can check."""

    folder = "rettigheter"

    legal_ground = models.CharField(
        _("lov og paragraf"),
        max_length=200,
        help_text=_("For eksempel: pasient- og brukerrettighetsloven § 2-4."),
    )
    law_url = models.URLField(_("loven hos Lovdata"), help_text=_("Adressen begynner med https://lovdata.no/."))
    law_checked_on = models.DateField(_("loven er sjekket"), null=True, help_text=_("Dagen du sist leste loven mot teksten her."))
    ask = models.TextField(_("spør her først"), max_length=400, blank=True, help_text=_("Hvem ved sykehuset som svarer."))
    ask_phone = models.CharField(_("telefon dit"), max_length=20, blank=True, validators=[PHONE])
    appeal = models.TextField(_("slik klager du"), max_length=800, blank=True, help_text=_("Hvor klagen sendes, og fristen."))
    ombud = models.BooleanField(
        _("vis pasient- og brukerombudet"),
        default=True,
        help_text=_("Viser hvem ombudet er og hvordan man når det."),
    )

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldPanel("legal_ground"), FieldRowPanel([FieldPanel("law_url"), FieldPanel("law_checked_on")])],
            heading=_("Loven"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("ask"), FieldPanel("ask_phone")]), FieldPanel("appeal"), FieldPanel("ombud")],
            heading=_("Hvem man spør"),
        ),
        *FOOT,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("rettighet")
        verbose_name_plural = _("rettigheter")

    def clean(self) -> None:
        """Raises ValidationError when the link does not lead to the law."""
        super().clean()
        if self.law_url and urlsplit(self.law_url).hostname not in ("lovdata.no", "www.lovdata.no"):
            raise ValidationError({"law_url": _("Lenk til loven hos lovdata.no.")})
