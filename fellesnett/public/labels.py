"""The words of the public pages that depend on what is shown: lists, kinds of topic, headings of sections."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy
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
LIST_NAMES = {
    "behandlinger": gettext_lazy("Behandlinger"),
    "undersokelser": gettext_lazy("Undersøkelser"),
    "sykdommer": gettext_lazy("Sykdommer"),
    "artikler": gettext_lazy("Gode råd og fakta"),
}
KIND_NAMES = {
    TopicKind.TREATMENT.value: gettext_lazy("Behandling"),
    TopicKind.EXAMINATION.value: gettext_lazy("Undersøkelse"),
    TopicKind.CONDITION.value: gettext_lazy("Sykdom"),
    TopicKind.SUPPORT_ARTICLE.value: gettext_lazy("Artikkel"),
}

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
STEPS = frozenset({"before", "during", "after"})  # told in the order in which they happen
WITHOUT_HEADING = frozenset({"introduction", "body"})


def section_heading(kind: str, key: str) -> str:
    """The heading of a section in the active language."""
    return gettext(_HEADINGS_OF_KIND.get((kind, key)) or _HEADINGS.get(key, key))


_LANGUAGES = {
    "nb": _("bokmål"),
    "nn": _("nynorsk"),
    "se": _("nordsamisk"),
    "smj": _("lulesamisk"),
    "sma": _("sørsamisk"),
    "en": _("engelsk"),
}


def language_name(code: str) -> str:
    """The name of a language, in the active language."""
    return gettext(_LANGUAGES.get(code, code))
