"""Who is who and where: organizations, their sites and places, and who may act for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from fellesnett.organizations import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fellesnett.accounts.models import User

LANGUAGE_CHOICES = [
    ("nb", "bokmål"),
    ("nn", "nynorsk"),
    ("se", "nordsamisk"),
    ("smj", "lulesamisk"),
    ("sma", "sørsamisk"),
    ("en", "engelsk"),
]


class OrganizationKind(models.TextChoices):
    NATIONAL = "national", "nasjonal redaksjon"
    REGIONAL_HEALTH_AUTHORITY = "regional_health_authority", "regionalt helseforetak"
    HEALTH_TRUST = "health_trust", "helseforetak"
    HOSPITAL = "hospital", "sykehus"
    UNIT = "unit", "enhet"
    HOSPITAL_PHARMACY = "hospital_pharmacy", "sykehusapotek"
    ICT_COMPANY = "ict_company", "IKT-selskap"
    JOINTLY_OWNED_COMPANY = "jointly_owned_company", "felleseid selskap"
    PRIVATE_NONPROFIT = "private_nonprofit", "privat ideelt sykehus"
    CONTRACT_SPECIALIST = "contract_specialist", "avtalespesialist"
    PRIVATE = "private", "privat"


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
    """A body in the specialist health service, from a region down to a reporting unit.

    `path` holds the keys of all above and of itself (`/3/17/`), kept by `save()`: who may where is then one comparison
    of texts, the same on every database, and a page that asks for a hundred organizations asks once.
    """

    key = models.SlugField("nøkkel", max_length=120, unique=True)
    kind = models.CharField("type", max_length=40, choices=OrganizationKind)
    name = models.CharField("navn", max_length=255)
    short_name = models.CharField("kort navn", max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    active = models.BooleanField("aktiv", default=True)
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "virksomhet"
        verbose_name_plural = "virksomheter"
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
    system = models.CharField("system", max_length=40, choices=list(identifiers.SYSTEMS.items()))
    value = models.CharField("verdi", max_length=60)

    class Meta:
        verbose_name = "identifikator"
        verbose_name_plural = "identifikatorer"
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


class SiteQuerySet(models.QuerySet["Site"]):
    def for_user(self, user: User) -> Self:
        """The sites for which this user holds any membership, directly or through a parent organization."""
        from fellesnett.organizations.permissions import organizations_of

        return self.filter(organization__in=organizations_of(user))


class Site(models.Model):
    """One website of one organization, told apart by host."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sites")
    slug = models.SlugField("kortnavn", max_length=60, unique=True)
    host = models.CharField("vertsnavn", max_length=255, blank=True, null=True, unique=True)
    name = models.CharField("navn", max_length=160)
    brand_color = models.CharField("profilfarge", max_length=7, default="#003087")
    language = models.CharField("tjenestemål", max_length=3, choices=LANGUAGE_CHOICES[:2], default="nb")
    other_languages = models.JSONField("andre språk", default=list, blank=True)
    is_front_door = models.BooleanField("nasjonal inngang", default=False)
    is_demonstration = models.BooleanField(default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "nettsted"
        verbose_name_plural = "nettsteder"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_front_door"], condition=Q(is_front_door=True), name="one_front_door"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def languages(self) -> list[str]:
        """The site's own language first, then the others it publishes in."""
        return [self.language, *[code for code in self.other_languages if code != self.language]]


class Place(models.Model):
    """Where patients meet: a hospital, ward or clinic of an organization. Edited once, shown everywhere."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="places")
    slug = models.SlugField("kortnavn", max_length=80)
    name = models.JSONField("navn", default=dict)  # {"nb": "...", "nn": "..."}
    address = models.CharField("besøksadresse", max_length=255, blank=True)
    postal_code = models.CharField("postnummer", max_length=4, blank=True)
    city = models.CharField("poststed", max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    meeting_point = models.CharField("oppmøtested", max_length=255, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    opening_hours = models.CharField("åpningstid", max_length=255, blank=True)

    class Meta:
        verbose_name = "sted"
        verbose_name_plural = "steder"
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="place_slug_in_organization")]

    def __str__(self) -> str:
        return self.name_in("nb")

    def name_in(self, language: str) -> str:
        """The place's name in this language, else in bokmål, else in any."""
        names = self.name
        return str(names.get(language) or names.get("nb") or next(iter(names.values()), self.slug))


class CatchmentArea(models.Model):
    """A municipality, or a city district, and the hospital that serves it. A district decides before its municipality."""

    municipality_number = models.CharField("kommunenummer", max_length=4)
    municipality = models.CharField("kommune", max_length=80)
    district_number = models.CharField("bydelsnummer", max_length=6, blank=True)
    district = models.CharField("bydel", max_length=80, blank=True)
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
        verbose_name = "opptaksområde"
        verbose_name_plural = "opptaksområder"
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


class Role(models.TextChoices):
    NATIONAL_MEDICAL_EDITOR = "national_medical_editor", "nasjonal medisinsk redaktør"
    NATIONAL_EDITOR = "national_editor", "nasjonal redaktør"
    CLINICIAN = "clinician", "kliniker"
    REGIONAL_OWNER = "regional_owner", "regional systemeier"
    SITE_OWNER = "site_owner", "nettansvarlig"
    EDITOR = "editor", "redaktør"
    CONTRIBUTOR = "contributor", "bidragsyter"
    STUDY_PUBLISHER = "study_publisher", "publisist for kliniske studier"
    AUDITOR = "auditor", "revisor"


class Membership(models.Model):
    """The one table that owns the rights: this person has this role for this organization and all below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=40, choices=Role)

    class Meta:
        verbose_name = "tilgang"
        verbose_name_plural = "tilganger"
        constraints = [models.UniqueConstraint(fields=["user", "organization", "role"], name="membership_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.organization})"
