"""Registers and services outside that facts are fetched from: how it goes, what came, and what became of each record."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SourceState(models.TextChoices):
    """`STOPPED`: what came has another form than it had. Nothing is fetched until a person has looked."""

    OFF = "off", _("av")
    ON = "on", _("på")
    STOPPED = "stopped", _("stoppet")


class SourceQuerySet(models.QuerySet["Source"]):
    def due(self, at: datetime) -> Self:
        """Those that are on and whose time has come, the longest waiting first."""
        return self.filter(Q(next_at__isnull=True) | Q(next_at__lte=at), state=SourceState.ON).order_by(
            F("next_at").asc(nulls_first=True), "pk"
        )


class Source(models.Model):
    """One source, by its name in `intake.sources`. Off until somebody turns it on: what is done here is done on their word."""

    name = models.SlugField(max_length=40, unique=True)
    state = models.CharField(_("tilstand"), max_length=8, choices=SourceState, default=SourceState.OFF)
    on_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)  # when a whole round last came through
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    open_until = models.DateTimeField(null=True)  # the circuit is open until then; afterwards one question is tried
    fault = models.CharField(max_length=20, blank=True)  # a word of `fetching.faults`
    fault_place = models.CharField(max_length=300, blank=True)
    cursor = models.CharField(max_length=500, blank=True)  # how far a feed has been read
    round_began_at = models.DateTimeField(null=True)  # a round is under way

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("kilde")
        verbose_name_plural = _("kilder")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="off") | Q(on_by__isnull=False, on_at__isnull=False), name="source_on_says_who_and_when"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Errand(models.Model):
    """A question that is to be asked in the round under way. Gone when it is answered: what is left is where to go on."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="errands")
    key = models.CharField(max_length=120)
    url = models.CharField(max_length=1000)
    unconditional = models.BooleanField(default=False)  # ask for the whole answer, whatever we have

    class Meta:
        verbose_name = _("ærend")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="errand_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class FetchedQuerySet(models.QuerySet["Fetched"]):
    def waiting(self) -> Self:
        """What has come and is not taken in, in the order it came."""
        return self.filter(taken_at__isnull=True).order_by("pk")


class Fetched(models.Model):
    """An answer as it came, byte for byte (or without the persons it named, where its source has such), with its hash.

    The hash is of what came. The newest of each key is always kept, the others for `fetching.keeping.KEPT`.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="fetched")
    key = models.CharField(max_length=120)
    url = models.CharField(max_length=1000)
    status = models.PositiveSmallIntegerField()
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    etag = models.CharField(max_length=255, blank=True)
    modified = models.CharField(max_length=60, blank=True)  # as the server said it
    fetched_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()  # when the source last said that this is what it says
    taken_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)  # why it was not taken in

    objects = FetchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("hentet svar")
        indexes = [
            models.Index(fields=["source", "key", "-fetched_at"], name="fetched_newest"),
            models.Index(fields=["source"], condition=Q(taken_at__isnull=True), name="fetched_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key} {self.fetched_at:%Y-%m-%d %H:%M}"

    @property
    def body(self) -> bytes:
        return zlib.decompress(self.packed)


def packed(body: bytes) -> bytes:
    """As `Fetched.packed` holds it."""
    return zlib.compress(body, 6)


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class Followed(models.Model):
    """Something a person asked to have from a source that holds more than we want; `about` is what it is for, here."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="followed")
    key = models.CharField(max_length=120)
    about = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fulgt innhold")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class GoneBecause(models.TextChoices):
    SOURCE = "source", _("borte hos kilden")
    EXPIRED = "expired", _("gikk ut")
    UNFOLLOWED = "unfollowed", _("følges ikke lenger")


class SourcedRecordQuerySet(models.QuerySet["SourcedRecord"]):
    def standing(self) -> Self:
        """Those whose source still says them."""
        return self.filter(gone_at__isnull=True)

    def asking(self) -> Self:
        """Those where a person must decide something."""
        return self.standing().exclude(question={})


class SourcedRecord(models.Model):
    """One record of a source, and what here it is about. `facts` is what the source said; `question` what it does not settle.

    `question` is `{"kind", "facts", ...}`; its source knows the words of it and the choices. What was `answered` is not asked
    again while the question is the same.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=80)
    fetched = models.ForeignKey(Fetched, null=True, on_delete=models.SET_NULL, related_name="records")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    gone_because = models.CharField(max_length=12, choices=GoneBecause, blank=True)
    question = models.JSONField(default=dict)
    answered = models.JSONField(default=dict)  # the question that was last answered, and with what
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = SourcedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("post fra en kilde")
        verbose_name_plural = _("poster fra kilder")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="sourced_once"),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True, gone_because="") | (Q(gone_at__isnull=False) & ~Q(gone_because="")),
                name="sourced_gone_says_why",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="sourced_answer_says_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(gone_at__isnull=True), name="sourced_expires"),
            models.Index(fields=["subject"], name="sourced_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
