"""What a site says of itself on every page: whose it is, how to reach it, its menu, and its declarations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

PHONE = RegexValidator(r"^(\+47 ?)?[0-9 ]{3,14}$", _("Skriv et telefonnummer med bare siffer og mellomrom."))
CRITERION = RegexValidator(r"^\d\.\d\.\d{1,2}$", _("Skriv kravet slik: 1.1.1"))
MENU_LENGTH = 7


class SiteProfileQuerySet(models.QuerySet["SiteProfile"]):
    def for_site(self, site: Site) -> SiteProfileQuerySet:
        return self.filter(site=site)


class SiteProfile(ClusterableModel):  # type: ignore[misc]
    """The facts around the pages of one site. Edited once, shown in every header and footer."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="profile", verbose_name=_("nettsted"))
    phone = models.CharField(_("sentralbord"), max_length=20, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-post til postmottaket"), blank=True)
    post_address = models.CharField(_("postadresse"), max_length=200, blank=True)
    invoice_note = models.CharField(_("faktura"), max_length=200, blank=True)
    owner_line = models.CharField(
        _("hvem som eier"),
        max_length=200,
        blank=True,
        help_text=_("For eksempel «En del av Helse Vest» eller «Eies av Diakonissehuset»."),
    )
    agreement_line = models.CharField(
        _("avtale"),
        max_length=200,
        blank=True,
        help_text=_("For private ideelle: hvem sykehuset har driftsavtale med."),
    )
    declaration_url = models.URLField(_("erklæringen på uustatus.no"), blank=True)
    declared_on = models.DateField(_("erklæringen er oppdatert"), null=True, blank=True)

    objects = SiteProfileQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("post_address"), FieldPanel("invoice_note")],
            heading=_("Slik når folk dere"),
        ),
        MultiFieldPanel([FieldPanel("owner_line"), FieldPanel("agreement_line")], heading=_("Hvem dere er")),
        InlinePanel("menu", heading=_("Menyen"), label=_("Menypunkt"), max_num=MENU_LENGTH),
        MultiFieldPanel(
            [
                FieldPanel("declaration_url"),
                FieldPanel("declared_on"),
                InlinePanel("breaches", label=_("Brudd som bare gjelder her")),
            ],
            heading=_("Tilgjengelighetserklæring"),
        ),
    ]

    class Meta:
        verbose_name = _("nettstedets profil")
        verbose_name_plural = _("nettstedenes profiler")

    def __str__(self) -> str:
        return str(self.site)


class MenuEntry(models.Model):
    """One way in the main menu. Without words of its own it is called what the list it leads to is called."""

    profile = ParentalKey(SiteProfile, on_delete=models.CASCADE, related_name="menu")
    sort_order = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    path = models.CharField(_("adresse på nettstedet"), max_length=120, help_text=_("For eksempel /avdelinger/"))
    label = models.JSONField(_("egne ord"), default=dict, blank=True)  # {"nb": "Finn apotek", "nn": ...}

    panels = [FieldPanel("path"), FieldPanel("sort_order")]

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.path

    def clean(self) -> None:
        """Raises ValidationError when the address is not one of this site's."""
        if not (self.path.startswith("/") and self.path.endswith("/")) or "//" in self.path:
            raise ValidationError({"path": _("Skriv en adresse på nettstedet, med / først og sist: /avdelinger/")})


class LocalBreach(models.Model):
    """Something on this site alone that not everybody can use yet (the law asks that it is declared)."""

    profile = ParentalKey(SiteProfile, on_delete=models.CASCADE, related_name="breaches")
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES, default="nb")
    criterion = models.CharField(
        _("krav"), max_length=12, validators=[RegexValidator(r"^\d\.\d\.\d{1,2}$", _("Skriv kravet slik: 1.1.1"))]
    )
    text = models.CharField(_("hva som ikke virker, og for hvem"), max_length=400)

    panels = [FieldRowPanel([FieldPanel("criterion"), FieldPanel("language")]), FieldPanel("text")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.text}"


def profile_of(site: Site) -> Any:
    """The profile of a site; an empty one, never saved, where none has been written."""
    return SiteProfile.objects.for_site(site).first() or SiteProfile(site=site)
