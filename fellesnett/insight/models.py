"""What readers say of the pages: the answers, for as long as they are needed, and the counts that stay. And how often each page
is opened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fellesnett.insight.querysets import FeedbackMonthQuerySet, FeedbackQuerySet, ViewDayQuerySet
from fellesnett.organizations.models import LANGUAGE_CHOICES


class Found(models.TextChoices):
    """Did you find what you were looking for?"""

    YES = "yes", _("ja")
    PARTLY = "partly", _("delvis")
    NO = "no", _("nei")


class Feedback(models.Model):
    """One reader's answer about one page. Holds nothing of who it was: no address, no browser, and the hour alone."""

    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(_("side"), max_length=300)  # without language prefix
    title = models.CharField(_("sidens tittel"), max_length=255)
    subject = models.CharField(max_length=200, blank=True)  # `topic:kneprotese` where the page is a topic's
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES)
    found = models.CharField(_("fant det de lette etter"), max_length=10, choices=Found)
    text = models.TextField(_("tekst"), blank=True)  # as `personal.strip` left it
    stripped = models.JSONField(_("fjernet"), default=dict)  # kind -> how many
    snapshot = models.CharField(max_length=80, blank=True)  # the hash of the page that was read
    item = models.ForeignKey("editorial.OpenItem", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("tidspunkt"))  # whole hours

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilbakemelding")
        verbose_name_plural = _("tilbakemeldinger")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["site", "path", "at"], name="feedback_page"),
            models.Index(fields=["at"], name="feedback_retention"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {Found(self.found).label}"


class FeedbackMonth(models.Model):
    """How many answered what about a page in a month. Stays when the answers are deleted."""

    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(_("side"), max_length=300)
    month = models.DateField(_("måned"))  # its first day
    yes = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    objects = FeedbackMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("svar i en måned")
        constraints = [models.UniqueConstraint(fields=["site", "path", "month"], name="feedback_month_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m}"


class ViewDay(models.Model):
    """How often a page of a site was opened on one day, in all its languages together. A number, and nothing of who opened it."""

    site = models.ForeignKey("organizations.Site", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(_("side"), max_length=300)  # without language prefix; of a topic, the topic's own
    day = models.DateField(_("dag"))
    views = models.PositiveIntegerField(default=0)

    objects = ViewDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("visninger på en dag")
        constraints = [models.UniqueConstraint(fields=["site", "path", "day"], name="view_day_once")]
        indexes = [models.Index(fields=["path", "day"], name="view_day_path")]

    def __str__(self) -> str:
        return f"{self.path} {self.day:%Y-%m-%d}"
