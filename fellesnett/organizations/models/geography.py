"""Who serves whom: municipalities and city districts with their hospitals, numbers that have changed, and postal codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models.organization import Organization


class CatchmentArea(models.Model):
    """A municipality, or a city district, and the hospital that serves it. A district decides before its municipality."""

    municipality_number = models.CharField(_("kommunenummer"), max_length=4)
    municipality = models.CharField(_("kommune"), max_length=80)
    district_number = models.CharField(_("bydelsnummer"), max_length=6, blank=True)
    district = models.CharField(_("bydel"), max_length=80, blank=True)
    sami_name = models.CharField(max_length=80, blank=True)
    sami_administrative_area = models.BooleanField(default=False)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    region = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="catchment")
    hospital = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    source_trust = models.CharField(max_length=80, blank=True)  # as the list wrote it, matched or not
    source_hospital = models.CharField(max_length=80, blank=True)
    psychiatric_center = models.CharField("DPS", max_length=120, blank=True)

    class Meta:
        verbose_name = _("opptaksområde")
        verbose_name_plural = _("opptaksområder")
        constraints = [
            models.UniqueConstraint(fields=["municipality_number", "district_number"], name="catchment_area_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.district}".strip()


class MunicipalityNumberChange(models.Model):
    """An old municipality number and the one that took over, so that old codes still find their hospital."""

    year = models.PositiveSmallIntegerField()
    old_number = models.CharField(max_length=4)
    old_name = models.CharField(max_length=80)
    new_number = models.CharField(max_length=4)
    new_name = models.CharField(max_length=80)
    comment = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "old_number", "new_number"], name="municipality_change_unique"),
        ]


class PostalCode(models.Model):
    """A postal code and its place name."""

    code = models.CharField(max_length=4, primary_key=True)
    place = models.CharField(max_length=80)
