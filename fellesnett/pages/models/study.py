"""A clinical study: published once by the hospital that leads it, shown by every site, closed on its date.

Read by patients who consider taking part, and by those who refer them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.pages.coding import check_field
from fellesnett.pages.models.base import FOOT, HEAD, SitePage, SitePageQuerySet

ETHICS_REFERENCE = RegexValidator(
    r"^(REK )?\d{4,7}(/\d{2,6})?$", _("Skriv nummeret fra REK, for eksempel 123456 eller 2019/1234.")
)


class StudyState(models.TextChoices):
    PLANNED = "planned", _("planlagt")
    OPEN = "open", _("åpen for deltakere")
    CLOSED = "closed", _("lukket for nye deltakere")


class Phase(models.TextChoices):
    NONE = "", _("ikke utprøving av legemiddel")
    ONE = "1", _("fase 1")
    TWO = "2", _("fase 2")
    THREE = "3", _("fase 3")
    FOUR = "4", _("fase 4")


class StudyQuerySet(SitePageQuerySet):
    def everywhere(self) -> Self:
        """All studies, whoever leads them: each is published once and shown by every site."""
        return self.filter(site__is_front_door=False)


class Study(SitePage):
    """One study. `starts` and `ends` decide its state by the calendar; nobody has to remember to close it."""

    folder = "kliniske-studier"

    starts = models.DateField(_("tar imot deltakere fra"), null=True)
    ends = models.DateField(_("tar imot deltakere til og med"), null=True)
    phase = models.CharField(_("fase"), max_length=1, choices=Phase, blank=True, default=Phase.NONE)
    ethics_reference = models.CharField(
        _("REK-nummer"),
        max_length=20,
        validators=[
            RegexValidator(r"^(REK )?\d{4,7}(/\d{2,6})?$", _("Skriv nummeret fra REK, for eksempel 123456 eller 2019/1234."))
        ],
    )
    purpose = models.TextField(_("hva studien skal finne ut"), max_length=800)
    who_can_join = models.TextField(_("hvem som kan delta"), max_length=1200)
    what_it_means = models.TextField(_("hva det betyr å delta"), max_length=1200)
    participating = models.CharField(_("sykehus som er med"), max_length=400, blank=True)
    contact_unit = models.CharField(_("hvem du tar kontakt med"), max_length=160)
    contact_phone = models.CharField(_("telefon"), max_length=20)
    codes = models.CharField(
        _("koder"),
        max_length=400,
        help_text=_("Slik: icd10:M17 ncsp:NGB. De avgjør hvilke temasider den vises på."),
    )

    objects = StudyQuerySet.as_manager()  # type: ignore[misc]

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]), FieldPanel("codes")],
            heading=_("Når og om hva"),
        ),
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldPanel("who_can_join"), FieldPanel("what_it_means")],
            heading=_("For den som vil delta"),
        ),
        MultiFieldPanel(
            [FieldPanel("ethics_reference"), FieldPanel("phase"), FieldPanel("participating")], heading=_("Om studien")
        ),
        MultiFieldPanel(
            [FieldPanel("contact_unit"), FieldPanel("contact_phone")],
            heading=_("Kontakt: sentralbord eller enhet, ikke navn"),
        ),
        *FOOT,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("klinisk studie")
        verbose_name_plural = _("kliniske studier")

    def state_on(self, day: date) -> StudyState:
        """Planned before its first day, closed after its last, open between. A draft without days is planned."""
        if self.starts is None or self.ends is None or day < self.starts:
            return StudyState.PLANNED
        return StudyState.CLOSED if day > self.ends else StudyState.OPEN

    def clean(self) -> None:
        """Raises ValidationError by field."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.starts and self.ends and self.ends < self.starts:
            wrong["ends"] = _("Sluttdatoen må være etter startdatoen.")
        if self.site_id and self.site.is_front_door:
            wrong["site"] = _("En studie publiseres av sykehuset som leder den.")
        if Study.objects.everywhere().filter(slug=self.slug, language=self.language).exclude(pk=self.pk).exists():
            wrong["slug"] = _("En annen studie har denne adressen. Adressen er den samme på alle nettsteder.")
        if wrong:
            raise ValidationError(wrong)
        self.codes = check_field("codes", self.codes)
