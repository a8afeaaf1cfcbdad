"""Old addresses of pages that have moved: they lead on for ever, so that no link a patient has kept is dead."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models import LANGUAGE_CHOICES, Site


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    def for_site(self, site: Site) -> OldAddressQuerySet:
        return self.filter(site=site)


class OldAddress(models.Model):
    """An address that a published page had. It points at the work, and follows it wherever it moves next."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    folder = models.CharField(max_length=60)
    slug = models.SlugField(max_length=120)
    work = models.UUIDField(db_index=True)

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("gammel adresse")
        verbose_name_plural = _("gamle adresser")
        constraints = [models.UniqueConstraint(fields=["site", "language", "folder", "slug"], name="old_address_unique")]

    def __str__(self) -> str:
        return f"/{self.folder}/{self.slug}/"
