"""What readers call the parts of a topic, and the word that stands before it in its address."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.national.sections import TopicKind

# The path words are the same on every site, whatever its language, so that links survive.
KIND_OF_LIST = {
    "behandlinger": TopicKind.TREATMENT,
    "undersokelser": TopicKind.EXAMINATION,
    "sykdommer": TopicKind.CONDITION,
    "artikler": TopicKind.SUPPORT_ARTICLE,
}
LIST_OF_KIND = {kind.value: word for word, kind in KIND_OF_LIST.items()}


def path_of(kind: str, key: str) -> str:
    """The address of a topic on any site, without language prefix."""
    return f"/{LIST_OF_KIND[kind]}/{key}/"


_HEADINGS = {
    "introduction": _("Innledning"),
    "symptoms": _("Symptomer"),
    "referral": _("Henvisning og vurdering"),
    "assessment": _("Utredning"),
    "treatment": _("Behandling"),
    "before": _("Før"),
    "during": _("Under"),
    "after": _("Etter"),
    "living_with": _("Å leve med sykdommen"),
    "body": _("Innhold"),
    "be_aware": _("Vær oppmerksom"),
}
_HEADINGS_OF_KIND = {
    ("treatment", "before"): _("Før behandlingen"),
    ("treatment", "during"): _("Under behandlingen"),
    ("treatment", "after"): _("Etter behandlingen"),
    ("examination", "before"): _("Før undersøkelsen"),
    ("examination", "during"): _("Under undersøkelsen"),
    ("examination", "after"): _("Etter undersøkelsen"),
}
WITHOUT_HEADING = frozenset({"introduction", "body"})


def section_heading(kind: str, key: str) -> str:
    """The heading of a section in the active language."""
    return gettext(_HEADINGS_OF_KIND.get((kind, key)) or _HEADINGS.get(key, key))
