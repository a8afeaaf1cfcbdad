"""The section templates of the four kinds of topic: which sections exist, and their order (semantics.md section 1)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicKind(models.TextChoices):
    TREATMENT = "treatment", _("behandling")
    EXAMINATION = "examination", _("undersøkelse")
    CONDITION = "condition", _("sykdom")
    SUPPORT_ARTICLE = "support_article", _("støtteartikkel")


_CARE = ("introduction", "referral", "before", "during", "after", "be_aware")

TEMPLATES: dict[str, tuple[str, ...]] = {
    TopicKind.TREATMENT: _CARE,
    TopicKind.EXAMINATION: _CARE,
    TopicKind.CONDITION: ("introduction", "symptoms", "referral", "assessment", "treatment", "living_with", "be_aware"),
    TopicKind.SUPPORT_ARTICLE: ("introduction", "body"),
}

SECTION_KEYS: tuple[str, ...] = (
    "introduction",
    "symptoms",
    "referral",
    "assessment",
    "treatment",
    "before",
    "during",
    "after",
    "living_with",
    "body",
    "be_aware",
)

SECTION_NAMES: dict[str, Any] = {
    "introduction": _("Innledning"),
    "symptoms": _("Symptomer"),
    "referral": _("Henvisning og vurdering"),
    "assessment": _("Utredning"),
    "treatment": _("Behandling"),
    "before": _("Før"),
    "during": _("Under"),
    "after": _("Etter"),
    "living_with": _("Å leve med"),
    "body": _("Innhold"),
    "be_aware": _("Vær oppmerksom"),
}
