"""The record and the inbox: events, open items, sign-offs, ownership.

`subject` is the address of what a row is about, made by `subjects.py`: `topic:kneprotese`, `text:kneprotese:nb`,
`adoption:17`. This room stands below the nouns it speaks of, so it holds their address, not a key.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fellesnett.editorial.querysets import OpenItemQuerySet
from fellesnett.foundation.append_only import AppendOnlyModel


class Event(AppendOnlyModel):
    """One thing that happened, written in the same transaction as what it records, hash-chained to the one before."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=255)
    role = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60)  # noun.verb, e.g. edition.released, snapshot.approved
    subject = models.CharField(max_length=200)
    organization = models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=80)
    hash = models.CharField(max_length=80)

    class Meta:
        verbose_name = "hendelse"
        verbose_name_plural = "hendelser"
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject", "sequence"], name="event_subject"),
            models.Index(fields=["organization", "sequence"], name="event_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject}"


class LogHead(models.Model):
    """The last link of the chain. Its row lock puts writers in commit order; take it last in a transaction."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_log_head")]


class OpenItemKind(models.TextChoices):
    UPDATE = "update", "ny utgave"
    CONFLICT = "conflict", "konflikt"
    HIDDEN_CHANGE = "hidden_change", "skjult endring"
    STILL_RIGHT = "still_right", "stemmer dette fortsatt?"
    ORPHAN = "orphan", "mistet plassen sin"
    SAFETY = "safety", "sikkerhetsendring"
    POLICY = "policy", "regelen er strammet inn"
    LAPSING = "lapsing", "går ut"
    LANGUAGE_BEHIND = "language_behind", "språk henger etter"
    WITHDRAWN = "withdrawn", "trukket tilbake"
    REVIEW_DUE = "review_due", "skal kvalitetssikres"
    SIGN_OFF = "sign_off", "venter på faglig godkjenning"
    RELEASE = "release", "venter på nasjonal godkjenning"


class OpenItem(models.Model):
    """Something a person must decide or do, in someone's inbox, with a deadline."""

    kind = models.CharField("type", max_length=30, choices=OpenItemKind)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="open_items")
    site = models.ForeignKey("organizations.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="open_items")
    role = models.CharField("rolle", max_length=40, blank=True)  # who is asked: a value of organizations.Role
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="open_items"
    )
    subject = models.CharField(max_length=200)
    key = models.CharField(max_length=200)  # the same open question is asked once
    title = models.CharField("tittel", max_length=255)
    reason = models.TextField("hvorfor", blank=True)
    detail = models.JSONField(default=dict)
    urgent = models.BooleanField("haster", default=False)
    opened_at = models.DateTimeField("åpnet")
    deadline = models.DateTimeField("frist")
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.CharField(max_length=255, blank=True)

    objects = OpenItemQuerySet.as_manager()

    class Meta:
        verbose_name = "åpen sak"
        verbose_name_plural = "åpne saker"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(closed_at__isnull=True), name="open_item_asked_once"),
        ]
        indexes = [
            models.Index(fields=["site", "closed_at", "deadline"], name="open_item_inbox"),
            models.Index(fields=["organization", "closed_at", "deadline"], name="open_item_organization"),
            models.Index(fields=["subject", "closed_at"], name="open_item_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"


class SignOff(AppendOnlyModel):
    """A clinician's yes to a content hash. It follows each unchanged block into the next edition."""

    content_hash = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    comment = models.TextField(blank=True)

    class Meta:
        verbose_name = "faglig godkjenning"
        constraints = [
            models.UniqueConstraint(fields=["content_hash", "subject", "signed_by"], name="sign_off_once_a_person"),
        ]


class Ownership(models.Model):
    """Who answers for a text: a professional community, a person and a deputy."""

    subject = models.CharField(max_length=200, unique=True)
    unit = models.CharField("fagmiljø", max_length=160)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "faglig eierskap"
