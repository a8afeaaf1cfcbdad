"""Those who copy: who they are, the keys they come with, what they want to be told of, and what they have been told.

Of a key only the hash is kept; the secret that a message is signed
with is sealed, since signing needs it.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation.languages import NORWEGIAN_CHOICES
from fellesnett.organizations.models import LANGUAGE_CHOICES


class Consumer(models.Model):
    """An organization or a program that keeps a copy, and the person to write to when something is wrong."""

    name = models.CharField(_("navn"), max_length=120, unique=True)
    contact_name = models.CharField(_("kontaktperson"), max_length=160)
    contact_email = models.EmailField(_("kontaktens e-post"))
    language = models.CharField(_("språk i brev"), max_length=2, choices=NORWEGIAN_CHOICES, default="nb")
    described_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    described_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mottaker")
        verbose_name_plural = _("mottakere")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Key(models.Model):
    """What a consumer shows to be known by: reading needs none, but a key may ask more often. Shown once, kept as a hash."""

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="keys")
    hint = models.CharField(_("begynner med"), max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    limit = models.PositiveIntegerField(_("spørringer i minuttet"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_used = models.DateField(_("sist brukt"), null=True)  # the day, no closer
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("nøkkel")
        verbose_name_plural = _("nøkler")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="key_says_who_revoked_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint}…"


class Only(models.TextChoices):
    """Which changes a subscription is about."""

    ALL = "all", _("alle endringer")
    SAFETY = "safety", _("sikkerhetsendringer og tilbaketrekkinger")
    WITHDRAWALS = "withdrawals", _("tekster som tas bort")


class OffBecause(models.TextChoices):
    BY_HAND = "by_hand", _("slått av her")
    BY_OWNER = "by_owner", _("slått av av mottakeren selv")
    ENDED = "ended", _("slettet av mottakeren selv")
    GONE = "gone", _("adressen svarte at den ikke finnes mer (410)")
    FAILING = "failing", _("adressen har ikke tatt imot på flere dager")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def on(self) -> Self:
        return self.filter(off_at__isnull=True)

    def standing(self) -> Self:
        """Those that are on or may be turned on again."""
        return self.exclude(off_because=OffBecause.ENDED)


class Subscription(models.Model):
    """An address that is told of changes, as soon as they are in the feed.

    The feed is the queue: `recall_seq` and `seq` say how far along it this subscription has been told of recalls, and of all
    else. Recalls go first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, related_name="subscriptions")
    url = models.CharField(_("adresse"), max_length=500)
    only = models.CharField(_("hvilke endringer"), max_length=12, choices=Only, default=Only.ALL)
    site = models.ForeignKey("organizations.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES, blank=True)
    codes = models.JSONField(_("koder"), default=list)  # [["icd10", "M17"]]: texts tagged with any of these; none: all texts
    secret = models.CharField(max_length=200)  # sealed
    earlier_secret = models.CharField(max_length=200, blank=True)  # sealed; signs too, until the day that it ends
    earlier_until = models.DateTimeField(null=True)
    seq = models.BigIntegerField()
    recall_seq = models.BigIntegerField()
    failing_since = models.DateTimeField(null=True)  # since when nothing has been taken
    resting_until = models.DateTimeField(null=True)  # it failed: nothing but a new recall is tried before this
    leased_until = models.DateTimeField(null=True)  # a process is telling it; should that die, another may from here on
    off_at = models.DateTimeField(null=True)
    off_because = models.CharField(max_length=10, choices=OffBecause, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_with = models.ForeignKey(Key, null=True, on_delete=models.PROTECT, related_name="+")  # by the consumer itself
    made_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("abonnement")
        verbose_name_plural = _("abonnementer")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(off_at__isnull=True, off_because="") | Q(off_at__isnull=False) & ~Q(off_because=""),
                name="subscription_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(earlier_secret="", earlier_until__isnull=True)
                | ~Q(earlier_secret="") & Q(earlier_until__isnull=False),
                name="subscription_earlier_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(made_by__isnull=True, made_with__isnull=False) | Q(made_by__isnull=False, made_with__isnull=True),
                name="subscription_has_one_maker",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def has_ended(self) -> bool:
        """Deleted by its owner: it stays for its receipts, and nothing turns it on again."""
        return self.off_because == OffBecause.ENDED


TEST = "test"
"""The kind of a message that tells of nothing."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Those that are neither taken nor given up."""
        return self.filter(delivered_at__isnull=True, given_up_at__isnull=True)

    def holding(self) -> Self:
        """Those that the next message about anything but a recall waits for."""
        return self.waiting().filter(recall=False).exclude(kind=TEST)

    def ready(self, at: datetime) -> Self:
        """Those to be tried now. A recall that has not been tried yet waits for nothing, nor does a test."""
        awake = Q(subscription__resting_until__isnull=True) | Q(subscription__resting_until__lte=at)
        return self.waiting().filter(awake | Q(recall=True, attempts=0) | Q(kind=TEST), next_try_at__lte=at)

    def in_turn(self) -> Self:
        """Recalls first, and among them one that has been refused gives way to the others; then in the order of the feed."""
        return self.order_by("-recall", models.Case(models.When(recall=True, then=F("attempts")), default=0), "first")


class Delivery(models.Model):
    """One message to a subscription: the same id and the same words however often it is tried. Kept 30 days after its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("type"), max_length=40)  # the message's `type`
    recall = models.BooleanField()
    first = models.BigIntegerField()  # number of the first line it tells of; 0 for a test
    last = models.BigIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)  # [{"at", "status", "fault"}], the latest last
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("levering")
        verbose_name_plural = _("leveringer")
        ordering = ["-made_at", "-first"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "recall", "first"], condition=~Q(kind="test"), name="delivery_tells_once"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(given_up_at__isnull=True), name="delivery_has_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subscription", "next_try_at"],
                condition=Q(delivered_at__isnull=True, given_up_at__isnull=True),
                name="delivery_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}–{self.last}"

    @property
    def message_id(self) -> str:
        """What `webhook-id` says."""
        return f"msg_{self.pk.hex}"


class Receipt(models.Model):
    """That a subscription is to know of a recall: when it was told, took the message, and said that it has acted. For ever."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="receipts")
    change = models.ForeignKey("delivery.Change", on_delete=models.PROTECT, related_name="receipts")
    told_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("kvittering")
        verbose_name_plural = _("kvitteringer")
        constraints = [models.UniqueConstraint(fields=["subscription", "change"], name="receipt_once")]
