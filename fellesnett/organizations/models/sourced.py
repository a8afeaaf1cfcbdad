"""What registers outside say, beside what we say ourselves: shown until its last moment, and never written over our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models.organization import Identifier
from fellesnett.organizations.models.place import Place

if TYPE_CHECKING:
    from datetime import datetime


class SourcedFact(models.Model):
    """What a register outside says, beside what we say ourselves: whose it is, when it was confirmed, its last moment."""

    source = models.CharField(_("kilde"), max_length=120)
    source_address = models.URLField(_("kildens adresse"), max_length=500)
    fetched_at = models.DateTimeField(_("hentet"))
    expires_at = models.DateTimeField(_("vises til"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("fetched_at")), name="%(class)s_ends_after_it_is_fetched")
        ]


class SourcedFactQuerySet(models.QuerySet[Any]):
    def shown(self, at: datetime) -> Self:
        """Those that may be shown: nothing after its last moment."""
        return self.filter(expires_at__gt=at)


class RegisteredUnit(SourcedFact):
    """What the register of units says of an organization number. Never written over the name and address people have chosen."""

    identifier = models.OneToOneField(Identifier, on_delete=models.CASCADE, related_name="registered")
    name = models.CharField(_("navn i registeret"), max_length=255)
    form = models.CharField(_("organisasjonsform"), max_length=120)
    parent_orgnr = models.CharField(_("overordnet enhet"), max_length=9, blank=True)
    address = models.CharField(_("forretningsadresse"), max_length=255, blank=True)
    postal_code = models.CharField(_("postnummer"), max_length=4, blank=True)
    city = models.CharField(_("poststed"), max_length=80, blank=True)
    municipality = models.CharField(_("kommune"), max_length=80, blank=True)
    municipality_number = models.CharField(_("kommunenummer"), max_length=4, blank=True)
    deleted_on = models.DateField(_("slettet"), null=True, blank=True)

    objects = SourcedFactQuerySet.as_manager()

    class Meta(SourcedFact.Meta):
        abstract = False
        verbose_name = _("registrert enhet")
        verbose_name_plural = _("registrerte enheter")

    def __str__(self) -> str:
        return f"{self.name} ({self.identifier.value})"


class PlacePosition(SourcedFact):
    """Where the address register puts a place, for the address that was `asked`: once that is another, this is no longer so."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="registered")
    asked = models.CharField(_("adresse"), max_length=400)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    municipality = models.CharField(_("kommune"), max_length=80)
    municipality_number = models.CharField(_("kommunenummer"), max_length=4)

    objects = SourcedFactQuerySet.as_manager()

    class Meta(SourcedFact.Meta):
        abstract = False
        verbose_name = _("plassering av et sted")
        verbose_name_plural = _("plasseringer av steder")

    def __str__(self) -> str:
        return f"{self.place}: {self.latitude}, {self.longitude}"
