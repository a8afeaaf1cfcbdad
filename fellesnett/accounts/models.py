"""Users. What a user may do lives in `organizations.Membership`, never in Django's groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation import languages


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who logs in with an e-mail address (stored in lower case)."""
        if not email:
            raise ValueError("email is required")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this e-mail address, however it is typed."""
        return self.get(email=(username or "").strip().lower())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the account that installs the system and gives the first national medical editor the role."""
        return self.create_user(email=email, password=password, is_superuser=True, is_staff=True, **fields)


class DigestChoice(models.TextChoices):
    DAILY = "daily", _("hver dag det er noe nytt")
    WEEKLY = "weekly", _("en gang i uken")
    NONE = "none", _("aldri")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works with the texts. Patients have no accounts and leave no personal data."""

    email = models.EmailField(_("e-post"), unique=True)
    first_name = models.CharField(_("fornavn"), max_length=150, blank=True)
    last_name = models.CharField(_("etternavn"), max_length=150, blank=True)
    title = models.CharField(_("stilling"), max_length=150, blank=True)
    language = models.CharField(_("språk"), max_length=3, default=languages.SOURCE, choices=languages.NORWEGIAN_CHOICES)
    digest = models.CharField(_("e-post om det som venter"), max_length=6, choices=DigestChoice, default=DigestChoice.DAILY)
    leaves_on = models.DateField(_("slutter"), null=True, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_demonstration = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    vouched_within: str = ""
    """Set on the person of a request by the desk: the path of the organization whose provider vouched. What the person may
    do is then looked for there alone. Empty when a password opened the door."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")
        constraints = [models.CheckConstraint(condition=models.Q(email=models.functions.Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email
