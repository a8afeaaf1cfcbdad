"""The national base: topics, their texts under work, and the immutable editions offered to the sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import LockableMixin, PreviewableMixin, RevisionMixin

from fellesnett.codes.models import Coding
from fellesnett.composition import blocks as values
from fellesnett.foundation.append_only import AppendOnlyError
from fellesnett.national.fields import SectionField
from fellesnett.national.reading import read_stored, value_of
from fellesnett.national.sections import SECTION_KEYS, TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES


class Topic(models.Model):
    """Something patients read about. `key` is the stable id and the last part of its address; it never changes."""

    key = models.SlugField(_("nøkkel"), max_length=120, unique=True)
    kind = models.CharField(_("type"), max_length=20, choices=TopicKind)
    title = models.CharField(_("arbeidstittel"), max_length=200)
    unit = models.CharField(_("fagmiljø"), max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("fagansvarlig"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("vara")
    )
    high_risk = models.BooleanField(_("høy risiko (kvalitetssikres hvert år)"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_deadline = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    source = models.CharField(_("kilde"), max_length=255, blank=True)  # where an imported text came from, with its licence
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temaer")
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


class TopicText(LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """The text of a topic in one language, as the national editors work on it. Patients never see this row: they see
    editions made from it, and `actions.release` is the only way to one. That is why it has revisions, locking, history
    and preview, and no draft state: Wagtail has nothing here to publish, schedule or approve (one gate for every door).

    Language versions of a topic are tied by block id. `pending_lineage` is what the editors have split, joined and moved
    since the last edition, in the form of interfaces.md section 3.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="texts", verbose_name=_("tema"))
    language = models.CharField(_("språk"), max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("tittel"), max_length=200)
    introduction = SectionField(verbose_name=_("Innledning"))
    symptoms = SectionField(verbose_name=_("Symptomer"))
    referral = SectionField(verbose_name=_("Henvisning og vurdering"))
    assessment = SectionField(verbose_name=_("Utredning"))
    treatment = SectionField(verbose_name=_("Behandling"))
    before = SectionField(verbose_name=_("Før"))
    during = SectionField(verbose_name=_("Under"))
    after = SectionField(verbose_name=_("Etter"))
    living_with = SectionField(verbose_name=_("Å leve med"))
    body = SectionField(verbose_name=_("Innhold"))
    be_aware = SectionField(verbose_name=_("Vær oppmerksom"))
    note_editors = models.TextField(_("notat til redaktørene"), blank=True)
    machine_draft = models.BooleanField(_("maskinutkast som ingen har lest"), default=False)
    pending_lineage = models.JSONField(default=list, blank=True, editable=False)

    panels = [FieldPanel(name) for name in ("title", *SECTION_KEYS, "note_editors", "machine_draft")]

    class Meta:
        verbose_name = _("tekst")
        verbose_name_plural = _("tekster")
        constraints = [models.UniqueConstraint(fields=["topic", "language"], name="topic_text_unique")]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_language_display()}"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "national/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from fellesnett.national.drafting import preview_sections

        return {"text": self, "sections": preview_sections(self)}

    def with_content_json(self, content: dict[str, Any]) -> TopicText:
        """A revision's words in this row; what belongs to the row and not to its wording stays."""
        text: TopicText = super().with_content_json(content)
        text.pending_lineage = self.pending_lineage
        return text


class HeldSource(models.Model):
    """A page of another publisher that is fetched: the hash of its words, which no draft may put others in the place of."""

    address = models.CharField(max_length=500, unique=True)  # as `Attribution.address` has it
    words_hash = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("tekst som hentes fra en kilde")
        verbose_name_plural = _("tekster som hentes fra kilder")

    def __str__(self) -> str:
        return self.address


class RetiredSource(models.Model):
    """A page of another publisher that no longer says what we took from it: its words are shown nowhere, in no edition.

    Should it speak again, in other words, those are shown, and the older are not.
    """

    address = models.CharField(max_length=500, unique=True)  # as `Attribution.address` has it
    at = models.DateTimeField()
    words_hash = models.CharField(max_length=80, blank=True)  # what it said last
    said_since = models.JSONField(default=list, blank=True)  # hashes of the words that it has said after that

    class Meta:
        verbose_name = _("kilde som ikke gjelder lenger")
        verbose_name_plural = _("kilder som ikke gjelder lenger")

    def __str__(self) -> str:
        return self.address


class CandidateState(models.TextChoices):
    REVIEW = "review", _("til faglig godkjenning")
    SIGNED = "signed", _("faglig godkjent")
    APPROVED = "approved", _("redaksjonelt godkjent")
    RELEASED = "released", _("sluppet")
    RETURNED = "returned", _("sendt tilbake")


