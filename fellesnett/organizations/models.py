"""Who is who and where: organizations, their sites and places, and who may act for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from fellesnett.foundation import languages
from fellesnett.organizations import facts, identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from fellesnett.accounts.models import User

LANGUAGE_CHOICES = languages.CHOICES


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


class Role(models.TextChoices):
    NATIONAL_MEDICAL_EDITOR = "national_medical_editor", _("nasjonal medisinsk redaktør")
    NATIONAL_EDITOR = "national_editor", _("nasjonal redaktør")
    CLINICIAN = "clinician", _("kliniker")
    REGIONAL_OWNER = "regional_owner", _("regional systemeier")
    SITE_OWNER = "site_owner", _("nettansvarlig")
    EDITOR = "editor", _("redaktør")
    CONTRIBUTOR = "contributor", _("bidragsyter")
    STUDY_PUBLISHER = "study_publisher", _("publisist for kliniske studier")
    AUDITOR = "auditor", _("revisor")


BRANCH_ROLES = frozenset({Role.EDITOR, Role.CONTRIBUTOR})
"""The roles that may be given for a branch of a site's own pages alone."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self, day: date) -> Self:
        """Those that have not run out by this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))

    def whole(self) -> Self:
        """Those for all of the organization, not for a branch of its pages."""
        return self.filter(branch__isnull=True)


class Membership(models.Model):
    """The one table that owns the rights: this person has this role for this organization and all below it.

    With a `branch`, only for that part of the pages of the organization's site: the `work` of a department or of a site
    within the site, and what lies below it. The last day it counts is `until`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=40, choices=Role)
    branch = models.UUIDField(null=True, blank=True)
    until = models.DateField(_("til og med"), null=True, blank=True)
    why = models.CharField(_("hvorfor"), max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilgang")
        verbose_name_plural = _("tilganger")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=Q(branch__isnull=True), name="membership_unique"
            ),
            models.UniqueConstraint(fields=["user", "organization", "role", "branch"], name="membership_unique_in_branch"),
            models.CheckConstraint(
                condition=Q(branch__isnull=True) | Q(role__in=["editor", "contributor"]), name="membership_branch_is_of_writers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.organization})"
