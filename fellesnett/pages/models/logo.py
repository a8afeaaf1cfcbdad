"""A site's logo. A new one never overwrites: the old row is taken down and stays, with who did what and when."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models import Site


class Ground(models.TextChoices):
    """What a logo is made to stand on."""

    LIGHT = "light", _("lys bakgrunn")
    DARK = "dark", _("mørk bakgrunn")


class LogoQuerySet(models.QuerySet["Logo"]):
    def up(self) -> Self:
        """Those that are in use."""
        return self.filter(taken_down_at=None)

    def down(self) -> Self:
        return self.exclude(taken_down_at=None)


class Logo(models.Model):
    """One logo of one site, for one ground. Its file is named by its content, so an address never changes its meaning."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("nettsted"))
    ground = models.CharField(_("laget for"), max_length=5, choices=Ground)
    file = models.FileField(_("fil"), upload_to="logoer")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colors = models.JSONField(_("farger"), default=list, blank=True)  # `#rrggbb`; none where they could not be told
    alt = models.CharField(_("ord i stedet for logoen"), max_length=160, blank=True)
    put_up_at = models.DateTimeField(_("lagt ut"))
    put_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField(_("tatt ned"), null=True, blank=True)
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logoer")
        ordering = ["-put_up_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "ground"], condition=models.Q(taken_down_at=None), name="one_logo_for_each_ground"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.get_ground_display()}"

    @property
    def address(self) -> str:
        return f"/{self.file.name}"

    @property
    def words(self) -> str:
        """What stands for the logo where it is not seen: its own words, else the site's name."""
        return self.alt or self.site.name
