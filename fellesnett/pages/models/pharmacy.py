"""A hospital pharmacy: where, when, and what it does for you. Read by those with a prescription in their hand."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.organizations.models import Place
from fellesnett.pages.models.base import FOOT, HEAD, SitePage

# urn:oid:2.16.578.1.12.4.1.4.107: four digits from 1001
LICENCE = RegexValidator(r"^(?!1000$)[1-9]\d{3}$", _("Skriv konsesjonsnummeret: fire siffer fra 1001."))
MOST_SERVICES = 12


class Pharmacy(SitePage):
    """One outlet. Address, telephone and hours are its place's; the licence is known by the register of pharmacies."""

    folder = "apotek"

    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sted"))
    licence_number = models.CharField(_("konsesjonsnummer"), max_length=4, blank=True, validators=[LICENCE])
    services = models.TextField(_("tjenester"), help_text=_("En tjeneste på hver linje, slik folk sier det."), max_length=1000)
    order_url = models.URLField(_("bestill på nett"), blank=True)
    delivers = models.BooleanField(_("sender hjem"), default=False)

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldPanel("place", help_text=_("Åpningstid og telefon kommer fra stedet."))],
            heading=_("Hvor og når"),
        ),
        MultiFieldPanel(
            [FieldPanel("services"), FieldRowPanel([FieldPanel("order_url"), FieldPanel("delivers")])],
            heading=_("Hva dere gjør"),
        ),
        FieldPanel("licence_number"),
        *FOOT,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("apotek")
        verbose_name_plural = _("apotek")

    @property
    def service_list(self) -> tuple[str, ...]:
        """The services, one a line."""
        return tuple(line.strip() for line in self.services.splitlines() if line.strip())

    def clean(self) -> None:
        """Raises ValidationError by field."""
        super().clean()
        if self.place is None:
            raise ValidationError({"place": _("Velg stedet, så kommer adresse, telefon og åpningstid av seg selv.")})
        if not 0 < len(self.service_list) <= MOST_SERVICES:
            raise ValidationError({"services": _("Skriv mellom én og tolv tjenester, en på hver linje.")})
