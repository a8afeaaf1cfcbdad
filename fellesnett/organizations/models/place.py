"""Where patients meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations import facts
from fellesnett.organizations.models.organization import Organization

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fellesnett.organizations.models.site import Site


class PlaceKind(models.TextChoices):
    HOSPITAL = "hospital", _("sykehus")
    CLINIC = "clinic", _("poliklinikk eller senter")
    PHARMACY = "pharmacy", _("apotek")
    OTHER = "other", _("annet sted")


class PlaceQuerySet(models.QuerySet["Place"]):
    def for_sites(self, sites: Iterable[Site]) -> Self:
        """The places of these sites' organizations and of the organizations right below them."""
        owners = {site.organization_id for site in sites}
        return self.filter(Q(organization__in=owners) | Q(organization__parent__in=owners))

    def for_site(self, site: Site) -> Self:
        return self.for_sites([site])

    def whole(self) -> Self:
        """Places that are not a building of another."""
        return self.filter(part_of__isnull=True)

    def single(self) -> Place | None:
        """The place, where there is just one."""
        found = list(self[:2])
        return found[0] if len(found) == 1 else None


class Place(models.Model):
    """Where patients meet: a hospital or a clinic of an organization, or a building of one. Edited once, shown everywhere.

    The record is read and written as a whole, so it is one row: a page that shows ten places asks once. `facts` knows the
    form of each document and reads it; `describing` alone writes it, checked, with who and when. What is told in words is
    kept per language (`{"nb": ...}`).
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="places")
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="buildings", verbose_name=_("bygning ved")
    )
    slug = models.SlugField(_("kortnavn"), max_length=80)
    kind = models.CharField(_("type sted"), max_length=12, choices=PlaceKind, default=PlaceKind.HOSPITAL)
    name = models.JSONField(_("navn"), default=dict)  # {"nb": "...", "nn": "..."}
    address = models.CharField(_("besøksadresse"), max_length=255, blank=True)
    postal_code = models.CharField(_("postnummer"), max_length=4, blank=True)
    city = models.CharField(_("poststed"), max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    phones = models.JSONField(_("telefoner"), default=list, blank=True)  # [{"number", "label", "hours"}]
    hours = models.JSONField(_("åpningstider"), default=list, blank=True)  # [{"label", "week": [[1, "08:00", "15:30"], ...]}]
    exceptions = models.JSONField(_("avvik"), default=list, blank=True)  # [{"first", "last", "opens", "closes", "note"}]
    meeting = models.JSONField(_("oppmøte"), default=dict, blank=True)  # {"nb": {"entrance", "floor", "code", "text"}}
    descriptions = models.JSONField(_("beskrivelser"), default=dict, blank=True)  # {"nb": {"parking": "...", ...}}
    described_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    described_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sted")
        verbose_name_plural = _("steder")
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="place_slug_in_organization"),
            models.CheckConstraint(condition=~Q(part_of=models.F("pk")), name="place_is_not_part_of_itself"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__isnull=False, longitude__isnull=False),
                name="place_has_both_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(described_by__isnull=True, described_at__isnull=True)
                | Q(described_by__isnull=False, described_at__isnull=False),
                name="place_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in("nb")

    def name_in(self, language: str) -> str:
        """The place's name in this language, else in bokmål, else in any."""
        return facts.said(self.name, language) or self.slug

    def meeting_point_in(self, language: str) -> str:
        """Entrance, floor and code in one line. Nothing where nothing is said."""
        return facts.meeting_in_words(self.meeting, language)

    def opening_hours_in(self, language: str) -> str:
        """The week's hours in one line, with what is said of them in words."""
        return facts.hours_of(self, language)

    @property
    def phone(self) -> str:
        """The first of the numbers; empty where there is none."""
        return next((str(phone["number"]) for phone in self.phones), "")

    @property
    def meeting_point(self) -> str:
        return self.meeting_point_in("nb")

    @property
    def opening_hours(self) -> str:
        return self.opening_hours_in("nb")

    @property
    def path(self) -> str:
        """The address of its page, without language prefix."""
        return f"/steder/{self.part_of.slug}/{self.slug}/" if self.part_of else f"/steder/{self.slug}/"
