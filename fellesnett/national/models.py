"""The national base: topics, their texts under work, and the immutable editions offered to the sites."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from fellesnett.codes.models import Coding
from fellesnett.national.fields import SectionField
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES


class Topic(models.Model):
    """Something patients read about. `key` is the stable id and the last part of its address; it never changes."""

    key = models.SlugField("nøkkel", max_length=120, unique=True)
    kind = models.CharField("type", max_length=20, choices=TopicKind)
    title = models.CharField("arbeidstittel", max_length=200)
    unit = models.CharField("fagmiljø", max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="fagansvarlig"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="vara"
    )
    high_risk = models.BooleanField("høy risiko (kvalitetssikres hvert år)", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_deadline = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    source = models.CharField("kilde", max_length=255, blank=True)  # where an imported text came from, with its licence
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "temaer"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawal_deadline__isnull=False),
                name="topic_withdrawal_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Synonym(models.Model):
    """Another word for a topic, in one language."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonyms")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    term = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "language", "term"], name="synonym_unique")]

    def __str__(self) -> str:
        return self.term


class TopicCoding(Coding):
    """A topic is tagged with a code."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="codings")

    class Meta(Coding.Meta):
        abstract = False
        constraints = [
            *Coding.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "system", "code"], name="topic_coding_unique"),
        ]
        indexes = [models.Index(fields=["system", "code"], name="topic_coding_code")]


class TopicText(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """The text of a topic in one language, as the national editors work on it. Patients never see this row:
    they see editions made from it. Language versions of a topic are tied by block id."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="texts", verbose_name="tema")
    language = models.CharField("språk", max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField("tittel", max_length=200)
    introduction = SectionField(verbose_name="Innledning")
    symptoms = SectionField(verbose_name="Symptomer")
    referral = SectionField(verbose_name="Henvisning og vurdering")
    assessment = SectionField(verbose_name="Utredning")
    treatment = SectionField(verbose_name="Behandling")
    before = SectionField(verbose_name="Før")
    during = SectionField(verbose_name="Under")
    after = SectionField(verbose_name="Etter")
    living_with = SectionField(verbose_name="Å leve med")
    body = SectionField(verbose_name="Innhold")
    be_aware = SectionField(verbose_name="Vær oppmerksom")
    note_editors = models.TextField("notat til redaktørene", blank=True)
    machine_draft = models.BooleanField("maskinutkast som ingen har lest", default=False)

    _revisions = GenericRelation("wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id",
                                 related_query_name="topic_text", for_concrete_model=False)
    workflow_states = GenericRelation("wagtailcore.WorkflowState", content_type_field="base_content_type",
                                      object_id_field="object_id", related_query_name="topic_text", for_concrete_model=False)

    class Meta:
        verbose_name = "tekst"
        verbose_name_plural = "tekster"
        constraints = [models.UniqueConstraint(fields=["topic", "language"], name="topic_text_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def revisions(self):  # type: ignore[no-untyped-def]  # Wagtail's own untyped contract
        return self._revisions


class CandidateState(models.TextChoices):
    REVIEW = "review", "til faglig godkjenning"
    SIGNED = "signed", "faglig godkjent"
    APPROVED = "approved", "redaksjonelt godkjent"
    RELEASED = "released", "sluppet"
    RETURNED = "returned", "sendt tilbake"


class Candidate(models.Model):
    """A text frozen for approval: draft > review > signed > approved > released. Sent back, never rewritten.

    `sections`, `lineage` and `changes` are in the form of interfaces.md section 3; `content_hash` is the edition hash.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="candidates")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField(max_length=200)
    sections = models.JSONField()
    lineage = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    content_hash = models.CharField(max_length=80)
    note_public = models.TextField("notat til leserne", blank=True)
    note_editors = models.TextField("notat til redaktørene", blank=True)
    machine_draft = models.BooleanField(default=False)
    follows = models.ForeignKey("Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField("gjelder fra", null=True, blank=True)
    state = models.CharField(max_length=12, choices=CandidateState, default=CandidateState.REVIEW)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    confirmed_editorial_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the second person who confirms that editorial changes keep the meaning (semantics.md section 5)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "utgave under godkjenning"
        verbose_name_plural = "utgaver under godkjenning"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="candidate_approval_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(returned_by__isnull=True, returned_at__isnull=True) | Q(returned_by__isnull=False, returned_at__isnull=False),
                name="candidate_return_says_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["topic", "language"], condition=Q(state__in=["review", "signed", "approved"]), name="one_candidate_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}), {self.get_state_display()}"


class EditionState(models.TextChoices):
    SCHEDULED = "scheduled", "planlagt"
    LIVE = "live", "gjeldende"
    SUPERSEDED = "superseded", "avløst"
    WITHDRAWN = "withdrawn", "trukket"


class Edition(models.Model):
    """The text of a topic in one language at one moment: immutable, numbered, content-hashed. Only `state` moves."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    sections = models.JSONField()
    lineage = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    content_hash = models.CharField(max_length=80)
    note_public = models.TextField(blank=True)
    note_editors = models.TextField(blank=True)
    machine_draft = models.BooleanField(default=False)
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="edition")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="language_versions")
    state = models.CharField(max_length=12, choices=EditionState)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    reviewed_on = models.DateField()  # the date of the last professional review, always shown to the reader
    review_by = models.DateField()

    class Meta:
        verbose_name = "utgave"
        verbose_name_plural = "utgaver"
        ordering = ["topic_id", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "language", "number"], name="edition_number_unique"),
            models.UniqueConstraint(fields=["topic", "language"], condition=Q(state="live"), name="one_live_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
            models.CheckConstraint(condition=Q(review_by__gt=F("reviewed_on")), name="edition_review_after_review"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}), utgave {self.number}"
