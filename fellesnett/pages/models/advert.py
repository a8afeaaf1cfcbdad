"""Vacancies that the employer has advertised elsewhere: shown with whose list it is, never after the advertisement's own end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models import Site, SourcedFact, SourcedFactQuerySet


class JobAdvertQuerySet(SourcedFactQuerySet):
    def shown_at(self, site: Site, at: datetime, today: date) -> Self:
        """What can be applied for at this site now."""
        return self.shown(at).filter(Q(deadline__isnull=True) | Q(deadline__gte=today), site=site)


class JobAdvert(SourcedFact):
    """One advertisement, as its source says it; the words and the application are there. Nobody is named here."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="adverts", verbose_name=_("nettsted"))
    key = models.CharField(_("nøkkel"), max_length=120)
    title = models.CharField(_("tittel"), max_length=255)
    employer = models.CharField(_("arbeidsgiver"), max_length=255)
    places = models.CharField(_("arbeidssted"), max_length=255, blank=True)
    extent = models.CharField(_("omfang"), max_length=60, blank=True)  # in the source's own words
    deadline = models.DateField(_("søknadsfrist"), null=True, blank=True)
    deadline_words = models.CharField(_("søknadsfrist i ord"), max_length=80, blank=True)  # «Snarest»

    objects = JobAdvertQuerySet.as_manager()

    class Meta(SourcedFact.Meta):
        abstract = False
        verbose_name = _("utlyst stilling fra en kilde")
        verbose_name_plural = _("utlyste stillinger fra kilder")
        constraints = [
            *SourcedFact.Meta.constraints,
            models.UniqueConstraint(fields=["source", "key"], name="job_advert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.employer})"
