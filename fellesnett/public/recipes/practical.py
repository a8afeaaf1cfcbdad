"""Practical information: grouped by what one asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from fellesnett.pages.models import PracticalInformation, Question
from fellesnett.public import alphabet
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Group, Recipe, Values, entry_of, no_lines

HEADINGS = {
    Question.BRING: _("Hva skal jeg ta med?"),
    Question.TRAVEL: _("Hvordan kommer jeg dit?"),
    Question.PARKING: _("Hvor kan jeg parkere?"),
    Question.OVERNIGHT: _("Hvor kan jeg overnatte?"),
    Question.VISITING: _("Når kan jeg komme på besøk?"),
    Question.RELATIVES: _("For pårørende"),
    Question.FOOD: _("Hvor får jeg mat?"),
    Question.WIFI: _("Nett og telefon"),
    Question.INTERPRETER: _("Tolk og tilrettelegging"),
    Question.PAYMENT: _("Hva koster det?"),
    Question.CARE: _("Noen å snakke med"),
    Question.OTHER: _("Annet"),
}


def shown(page: PracticalInformation, today: date) -> Values:
    names = sorted((place.name_in(page.language) for place in page.places.all()), key=alphabet.sort_key)
    facts = (Fact(gettext("Gjelder ved"), names[0], also=tuple(names[1:])),) if names else ()
    return {"facts": facts, "data": {"@type": "WebPage", "name": page.title, "description": page.lead}}


def grouped(pages: Sequence[PracticalInformation], language: str, today: date) -> Values:
    """One group for each question that has an answer, in the order in which one asks."""
    ordered = sorted(pages, key=lambda page: alphabet.sort_key(page.title, language))
    groups = (
        Group(kind.value, gettext(heading), tuple(entry_of(page) for page in ordered if page.kind == kind))
        for kind, heading in HEADINGS.items()
    )
    return {"groups": tuple(group for group in groups if group.entries)}


RECIPE = Recipe(
    model=PracticalInformation,
    list_title=gettext_lazy("Praktisk informasjon"),
    list_lead=gettext_lazy("Det du lurer på før du kommer, og mens du er her."),
    shown=shown,
    listed=no_lines,
    extra_list=grouped,
)
