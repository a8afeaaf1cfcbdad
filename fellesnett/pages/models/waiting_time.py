"""How long patients wait: a figure that somebody else reckons, shown with their name and its day, and gone when it is old."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site


class WaitingKind(models.TextChoices):
    ASSESSMENT = "assessment", _("utredning")
    OUTPATIENT = "outpatient", _("poliklinikk")
    DAY = "day", _("dagbehandling")
    INPATIENT = "inpatient", _("innleggelse")


class WaitingTimeQuerySet(models.QuerySet["WaitingTime"]):
    def shown(self, on: date) -> Self:
        """What patients may see that day: none unless its source is configured."""
        return self.filter(source__in=settings.WAITING_TIME_SOURCES, as_of__lte=on, valid_until__gte=on)

    def shown_at(self, site: Site, topic: Topic, on: date) -> Self:
        """The same of one topic at one site."""
        return self.shown(on).filter(site=site, topic=topic)


class WaitingTime(models.Model):
    """Weeks from a referral is received until help begins, as `source` reckoned on `as_of`, for a site or a place of it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="waiting_times", verbose_name=_("nettsted"))
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_times", verbose_name=_("sted")
    )
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="waiting_times", verbose_name=_("tema"))
    kind = models.CharField(_("til"), max_length=12, choices=WaitingKind)
    weeks = models.PositiveSmallIntegerField(_("uker"))
    source = models.CharField(_("kilde"), max_length=120)
    source_address = models.URLField(_("kildens adresse"), max_length=500)
    as_of = models.DateField(_("anslått dato"))
    valid_until = models.DateField(_("vises til og med"))

    objects = WaitingTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("ventetid")
        verbose_name_plural = _("ventetider")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "topic", "kind", "source", "place"],
                condition=Q(place__isnull=False),
                name="waiting_time_at_place",
            ),
            models.UniqueConstraint(
                fields=["site", "topic", "kind", "source"], condition=Q(place__isnull=True), name="waiting_time_at_site"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("as_of")), name="waiting_time_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.topic}, {self.get_kind_display()}, {self.weeks} uker"
