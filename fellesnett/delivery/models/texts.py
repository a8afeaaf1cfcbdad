"""What others may copy: each text that is shown, as one document, and every change of it in one numbered row.

The documents are made once, when the event log says that something else is shown, and served as they are. Ids and sequence
numbers are for ever: they stand in other people's copies.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from fellesnett.delivery.packing import mark_of, packed
from fellesnett.foundation.append_only import AppendOnlyModel
from fellesnett.organizations.models import LANGUAGE_CHOICES

if TYPE_CHECKING:
    from fellesnett.codes.models import CodeSystem
    from fellesnett.national.models import Edition, Topic


class ItemQuerySet(models.QuerySet["Item"]):
    def texts(self) -> Self:
        """Those that are texts on topics; the others are organizations, places and what sites tell."""
        return self.filter(subject="")

    def shown(self) -> Self:
        """Those that can be read now."""
        return self.filter(gone_at__isnull=True)

    def about(self, system: CodeSystem, code: str) -> Self:
        """The texts on topics tagged with exactly this code."""
        return self.filter(topic__codings__system=system, topic__codings__code=code)


class Item(models.Model):
    """One thing that has been shown, whose id is for ever.

    A text: the national one of a topic (no site), a hospital's, or a hospital's at one place; in one language. Or a record
    of something else, which `subject` names as the event log does: an organization, a place, or a page of a site's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=20)  # `schema.Type`
    subject = models.CharField(max_length=80, blank=True, default="")
    topic = models.ForeignKey("national.Topic", null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("organizations.Site", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("organizations.Place", null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=3, choices=LANGUAGE_CHOICES)
    owner = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )  # of the document
    edition = models.ForeignKey("national.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    seq = models.BigIntegerField(default=0, db_index=True)  # of its last change
    document = models.TextField(default="")  # what is served now, as JSON; empty when gone
    content_hash = models.CharField(max_length=80, default="")  # of the document without version, number and times
    packed = models.BinaryField(default=b"", editable=False)  # the document, packed (`packing`)
    etag = models.CharField(max_length=32, default="", editable=False)  # tells its bytes from all others
    first_published = models.DateTimeField()
    changed = models.DateTimeField()  # when the meaning last changed
    modified = models.DateTimeField()  # when any sign last changed
    gone_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "levert tekst"
        verbose_name_plural = "leverte tekster"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language"], condition=Q(site__isnull=True), name="delivered_national_item_unique"
            ),
            models.UniqueConstraint(
                fields=["topic", "site", "language"],
                condition=Q(site__isnull=False, place__isnull=True),
                name="delivered_site_item_unique",
            ),
            models.UniqueConstraint(
                fields=["topic", "site", "place", "language"],
                condition=Q(site__isnull=False, place__isnull=False),
                name="delivered_place_item_unique",
            ),
            models.UniqueConstraint(fields=["subject"], condition=~Q(subject=""), name="delivered_record_unique"),
            models.CheckConstraint(
                condition=Q(subject="", topic__isnull=False, edition__isnull=False)
                | (~Q(subject="") & Q(topic__isnull=True, edition__isnull=True)),
                name="delivered_is_a_text_or_a_record",
            ),
            models.CheckConstraint(condition=Q(place__isnull=True) | Q(site__isnull=False), name="delivered_place_is_a_sites"),
            models.CheckConstraint(condition=Q(gone_at__isnull=True) | Q(document=""), name="gone_item_keeps_no_text"),
        ]
        indexes = [
            models.Index(fields=["type", "language"], name="delivered_item_type"),
            models.Index(fields=["language"], name="delivered_item_language"),
        ]

    def hold(self, document: str) -> None:
        """Serve these words from now on: as they are, packed, and with the mark they are told by. None: it is gone."""
        self.document = document
        self.packed = packed(document) if document else b""
        self.etag = mark_of(document) if document else ""

    @property
    def behind(self) -> tuple[Topic, Edition]:
        """The topic and the national edition behind a text. Raises ValueError where this is a record."""
        if self.topic is None or self.edition is None:
            raise ValueError(f"{self.subject} is no text on a topic")
        return self.topic, self.edition

    def __str__(self) -> str:
        return f"{self.subject or self.topic_id} {self.site_id or 'nasjonal'} {self.language} v{self.version}"


class Word(models.Model):
    """A word that a text which is shown is found by: a stem where the text is Norwegian (`wording`)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "item"], name="delivered_word_once")]

    def __str__(self) -> str:
        return self.word


class Version(AppendOnlyModel):
    """A document as it was served from one change to the next."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    at = models.DateTimeField()
    significant = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="delivered_version_unique")]


class ChangeKind(models.TextChoices):
    PUBLISHED = "published", "publisert"
    UPDATED = "updated", "endret"
    DELETED = "deleted", "tatt bort"


MOVED = "moved"
"""The reason of a change that gave what it is about another web address."""


class Change(AppendOnlyModel):
    """One line of the feed. `seq` grows by one in the order in which the changes were committed, without gaps."""

    seq = models.BigIntegerField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    significant = models.BooleanField()
    recall = models.BooleanField(default=False)  # a national safety change, or a withdrawal: copies must follow at once
    reason = models.CharField(max_length=255, blank=True)
    replaced_by = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # whose it was from here on, or, where it was taken away, until then
    owner_before = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # where it was another's

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["item", "seq"], name="delivered_change_item"),
            models.Index(fields=["owner", "seq"], name="delivered_change_owner"),
            models.Index(fields=["owner_before", "seq"], condition=Q(owner_before__isnull=False), name="delivered_change_lost"),
            models.Index(fields=["seq"], condition=Q(recall=True), name="delivered_change_recall"),
        ]


class FeedHead(models.Model):
    """How far the feed has read the event log, and the number of its last line. Its row lock keeps writers in order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    event = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    form = models.PositiveSmallIntegerField(default=0)  # of the documents, as they were last written (`schema.FORM`)
    form_at = models.CharField(max_length=300, default="", blank=True)  # how far a newer form has come, as `anew` says it
    waiting_on = models.DateField(null=True)  # the day on which the waiting times of services were last looked over
    waiting_after = models.UUIDField(null=True)  # the service that day's look has come to; none: it is at its end

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_feed_head")]
