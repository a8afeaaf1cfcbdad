"""Ways onward to what others have written: whose it is, where it stands in which language, and what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.codes.models import Coding
from fellesnett.national.models import Topic
from fellesnett.organizations.models import LANGUAGE_CHOICES


class SignpostKind(models.TextChoices):
    INFORMATION = "information", _("informasjon")
    SERVICE = "service", _("tjeneste")
    SUPPORT = "support", _("likepersoner og støtte")
    COURSE = "course", _("kurs og mestring")
    GUIDELINE = "guideline", _("faglige råd")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("alle")
    RELATIVES = "relatives", _("pårørende")
    CHILDREN = "children", _("barn og unge")
    PROFESSIONALS = "professionals", _("helsepersonell")


class SignpostState(models.TextChoices):
    UP = "up", _("oppe")
    DOWN = "down", _("tatt ned")


class SignpostQuerySet(models.QuerySet[Any]):
    def up(self) -> Self:
        return self.filter(state=SignpostState.UP)

    def held(self, pk: int) -> Signpost:
        """The signpost as it is now, held until the transaction ends."""
        found: Signpost = self.select_for_update(of=("self",)).get(pk=pk)
        return found

    def shown(self, on: date) -> Self:
        """Those that readers meet on this day: none that is taken down, or past its last day."""
        return self.up().filter(Q(last_day__isnull=True) | Q(last_day__gte=on))

    def due(self, before: date) -> Self:
        """Those up that are to be looked over before this day, or on it."""
        return self.up().filter(review_by__lte=before)


class Signpost(models.Model):
    """A way to one thing that others have written. We answer for showing it, never for its words.

    Taken down, it stays as a record of what was shown. `last_day` is the last day it is shown, where that is known beforehand.
    """

    publisher = models.CharField(_("hvem som står bak"), max_length=120)
    kind = models.CharField(_("type"), max_length=12, choices=SignpostKind, default=SignpostKind.INFORMATION)
    audience = models.CharField(_("for hvem"), max_length=14, choices=Audience, default=Audience.EVERYONE)
    topics = models.ManyToManyField(Topic, related_name="signposts", blank=True, verbose_name=_("temaer"))
    unit = models.CharField(_("fagmiljø"), max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("ansvarlig")
    )
    reviewed_on = models.DateField()
    review_by = models.DateField(_("ses over innen"))
    last_day = models.DateField(_("siste dag"), null=True, blank=True)
    state = models.CharField(max_length=4, choices=SignpostState, default=SignpostState.UP)
    put_up_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)
    taken_down_because = models.CharField(max_length=255, blank=True)

    objects = SignpostQuerySet.as_manager()

    class Meta:
        verbose_name = _("veiviser")
        verbose_name_plural = _("veivisere")
        ordering = ["publisher", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="up", taken_down_at__isnull=True) | Q(state="down", taken_down_at__isnull=False),
                name="signpost_down_says_when",
            ),
            models.CheckConstraint(condition=Q(review_by__gt=models.F("reviewed_on")), name="signpost_review_after_review"),
        ]
        indexes = [models.Index(fields=["state", "review_by"], name="signpost_review")]

    def __str__(self) -> str:
        arms = {arm.language: arm.title for arm in self.arms.all()}
        return next((arms[code] for code, _name in LANGUAGE_CHOICES if code in arms), self.publisher)

    @property
    def is_up(self) -> bool:
        return self.state == SignpostState.UP


class Arm(models.Model):
    """What a signpost says, and where it leads, in one language that it can be read in there."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="arms")
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("tittel"), max_length=160)
    address = models.CharField(_("adresse"), max_length=500, db_index=True)

    class Meta:
        verbose_name = _("veiviserarm")
        constraints = [models.UniqueConstraint(fields=["signpost", "language"], name="arm_once_a_language")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class SignpostCoding(Coding):
    """A signpost is about a code, and with it about all codes below."""

    signpost = models.ForeignKey(Signpost, on_delete=models.CASCADE, related_name="codings")

    class Meta(Coding.Meta):
        abstract = False
        constraints = [
            *Coding.Meta.constraints,
            models.UniqueConstraint(fields=["signpost", "system", "code"], name="signpost_coding_unique"),
        ]
        indexes = [models.Index(fields=["system", "code"], name="signpost_coding_code")]
