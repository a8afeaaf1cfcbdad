"""Which kind of topic a page is, and which section of our template each part of it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fellesnett.national.sections import TopicKind

GENRES = {
    "Test": TopicKind.EXAMINATION,
    "Condition": TopicKind.CONDITION,
    "Procedure": TopicKind.TREATMENT,
    "Medicine": TopicKind.TREATMENT,
    "Vaccine": TopicKind.TREATMENT,
    "Contraception": TopicKind.TREATMENT,
    "Advice or information": TopicKind.SUPPORT_ARTICLE,
}
FOLDERS = {
    "conditions": TopicKind.CONDITION,
    "tests-and-treatments": TopicKind.EXAMINATION,
    "medicines": TopicKind.TREATMENT,
    "vaccinations": TopicKind.TREATMENT,
    "contraception": TopicKind.TREATMENT,
}

_OF_A_CONDITION = {
    "introduction": "Overview Causes Stages",
    "symptoms": "Symptoms",
    "referral": "GettingAccess",
    "assessment": "Diagnosis Screening",
    "treatment": "Treatments Effectiveness",
    "living_with": "SelfCare LivingWith Prevention Prognosis Contagiousness",
    "be_aware": "MedicalHelpUrgent MedicalHelpNonurgent MedicalHelpImmediate RisksOrComplications Pregnancy",
}
_OF_CARE = {
    "introduction": "Overview Benefits Effectiveness Ingredients Causes Symptoms",
    "referral": "Suitability Contraindications GettingAccess",
    "during": "UsageOrSchedule HowItWorks Treatments",
    "after": "LivingWith SelfCare",
    "be_aware": "SideEffects Interactions Pregnancy RisksOrComplications Safety MedicalHelpUrgent MedicalHelpNonurgent "
    "MedicalHelpImmediate",
}
_HEADINGS_OF_A_CONDITION = (
    (r"symptom|signs of|check if you have", "symptoms"),
    (r"medical advice|medical help|when to|see a gp|complication|risks? of", "be_aware"),
    (r"diagnos|tests? for|what happens at your appointment", "assessment"),
    (r"treat|medicine|surgery", "treatment"),
    (r"self.?care|living with|help yourself|reducing|prevent|how it's spread", "living_with"),
    (r"cause|who's affected|types? of|overview|about", "introduction"),
)
_HEADINGS_OF_CARE = (
    (r"risk|side effect|not (?:take|have)|caution|when to", "be_aware"),
    (r"who can|suitable|get access|where to get", "referral"),
    (r"before|prepar", "before"),
    (r"what happens|during|how (?:and when )?to", "during"),
    (r"after|recover|results", "after"),
    (r"why|types? of|about|overview|key facts|what is", "introduction"),
)


def kind_of(genres: Sequence[str], path: str) -> TopicKind:
    """The kind of topic: by the source's genre, else by the folder the page lies in."""
    by_genre = next((kind for genre, kind in GENRES.items() if genre in genres), None)
    return by_genre or FOLDERS.get(path.split("/")[0], TopicKind.SUPPORT_ARTICLE)


def section_by_aspect(kind: str, aspect: str) -> str | None:
    """The section for a health aspect (`Symptoms`); None where the aspect has no place in this kind's template."""
    table = _OF_A_CONDITION if kind == TopicKind.CONDITION else _OF_CARE
    return next((key for key, aspects in table.items() if aspect in aspects.split()), None)


def section_by_heading(kind: str, heading: str) -> str | None:
    """The section that the words of a heading point to: a guess, which is always reported."""
    words = _HEADINGS_OF_A_CONDITION if kind == TopicKind.CONDITION else _HEADINGS_OF_CARE
    return next((key for pattern, key in words if re.search(pattern, heading, re.IGNORECASE)), None)
