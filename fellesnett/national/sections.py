"""The section templates of the four kinds of topic: which sections exist, and their order (semantics.md section 1)."""

from __future__ import annotations

from django.db import models


class TopicKind(models.TextChoices):
    TREATMENT = "treatment", "behandling"
    EXAMINATION = "examination", "undersøkelse"
    CONDITION = "condition", "sykdom"
    SUPPORT_ARTICLE = "support_article", "støtteartikkel"


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

SECTION_NAMES: dict[str, str] = {
    "introduction": "Innledning",
    "symptoms": "Symptomer",
    "referral": "Henvisning og vurdering",
    "assessment": "Utredning",
    "treatment": "Behandling",
    "before": "Før",
    "during": "Under",
    "after": "Etter",
    "living_with": "Å leve med",
    "body": "Innhold",
    "be_aware": "Vær oppmerksom",
}
