"""Vacancies: a job, where it is, and how to apply before the deadline. Gone from the site the day after."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.organizations.models import Place
from fellesnett.pages.models.base import FOOT_OF_A_RECORD, HEAD, SitePage, SitePageQuerySet


class Extent(models.TextChoices):
    FULL_TIME = "full_time", _("heltid")
    PART_TIME = "part_time", _("deltid")
    TEMPORARY = "temporary", _("vikariat")
    ON_CALL = "on_call", _("tilkalling")


class VacancyQuerySet(SitePageQuerySet):
    def open_on(self, day: date) -> VacancyQuerySet:
        """Those that can still be applied for."""
        return self.filter(deadline__gte=day)


class Vacancy(SitePage):
    """One vacancy. The application is sent where the hospital takes them in; nothing is collected here."""

    folder = "jobb"
    is_looked_over = False

    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("arbeidssted")
    )
    extent = models.CharField(_("omfang"), max_length=12, choices=Extent, default=Extent.FULL_TIME)
    deadline = models.DateField(_("søknadsfrist"), null=True, help_text=_("Siste dag. Dagen etter er stillingen borte."))
    apply_url = models.URLField(_("her søker man"), help_text=_("Adressen til søknadsskjemaet."))

    objects = VacancyQuerySet.as_manager()  # type: ignore[misc]

    panels = [
        *HEAD,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("extent")]),
                FieldRowPanel([FieldPanel("deadline"), FieldPanel("apply_url")]),
            ],
            heading=_("Stillingen"),
        ),
        *FOOT_OF_A_RECORD,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("ledig stilling")
        verbose_name_plural = _("ledige stillinger")

    def clean(self) -> None:
        """Raises ValidationError when the application could be read on its way."""
        super().clean()
        if self.apply_url and not self.apply_url.startswith("https://"):
            raise ValidationError({"apply_url": _("Adressen må begynne med https://, så ingen andre kan lese søknaden.")})
