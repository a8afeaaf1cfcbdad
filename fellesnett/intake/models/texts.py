"""What came in: each text as it was read, so that the next reading knows what the source changed and what editors did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from fellesnett.intake.records import StagedBlock, StagedSection, StagedText
from fellesnett.organizations.models import LANGUAGE_CHOICES


class ImportedText(models.Model):
    """One reading of a text that was taken in. Rows are added, never changed; the newest is what the source last said."""

    topic = models.ForeignKey("national.Topic", on_delete=models.CASCADE, related_name="imports", verbose_name="tema")
    language = models.CharField("språk", max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField("tittel", max_length=200)
    sections = models.JSONField("tekst")  # [{"key", "blocks": [{"id", "type", "html"}]}], as read
    file = models.CharField("fil", max_length=255)
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField()

    class Meta:
        verbose_name = "importert tekst"
        verbose_name_plural = "importerte tekster"
        ordering = ["pk"]
        indexes = [models.Index(fields=["topic", "language"], name="imported_text_topic")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}) fra {self.file}"

    @property
    def staged(self) -> StagedText:
        """The text as a staged record."""
        return StagedText(self.language, self.title, tuple(_section(section) for section in self.sections))


def sections_json(text: StagedText) -> list[dict[str, Any]]:
    """The sections of a staged text as they are stored and written: the form of interfaces.md section 3."""
    return [
        {"key": section.key, "blocks": [{"id": block.id, "type": block.type, "html": block.html} for block in section.blocks]}
        for section in text.sections
    ]


def _section(section: dict[str, Any]) -> StagedSection:
    blocks = tuple(StagedBlock(block["type"], block["html"], block["id"]) for block in section["blocks"])
    return StagedSection(section["key"], blocks)
