"""One website of one organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation import languages
from fellesnett.organizations.models.organization import Organization

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


class SiteState(models.TextChoices):
    """The life of a site. Readers meet its pages only while it is open."""

    PREPARING = "preparing", _("i forberedelse")
    OPEN = "open", _("åpent")
    CLOSED = "closed", _("lagt ned")


class SiteQuerySet(models.QuerySet["Site"]):
    def open(self) -> Self:
        """Those that readers can visit."""
        return self.filter(state=SiteState.OPEN)

    def for_user(self, user: User) -> Self:
        """The sites for which this user holds any membership, directly or through a parent organization."""
        from fellesnett.organizations.permissions import organizations_of

        return self.filter(organization__in=organizations_of(user))


class Site(models.Model):
    """One website of one organization, told apart by host."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sites")
    slug = models.SlugField(_("kortnavn"), max_length=60, unique=True)
    host = models.CharField(_("vertsnavn"), max_length=255, blank=True, null=True, unique=True)
    name = models.CharField(_("navn"), max_length=160)
    brand_color = models.CharField(_("profilfarge"), max_length=7, default="#003087")
    language = models.CharField(_("tjenestemål"), max_length=3, choices=languages.NORWEGIAN_CHOICES, default=languages.SOURCE)
    other_languages = models.JSONField(_("andre språk"), default=list, blank=True)
    is_front_door = models.BooleanField(_("nasjonal inngang"), default=False)
    state = models.CharField(_("tilstand"), max_length=12, choices=SiteState, default=SiteState.OPEN)
    closed_at = models.DateTimeField(_("lagt ned"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors", verbose_name=_("etterfølger")
    )
    successor_url = models.URLField(_("etterfølger utenfor løsningen"), blank=True)
    is_demonstration = models.BooleanField(default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("nettsted")
        verbose_name_plural = _("nettsteder")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_front_door"], condition=Q(is_front_door=True), name="one_front_door"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="closed_site_says_when",
            ),
            models.CheckConstraint(condition=~Q(is_front_door=True) | Q(state="open"), name="front_door_is_open"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Can readers visit it?"""
        return self.state == SiteState.OPEN

    @property
    def languages(self) -> list[str]:
        """The site's own language first, then the others it publishes in."""
        return [self.language, *[code for code in self.other_languages if code != self.language]]

    def path_in(self, language: str, path: str) -> str:
        """The address of a path, written without a prefix, in this language: the site's own language has none."""
        return path if language == self.language else f"/{language}{path}"