OPEN_STATES = (CandidateState.REVIEW, CandidateState.SIGNED, CandidateState.APPROVED)
"""Where a candidate is on its way. At most one of each text is."""


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
    note_public = models.TextField(_("notat til leserne"), blank=True)
    note_editors = models.TextField(_("notat til redaktørene"), blank=True)
    machine_draft = models.BooleanField(default=False)
    follows = models.ForeignKey("Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(_("gjelder fra"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=CandidateState, default=CandidateState.REVIEW)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    writers = models.JSONField(default=list)  # keys of the people who wrote in the text since the last edition
    needs_confirmation = models.JSONField(default=list)  # blocks declared editorial on a person's word, not the machine's
    revision = models.BigIntegerField(default=0)  # the Wagtail revision it was frozen from: a number, for revisions are purged
    lineage_recorded = models.PositiveIntegerField(default=0)  # how many records of the text's pending lineage it holds
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
        verbose_name = _("utgave under godkjenning")
        verbose_name_plural = _("utgaver under godkjenning")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="candidate_approval_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(returned_by__isnull=True, returned_at__isnull=True)
                | Q(returned_by__isnull=False, returned_at__isnull=False),
                name="candidate_return_says_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["topic", "language"], condition=Q(state__in=OPEN_STATES), name="one_candidate_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_language_display()}, {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class EditionState(models.TextChoices):
    SCHEDULED = "scheduled", _("planlagt")
    LIVE = "live", _("gjeldende")
    SUPERSEDED = "superseded", _("avløst")
    WITHDRAWN = "withdrawn", _("trukket")
    CALLED_OFF = "called_off", _("avlyst")


MOVING = frozenset({"state", "rolled_out_at", "reviewed_on", "review_by", "follows"})
"""The only fields of an edition that move: where it is in its life, when it was last looked over, and which bokmål edition a
translation was last held against."""


def _refuse_fixed(fields: Iterable[str]) -> None:
    fixed = set(fields) - MOVING
    if fixed:
        raise AppendOnlyError(f"an edition is immutable: {', '.join(sorted(fixed))}")


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self) -> Self:
        return self.filter(state=EditionState.LIVE)

    def due(self, at: datetime) -> Self:
        """Scheduled editions whose time has come."""
        return self.filter(state=EditionState.SCHEDULED, effective_at__lte=at)

    def awaiting_roll_out(self) -> Self:
        """Live editions that no roll-out has finished with: where a killed process left work, it is found here."""
        return self.live().filter(rolled_out_at__isnull=True)

    def without_text(self) -> Self:
        """Rows without the heavy columns; `value` reads them only when no other request has."""
        return self.defer("sections", "lineage", "changes")

    def update(self, **fields: Any) -> int:
        _refuse_fixed(fields)
        return super().update(**fields)

    def bulk_update(self, objs: Iterable[Edition], fields: Iterable[str], batch_size: int | None = None) -> int:
        _refuse_fixed(fields := list(fields))
        return super().bulk_update(objs, fields, batch_size)

    def delete(self) -> NoReturn:
        raise AppendOnlyError("editions are never deleted")


class Edition(models.Model):
    """The text of a topic in one language at one moment: immutable, numbered, content-hashed.

    What moves is its state, its mark that the roll-out is done, the dates of its professional review, and the bokmål edition
    that a translation follows.
    """

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
    rolled_out_at = models.DateTimeField(null=True, blank=True)  # set by whoever hands it to the sites, when all have it

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("utgave")
        verbose_name_plural = _("utgaver")
        ordering = ["topic_id", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "language", "number"], name="edition_number_unique"),
            models.UniqueConstraint(fields=["topic", "language"], condition=Q(state="live"), name="one_live_edition"),
            models.UniqueConstraint(fields=["topic", "language"], condition=Q(state="scheduled"), name="one_scheduled_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
            models.CheckConstraint(condition=Q(review_by__gt=F("reviewed_on")), name="edition_review_after_review"),
        ]
        indexes = [
            models.Index(fields=["state", "rolled_out_at"], name="edition_awaiting_roll_out"),
            models.Index(fields=["state", "review_by"], name="edition_review"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_language_display()}, utgave {self.number}"

    @cached_property
    def value(self) -> values.Edition:
        """The edition as a value for the semantics. Read once in a process: equal hashes are equal texts."""
        return value_of(self)

    def read(self) -> values.Edition:
        """The value read from the stored columns, past every cache: for those who prove that the columns are honest."""
        return read_stored(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse_fixed(kwargs.get("update_fields") or ("every field",))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"edition {self.pk} is never deleted")


class IssuedBlock(models.Model):
    """A block id that stands in an edition: it belongs to its topic for ever (semantics.md section 1)."""

    block = models.CharField(max_length=80, primary_key=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="issued_blocks")

    class Meta:
        verbose_name = _("utstedt blokk-id")

    def __str__(self) -> str:
        return self.block
