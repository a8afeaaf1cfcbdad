"""The words of the public pages that depend on what is shown: lists, kinds of topic, languages."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from fellesnett.foundation.languages import BY_CODE
from fellesnett.national.sections import TopicKind

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

STEPS = frozenset({"before", "during", "after"})  # told in the order in which they happen


def language_name(code: str) -> str:
    """The name of a language, in the active language."""
    return gettext(BY_CODE[code].name) if code in BY_CODE else code
