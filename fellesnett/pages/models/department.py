"""A department: who does what, where, who is sent there and how, and what to bring. Below it, its own units."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.adoption.models import Adoption
from fellesnett.organizations.models import Place
from fellesnett.pages.models.base import FOOT, HEAD, SitePage
from fellesnett.pages.models.profile import PHONE

DEEPEST = 4  # levels of units below one another; deeper, and nobody finds the way


class Department(SitePage, ClusterableModel):  # type: ignore[misc]
    """One unit of the site's hospital. Its address does not tell what it is part of, so it lasts when units move."""

    folder = "avdelinger"

    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="units",
        verbose_name=_("del av"),
        help_text=_("Avdelingen denne enheten hører til. Tomt for de øverste."),
    )
    places = ParentalManyToManyField(
        Place,
        blank=True,
        related_name="+",
        verbose_name=_("steder"),
        help_text=_("Adresse og åpningstid hentes fra stedet."),
    )
    phone = models.CharField(_("telefon"), max_length=20, blank=True, validators=[PHONE])
    phone_hours = models.CharField(
        _("når telefonen er betjent"), max_length=120, blank=True, help_text=_("Mandag–fredag 08.00–15.00")
    )
    referral = models.TextField(
        _("hvem kan henvises, og hvordan"),
        max_length=800,
        blank=True,
        help_text=_("For eksempel: Fastlegen henviser deg."),
    )
    bring = models.TextField(_("ta med når du kommer"), max_length=800, blank=True, help_text=_("Én ting på hver linje."))
    services = ParentalManyToManyField(
        Adoption,
        blank=True,
        related_name="+",
        verbose_name=_("behandlinger og undersøkelser"),
        help_text=_("Det avdelingen gjør."),
    )

    panels = [
        *HEAD,
        FieldPanel("parent"),
        MultiFieldPanel(
            [
                FieldPanel("places", widget=CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
            ],
            heading=_("Hvor og telefon"),
        ),
        MultiFieldPanel([FieldPanel("referral"), FieldPanel("bring")], heading=_("Før pasienten kommer")),
        FieldPanel("services", widget=CheckboxSelectMultiple),
        *FOOT,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("avdeling")
        verbose_name_plural = _("avdelinger")

    def clean(self) -> None:
        """Raises ValidationError when the department would stand below itself, too deep, or at another site."""
        super().clean()
        if self.parent is None:
            return
        if self.parent.site_id != self.site_id:
            raise ValidationError({"parent": _("Velg en avdeling ved samme nettsted.")})
        above = self.path_up()
        if any(each.work == self.work for each in above):
            raise ValidationError({"parent": _("Avdelingen kan ikke høre til seg selv eller en av sine egne enheter.")})
        if len(above) >= DEEPEST:
            raise ValidationError({"parent": _("Enheten ligger for dypt. Velg en avdeling lenger opp.")})

    def path_up(self) -> list[Any]:
        """What it is part of, nearest first; ends at a circle."""
        found: list[Any] = []
        each = self.parent
        while each is not None and each not in found:
            found.append(each)
            each = each.parent
        return found
