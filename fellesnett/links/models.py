"""Which addresses outside our own sites the stored texts lead to, and whether anybody answers there."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 2000
"""Characters of an address. Longer ones are left alone."""


class Standing(models.TextChoices):
    """What we know of an address. `UNSURE`: it answers, and will not tell a program what a reader would see."""

    UNKNOWN = "unknown", _("ikke prøvd ennå")
    WORKS = "works", _("virker")
    MOVED = "moved", _("flyttet for godt")
    FAILING = "failing", _("svarer ikke nå")
    DEAD = "dead", _("virker ikke")
    UNSURE = "unsure", _("svarer, men ikke til oss")


class AddressQuerySet(models.QuerySet[Any]):
    def due(self, at: Any) -> Self:
        """Those in use whose turn it is, the longest overdue first."""
        return self.filter(next_at__lte=at, uses__isnull=False).distinct().order_by("next_at", "pk")


class Address(models.Model):
    """One address outside our own sites, however many texts lead there. Judged by what it has done over days."""

    url = models.CharField(max_length=LONGEST, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.UNKNOWN)
    fault = models.CharField(max_length=20, blank=True)  # a word of `verdicts.FAULTS`
    fault_days = models.PositiveSmallIntegerField(default=0)  # on how many days in a row it has failed
    failed_on = models.DateField(null=True)  # the last of them
    moved_to = models.CharField(max_length=LONGEST, blank=True)
    etag = models.CharField(max_length=255, blank=True)
    modified = models.CharField(max_length=60, blank=True)  # as the server said it
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse utenfor løsningen")
        indexes = [
            models.Index(fields=["next_at"], name="address_due"),
            models.Index(fields=["host", "asked_at"], name="address_pace"),
        ]

    def __str__(self) -> str:
        return self.url


class Reading(models.Model):
    """A text as it was last read for links: `version` tells whether it has changed since."""

    subject = models.CharField(max_length=200)
    language = models.CharField(max_length=3, blank=True)
    site = models.ForeignKey("organizations.Site", null=True, on_delete=models.CASCADE, related_name="+")  # none: the nation's
    title = models.CharField(max_length=255)
    version = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)  # what the inbox needs to lead to its screen

    class Meta:
        verbose_name = _("lest tekst")
        constraints = [models.UniqueConstraint(fields=["subject", "language"], name="text_read_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Use(models.Model):
    """A text leads to an address."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="uses")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        verbose_name = _("lenke")
        constraints = [models.UniqueConstraint(fields=["reading", "address"], name="link_once_a_text")]

    def __str__(self) -> str:
        return f"{self.reading} → {self.address}"


class Pace(models.Model):
    """When the texts were last looked through and addresses last asked: whichever worker comes first does it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    read_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("takt")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_pace")]
