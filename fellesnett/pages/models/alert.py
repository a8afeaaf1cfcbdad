"""Alerts: what people must know now. Told above every page they reach, kept when they are over, and never rewritten.

Three kinds, as Norwegian hospitals use them (FNSP's rules for editors): emergency preparedness with a level, operations with
a severity, and plain information. An alert always has a time when it stops, so that no page warns of last year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation.append_only import AppendOnlyModel
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class AlertKind(models.TextChoices):
    EMERGENCY = "emergency", _("beredskap")
    OPERATIONS = "operations", _("drift")
    INFORMATION = "information", _("informasjon")


class Reach(models.TextChoices):
    """How far an alert reaches from the site it belongs to."""

    ALL = "all", _("alle nettsteder i landet")
    REGION = "region", _("alle nettsteder i regionen")
    SITE = "site", _("hele nettstedet")
    PART = "part", _("en del av nettstedet")
    PAGE = "page", _("én side")


class AlertQuerySet(models.QuerySet["Alert"]):
    def in_force(self, at: datetime) -> Self:
        """Those that are shown at this moment."""
        return self.filter(ended_at__isnull=True, starts_at__lte=at, stops_at__gt=at)

    def planned(self, at: datetime) -> Self:
        """Those that have not begun."""
        return self.filter(ended_at__isnull=True, starts_at__gt=at)

    def past(self, at: datetime) -> Self:
        """Those that have been shown and are over."""
        return self.filter(starts_at__lte=at).filter(Q(stops_at__lte=at, ended_at__isnull=True) | Q(ended_at__gt=F("starts_at")))

    def reaching(self, site: Site) -> Self:
        """Those that any page of this site can show."""
        here = Q(reach=Reach.ALL) | Q(site=site)
        return self.filter(here | Q(reach=Reach.REGION, site__organization__in=site.organization.lineage))

    def for_sites(self, sites: Iterable[Site]) -> Self:
        """Those that these sites raised themselves."""
        return self.filter(site__in=list(sites))


class Service(models.Model):
    """Something a site runs that others depend on, such as a journal system. Its status is told by operations alerts."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="services", verbose_name=_("nettsted"))
    slug = models.SlugField(_("kortnavn"), max_length=80)
    name = models.JSONField(_("navn"), default=dict)  # {"nb": "...", "en": "..."}
    description = models.JSONField(_("hva den brukes til"), default=dict, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    retired = models.BooleanField(_("tatt ut av bruk"), default=False)

    objects = models.Manager["Service"]()

    class Meta:
        verbose_name = _("tjeneste")
        verbose_name_plural = _("tjenester")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="service_slug_at_site")]

    def __str__(self) -> str:
        return str(next(iter(self.name.values()), self.slug))


class Alert(models.Model):
    """One alert: what kind, how far, from when to when. Its words stand in `AlertText`, its history in `AlertChange`.

    Written by `pages.actions.alerting` alone. `kind` never changes: another kind is another alert that `follows` this one.
    """

    kind = models.CharField(_("type"), max_length=12, choices=AlertKind)
    level = models.PositiveSmallIntegerField(_("nivå"), default=0)  # 1–3: how grave; 0 for information
    reach = models.CharField(_("rekkevidde"), max_length=8, choices=Reach, default=Reach.SITE)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("nettsted")
    )
    path = models.CharField(_("adresse på nettstedet"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("vises fra"), db_index=True)
    stops_at = models.DateTimeField(_("vises til"), db_index=True)
    ended_at = models.DateTimeField(_("avsluttet"), null=True, blank=True)
    services = models.ManyToManyField(Service, blank=True, related_name="alerts", verbose_name=_("tjenester"))
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldinger")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stops_at__gt=F("starts_at")), name="alert_stops_after_it_starts"),
            models.CheckConstraint(condition=~Q(reach="all") | Q(site__isnull=True), name="alert_to_all_is_of_no_site"),
            models.CheckConstraint(condition=Q(reach="all") | Q(site__isnull=False), name="alert_not_to_all_is_of_a_site"),
            models.CheckConstraint(condition=Q(reach__in=["part", "page"]) ^ Q(path=""), name="alert_to_a_part_says_which"),
            models.CheckConstraint(
                condition=Q(kind="information", level=0) | (~Q(kind="information") & Q(level__gte=1, level__lte=3)),
                name="alert_level_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        text: Any = self.texts.first()
        return text.title if text else f"{self.kind} {self.pk}"

    def state(self, at: datetime) -> str:
        """`planned`, `current` or `past` at this moment."""
        if self.ended_at is not None or self.stops_at <= at:
            return "past"
        return "current" if self.starts_at <= at else "planned"

    @property
    def over_at(self) -> datetime:
        """When it stopped or will stop being shown."""
        return self.ended_at or self.stops_at


class AlertText(models.Model):
    """What an alert says in one language, as it is said now."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("tittel"), max_length=120)
    text = models.CharField(_("kort tekst"), max_length=300)
    link = models.CharField(_("lenke"), max_length=300, blank=True)
    link_text = models.CharField(_("lenkens ord"), max_length=120, blank=True)
    long_text = models.TextField(_("lengre forklaring"), max_length=6000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "language"], name="alert_text_a_language")]

    def __str__(self) -> str:
        return self.title


class ChangeKind(models.TextChoices):
    RAISED = "raised", _("lagt ut")
    CHANGED = "changed", _("endret")
    ENDED = "ended", _("avsluttet")


class AlertChange(AppendOnlyModel):
    """One thing that happened to an alert, with all that it said from then on. Written once."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    stops_at = models.DateTimeField()
    words = models.JSONField()  # {"nb": {"title", "text", "link", "link_text", "long_text"}}

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"
