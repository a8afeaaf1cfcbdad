"""A body in the specialist health service, in its tree, and the numbers by which registers know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable


class OrganizationKind(models.TextChoices):
    NATIONAL = "national", _("nasjonal redaksjon")
    REGIONAL_HEALTH_AUTHORITY = "regional_health_authority", _("regionalt helseforetak")
    HEALTH_TRUST = "health_trust", _("helseforetak")
    HOSPITAL = "hospital", _("sykehus")
    UNIT = "unit", _("enhet")
    HOSPITAL_PHARMACY = "hospital_pharmacy", _("sykehusapotek")
    ICT_COMPANY = "ict_company", _("IKT-selskap")
    JOINTLY_OWNED_COMPANY = "jointly_owned_company", _("felleseid selskap")
    PRIVATE_NONPROFIT = "private_nonprofit", _("privat ideelt sykehus")
    CONTRACT_SPECIALIST = "contract_specialist", _("avtalespesialist")
    PRIVATE = "private", _("privat")
    MUNICIPALITY = "municipality", _("kommune")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def update(self, **kwargs: Any) -> int:
        """As Django's, but an organization is moved with `save()`, which keeps the paths below it."""
        if "parent" in kwargs or "parent_id" in kwargs:
            raise ValueError("move an organization with save(), so that the paths below it follow")
        return super().update(**kwargs)

    def below(self, *organizations: Organization) -> Self:
        """These organizations and all below them."""
        return self.under_paths(organization.path for organization in organizations)

    def under_paths(self, paths: Iterable[str]) -> Self:
        """All whose path starts with one of these; none when there are none. An empty path never matches."""
        condition = Q(pk__in=[])
        for path in _outermost(paths):
            condition |= Q(path__startswith=path)
        return self.filter(condition)


def _outermost(paths: Iterable[str]) -> list[str]:
    """The paths that are not below another of them."""
    kept: list[str] = []
    for path in sorted(filter(None, set(paths))):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


class Organization(models.Model):
    """A body in the specialist health service, from a region down to a reporting unit; or one beside it that delivers.

    `path` holds the keys of all above and of itself (`/3/17/`), kept by `save()`: who may where is then one comparison
    of texts, the same on every database, and a page that asks for a hundred organizations asks once.
    """

    key = models.SlugField(_("nøkkel"), max_length=120, unique=True)
    kind = models.CharField(_("type"), max_length=40, choices=OrganizationKind)
    name = models.CharField(_("navn"), max_length=255)
    short_name = models.CharField(_("kort navn"), max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    active = models.BooleanField(_("aktiv"), default=True)
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("virksomhet")
        verbose_name_plural = _("virksomheter")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError when the organization would come under itself."""
        with transaction.atomic():
            stored = Organization.objects.filter(pk=self.pk).values_list("path", flat=True).first() or ""
            above = self._path_of_parent()
            if self.pk and f"/{self.pk}/" in above:
                raise ValidationError({"parent": _("En virksomhet kan ikke ligge under seg selv.")})
            super().save(*args, **kwargs)
            self._keep_path(stored, f"{above}{self.pk}/")

    def _path_of_parent(self) -> str:
        if self.parent_id is None:
            return "/"
        return Organization.objects.values_list("path", flat=True).get(pk=self.parent_id)

    def _keep_path(self, stored: str, path: str) -> None:
        self.path = path
        Organization.objects.filter(pk=self.pk).exclude(path=path).update(path=path)
        if stored not in ("", path):
            below = Organization.objects.filter(path__startswith=stored).exclude(pk=self.pk)
            below.update(path=Concat(Value(path), Substr("path", len(stored) + 1)))

    @property
    def lineage(self) -> tuple[int, ...]:
        """The keys of every organization above, from the top, and of this one last."""
        return keys_in(self.path)


def keys_in(path: str) -> tuple[int, ...]:
    """The keys in a path: `/3/17/` is (3, 17)."""
    return tuple(int(key) for key in path.split("/") if key)


class Identifier(models.Model):
    """A number by which a register knows an organization. `orgnr` is checked by modulus 11."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(_("system"), max_length=40, choices=list(identifiers.SYSTEMS.items()))
    value = models.CharField(_("verdi"), max_length=60)

    class Meta:
        verbose_name = _("identifikator")
        verbose_name_plural = _("identifikatorer")
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="identifier_unique_in_system"),
            models.CheckConstraint(
                condition=~Q(system=identifiers.ORGNR) | Q(Exact(Length("value"), 9)), name="identifier_orgnr_nine_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"

    def clean(self) -> None:
        """Raises ValidationError, in words, when the number cannot be right."""
        identifiers.validate(self.system, self.value)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Spaces are taken away first. Raises ValidationError when the check digit is wrong."""
        self.value = identifiers.normalize(self.value)
        self.clean()
        super().save(*args, **kwargs)
