"""How people prove who they are: providers, the identities they have vouched for, second steps, open sign-ins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from fellesnett.access.sealing import sealed, unsealed
from fellesnett.foundation.append_only import AppendOnlyModel


class Provider(models.Model):
    """An organization's own OpenID Connect provider, and whom it may vouch for.

    It vouches only for people with an address in one of its `email_domains` whose token holds every one of `claims`. The
    client secret is kept in the environment, under the name that `secret_name` gives; it is never stored here.
    """

    slug = models.SlugField(_("kortnavn"), max_length=60, unique=True)
    name = models.CharField(_("navn"), max_length=120)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="providers")
    issuer = models.URLField(_("utsteder"), max_length=300)
    client_id = models.CharField(_("klient-ID"), max_length=200)
    secret_name = models.CharField(_("navnet på hemmeligheten"), max_length=120, blank=True)
    email_domains = models.JSONField(_("e-postdomener"), default=list)  # ["helse-bergen.no"]
    claims = models.JSONField(_("påstander"), default=dict, blank=True)  # {"tid": "..."}: each must be in the token
    email_assured = models.BooleanField(_("e-post er alltid kontrollert"), default=False)
    enabled = models.BooleanField(_("på"), default=False)
    described_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    described_at = models.DateTimeField()

    class Meta:
        verbose_name = _("innloggingsleverandør")
        verbose_name_plural = _("innloggingsleverandører")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """A person as a provider knows them: the subject, which never changes hands. An address may."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="identities")
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("identitet")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_is_one_person"),
            models.UniqueConstraint(fields=["provider", "user"], name="identity_once_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.provider})"


class Invitation(models.Model):
    """Somebody without a way in is asked in by letter, with the role that waits. The link in the letter is used once."""

    email = models.EmailField("e-post")
    name = models.CharField("navn", max_length=160)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("rolle", max_length=40)
    branch = models.UUIDField(null=True)
    until = models.DateField("til og med", null=True)
    why = models.CharField("hvorfor", max_length=200, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "invitasjon"
        ordering = ["-invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organization"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_says_who_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organization})"


class InvitationLink(AppendOnlyModel):
    """One letter's way to an invitation. Of the secret in its address only the hash is kept."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "lenke i invitasjon"


class Method(models.TextChoices):
    PASSWORD = "password", _("passord")
    PASSWORD_AND_CODE = "password_and_code", _("passord og kode")
    PASSWORD_AND_RECOVERY = "password_and_recovery", _("passord og gjenopprettingskode")
    PROVIDER = "provider", _("virksomhetens innlogging")


class SignIn(models.Model):
    """One open sign-in of a person, on one device. It is deleted when it ends; the record keeps that it was."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    method = models.CharField(_("måte"), max_length=30, choices=Method)
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(_("enhet"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("startet"))
    seen_at = models.DateTimeField(_("sist sett"))
    must_set_up_by = models.DateTimeField(_("to-trinn innen"), null=True, blank=True)

    class Meta:
        verbose_name = _("åpen innlogging")
        ordering = ["-seen_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method=Method.PROVIDER, provider__isnull=False)
                | Q(~Q(method=Method.PROVIDER), provider__isnull=True),
                name="sign_in_names_its_provider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"


class Grace(models.Model):
    """When a person was first told that the role demands two-step log-in: the days to set it up are counted from here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_step_grace")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("frist for to-trinn")


class Authenticator(TOTPDevice):
    """A person's authenticator app. The library's device, with its key sealed: a copy of the database gives no codes."""

    class Meta:
        proxy = True
        verbose_name = _("autentiseringsapp")

    @classmethod
    def make(cls, user: Any, secret: bytes) -> Authenticator:
        """A new device for a person, not yet proven by a code."""
        made: Authenticator = cls.objects.create(user=user, name="app", key=sealed(secret), confirmed=False)
        return made

    @property
    def bin_key(self) -> bytes:
        return unsealed(self.key)
