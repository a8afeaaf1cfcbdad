"""Rights: what a patient is entitled to, the law behind it, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import PatientRight
from fellesnett.public import dates
from fellesnett.public.components import Fact, own_lines
from fellesnett.public.recipes.recipe import Recipe, Values, by_title

OMBUD = "https://www.pasientogbrukerombudet.no/"


def shown(page: PatientRight, today: date) -> Values:
    law = {"@type": "Legislation", "name": page.legal_ground, "url": page.law_url}
    return {
        "facts_after": tuple(_facts(page)),
        "data": {"@type": "WebPage", "name": page.title, "description": page.lead, "citation": law},
    }


def _facts(page: PatientRight) -> Iterator[Fact]:
    if page.ask:
        phone = (page.ask_phone,) if page.ask_phone else ()
        call = "tel:" + page.ask_phone.replace(" ", "") if phone else ""
        yield Fact(gettext("Spør her først"), page.ask, call, phone, own=("text",))
    if page.appeal:
        yield own_lines(gettext("Slik klager du"), page.appeal)
    if page.ombud:
        free = gettext("Ombudet gir gratis råd og hjelp, og er ikke en del av sykehuset.")
        yield Fact(gettext("Få hjelp"), gettext("Pasient- og brukerombudet"), OMBUD, (free,))
    day = dates.in_words(page.law_checked_on, page.language) if page.law_checked_on else ""
    checked = (gettext("Sjekket %(date)s.") % {"date": day},) if day else ()
    ground = page.legal_ground.replace("§ ", "§\N{NO-BREAK SPACE}")
    yield Fact(gettext("Dette står i loven"), ground, page.law_url, checked, own=("text",))


RECIPE = Recipe(
    model=PatientRight,
    list_title=_("Rettigheter"),
    list_lead=_("Hva du har rett til som pasient eller pårørende, og hvem du kan spørre."),
    shown=shown,
    listed=by_title,
)
