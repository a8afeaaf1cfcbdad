"""Partners deliver: who may, to which sites, and what each delivery became.

What was delivered is written once, with its hash; `state` alone moves, by the verbs of this room.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fellesnett.organizations.models import Site


class PartnerQuerySet(models.QuerySet["Partner"]):
    def standing(self) -> Self:
        """Those that may still deliver."""
        return self.filter(ended_at__isnull=True)


class Partner(models.Model):
    """An organization that delivers by the interface: known by its organization number, which its tokens name."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.PROTECT, related_name="partner", verbose_name=_("virksomhet")
    )
    contact_name = models.CharField(_("kontaktperson"), max_length=160)
    contact_email = models.EmailField(_("kontaktens e-post"))
    described_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    described_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("avsluttet"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partnere")
        ordering = ["organization__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="partner_end_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def is_standing(self) -> bool:
        """May it still deliver?"""
        return self.ended_at is None


class LeaveQuerySet(models.QuerySet["Leave"]):
    def standing(self) -> Self:
        """Leave that nobody has taken back, of partners that may still deliver."""
        return self.filter(taken_at__isnull=True, partner__ended_at__isnull=True)

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)


class Leave(models.Model):
    """A partner may deliver to a site: its topics' local parts (`content`), its places, its services, or several of these. Given
    and taken back by name."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="leaves")
    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="leaves")
    content = models.BooleanField(_("lokale deler av tekster"))
    places = models.BooleanField(_("steder"))
    services = models.BooleanField(_("tjenester"), default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("lov til å levere")
        ordering = ["site__name", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "site"], condition=Q(taken_at__isnull=True), name="one_standing_leave"),
            models.CheckConstraint(condition=Q(content=True) | Q(places=True) | Q(services=True), name="leave_is_for_something"),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="leave_taken_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} → {self.site}"

    def covers(self, noun: str) -> bool:
        """Is it leave to deliver such things?"""
        return {Noun.CONTENT: self.content, Noun.PLACE: self.places, Noun.SERVICE: self.services}[Noun(noun)]


class Noun(models.TextChoices):
    """What a delivery is about."""

    CONTENT = "content", _("lokal tekst")
    PLACE = "place", _("sted")
    SERVICE = "service", _("tjeneste")


class Way(models.TextChoices):
    """What it asks for."""

    NEW = "new", _("nytt")
    CHANGE = "change", _("endring")
    REMOVE = "remove", _("fjernes")


class SubmissionState(models.TextChoices):
    """The life of a delivery. All but the first are ends."""

    WAITING = "waiting", _("venter på svar")
    ACCEPTED = "accepted", _("tatt inn")
    REFUSED = "refused", _("avvist")
    OVERTAKEN = "overtaken", _("erstattet av en nyere levering")
    WITHDRAWN = "withdrawn", _("trukket av partneren")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> Self:
        return self.filter(state=SubmissionState.WAITING)

    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def newest_first(self) -> Self:
        return self.order_by("-received_at", "pk")


class Submission(models.Model):
    """One delivery: `body` as it came, letter by letter, with its hash; and `acts`, what it asks to have done.

    `text`, `place` or `service` names what it is about; a new place or service has none of them yet. `supplier` is the
    organization number of whoever delivered on the partner's behalf. Nothing of it is shown before somebody at the site has
    taken it in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="submissions")
    site = models.ForeignKey("organizations.Site", on_delete=models.PROTECT, related_name="submissions")
    noun = models.CharField(max_length=8, choices=Noun)
    way = models.CharField(max_length=8, choices=Way)
    text = models.ForeignKey("adoption.AdoptedText", null=True, blank=True, on_delete=models.PROTECT, related_name="submissions")
    place = models.ForeignKey("organizations.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="submissions")
    service = models.ForeignKey("adoption.Adoption", null=True, blank=True, on_delete=models.PROTECT, related_name="submissions")
    title = models.CharField(max_length=255)
    body = models.TextField()
    body_hash = models.CharField(max_length=80)
    acts = models.JSONField()
    supplier = models.CharField(max_length=9, blank=True)
    received_at = models.DateTimeField(_("mottatt"))
    state = models.CharField(_("tilstand"), max_length=10, choices=SubmissionState, default=SubmissionState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    overtaken_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="overtook")
    operations = models.ManyToManyField("adoption.LocalOperation", related_name="submissions", blank=True)  # that it became
    set_aside = models.JSONField(default=list, blank=True)  # the operations that it took off the page, by key

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("levering")
        verbose_name_plural = _("leveringer")
        ordering = ["-received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="submission_end_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused"], decided_by__isnull=False)
                | ~Q(state__in=["accepted", "refused"]) & Q(decided_by__isnull=True),
                name="submission_answer_says_who",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="submission_refused_says_why"),
            models.CheckConstraint(
                condition=Q(state="overtaken", overtaken_by__isnull=False) | ~Q(state="overtaken") & Q(overtaken_by__isnull=True),
                name="submission_overtaken_names_the_newer",
            ),
            models.CheckConstraint(
                condition=Q(noun="content", text__isnull=False, place__isnull=True, service__isnull=True)
                | Q(noun="place", text__isnull=True, service__isnull=True)
                | Q(noun="service", text__isnull=True, place__isnull=True),
                name="submission_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "state"], name="submission_site"),
            models.Index(fields=["partner", "received_at"], name="submission_partner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        """Has nobody answered it yet?"""
        return self.state == SubmissionState.WAITING


class RequestKey(models.Model):
    """A partner's own key for one request (`Idempotency-Key`): what it asked for, and what came of it.

    Without a submission the request is still being carried out, or a killed process left it.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="request_keys")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="request_keys")

    class Meta:
        verbose_name = _("forespørselsnøkkel")
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="request_key_once_a_partner")]

    def __str__(self) -> str:
        return self.key
