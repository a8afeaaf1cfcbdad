"""Code systems: releases with validity, concepts, search terms and maps between systems."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodeSystem(models.Model):
    """A published list of codes, such as ICD-10. Known by its id here, its OID and its canonical URL."""

    key = models.SlugField(_("nøkkel"), max_length=60, unique=True)  # icd10, icpc2, ncsp, ncmp, ncrp ...
    name = models.CharField(_("navn"), max_length=160)
    oid = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=255, blank=True)
    publisher = models.CharField(_("utgiver"), max_length=160, blank=True)
    licence = models.CharField(_("lisens"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("kodeverk")
        verbose_name_plural = _("kodeverk")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class ReleaseQuerySet(models.QuerySet["Release"]):
    def active(self, on: date) -> Self:
        """The releases in force on this day: at most one for each system."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))

    def newest_first(self) -> Self:
        return self.order_by("-valid_from")


class Release(models.Model):
    """One version of a code system, as the publisher issued it. Never changed: a correction is a new version.

    In force from `valid_from` to `valid_to`, both days included; the last release has no end.
    """

    system = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(_("versjon"), max_length=40)
    valid_from = models.DateField(_("gyldig fra"))
    valid_to = models.DateField(_("gyldig til"), null=True, blank=True)
    imported_at = models.DateTimeField()
    source_hash = models.CharField(max_length=80)
    checked_at = models.DateTimeField(null=True, blank=True)  # when it had taken force and what is tagged was held against it

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("utgivelse")
        verbose_name_plural = _("utgivelser")
        constraints = [
            models.UniqueConstraint(fields=["system", "version"], name="release_version_unique"),
            models.UniqueConstraint(fields=["system", "valid_from"], name="release_start_unique"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="release_validity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system.key} {self.version}"


class ConceptKind(models.TextChoices):
    CODE = "code", _("kode")
    CATEGORY = "category", _("kategori")
    BLOCK = "block", _("blokk")


class Concept(models.Model):
    """A code and its text in one release. `code` is stored without the dot (`M179`).

    A category stands above codes in the list without being in it itself (`M17`): it is derived from them, and its text is
    empty unless a source gives it.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="concepts")
    code = models.CharField(_("kode"), max_length=20)
    display = models.CharField(_("tekst"), max_length=500, blank=True)
    parent_code = models.CharField(max_length=20, blank=True)
    kind = models.CharField(_("slag"), max_length=10, choices=ConceptKind, default=ConceptKind.CODE)

    class Meta:
        verbose_name = _("kode")
        verbose_name_plural = _("koder")
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="concept_unique_in_release")]
        indexes = [models.Index(fields=["code"], name="concept_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.display}".strip()

    @property
    def said(self) -> str:
        """Its text; the code itself where no source gives one."""
        return self.display or self.code


class Designation(models.Model):
    """What a code is called in a language beside bokmål, in one release."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="designations")
    language = models.CharField(max_length=3)
    text = models.CharField(_("tekst"), max_length=500)

    class Meta:
        verbose_name = _("benevnelse")
        verbose_name_plural = _("benevnelser")
        constraints = [models.UniqueConstraint(fields=["concept", "language"], name="designation_once_a_language")]

    def __str__(self) -> str:
        return self.text


class Replacement(models.Model):
    """From a day on, another code stands in the place of this one, as the publisher says. Several rows of one day: it is split.

    `display` is what the code was called, where the list of changes tells: it may be in no release that we hold.
    """

    system = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="replacements")
    code = models.CharField(_("kode"), max_length=20)
    display = models.CharField(_("tekst"), max_length=500, blank=True)
    replaced_by = models.CharField(_("erstattet av"), max_length=20)
    since = models.DateField(_("fra"))

    class Meta:
        verbose_name = _("erstatning")
        verbose_name_plural = _("erstatninger")
        constraints = [
            models.UniqueConstraint(fields=["system", "code", "replaced_by", "since"], name="replacement_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} -> {self.replaced_by} ({self.since})"


class Equivalence(models.TextChoices):
    """How a code is related to the one it is mapped to: the words of FHIR R4's ConceptMapEquivalence that lists use."""

    EQUIVALENT = "equivalent", _("det samme")
    WIDER = "wider", _("videre")
    NARROWER = "narrower", _("snevrere")
    INEXACT = "inexact", _("omtrent det samme")
    RELATED = "relatedto", _("henger sammen")


class Mapping(models.Model):
    """A code leads to one of another system, as a publisher's map says."""

    source = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="maps_from")
    code = models.CharField(max_length=20)
    target = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="maps_to")
    target_code = models.CharField(max_length=20)
    equivalence = models.CharField(max_length=12, choices=Equivalence, default=Equivalence.RELATED)

    class Meta:
        verbose_name = _("kobling")
        verbose_name_plural = _("koblinger")
        constraints = [models.UniqueConstraint(fields=["source", "code", "target", "target_code"], name="mapping_unique")]
        indexes = [models.Index(fields=["target", "target_code"], name="mapping_backwards")]

    def __str__(self) -> str:
        return f"{self.code} -> {self.target_code}"


class Term(models.Model):
    """A search term in a language that leads to codes in one or more systems (ICPC-2B and the like)."""

    term = models.CharField(max_length=255)
    folded = models.CharField(max_length=255, db_index=True, editable=False, default="")  # for search: without case
    language = models.CharField(max_length=3, default="nb")
    source_code = models.CharField(max_length=20, blank=True)
    system = models.ForeignKey(CodeSystem, on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "code", "language", "term", "source_code"], name="term_unique"),
        ]
        indexes = [models.Index(fields=["source_code", "system"], name="term_source_code")]  # from one system to another

    def __str__(self) -> str:
        return f"{self.term} ({self.code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.term)
        super().save(*args, **kwargs)


def fold(text: str) -> str:
    """The text as it is searched for: no case, single spaces."""
    return " ".join(text.casefold().split())


class Coding(models.Model):
    """Abstract: something is tagged with a code, for a time."""

    system = models.ForeignKey(CodeSystem, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("kode"), max_length=20)
    display = models.CharField(_("tekst"), max_length=500, blank=True)
    valid_from = models.DateField(_("gyldig fra"), null=True, blank=True)
    valid_to = models.DateField(_("gyldig til"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_validity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id}:{self.code}"
