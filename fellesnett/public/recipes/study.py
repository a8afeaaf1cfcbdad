"""Clinical studies: those that take in people first, closed ones apart and without invitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.organizations.models import OrganizationKind, Site
from fellesnett.organizations.queries import HOSPITAL_KINDS
from fellesnett.pages.models import SitePageQuerySet, Study, StudyState
from fellesnett.public import dates
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of

STATES = {
    StudyState.OPEN: _("Åpen for deltakere"),
    StudyState.PLANNED: _("Planlagt"),
    StudyState.CLOSED: _("Tar ikke imot flere deltakere"),
}
STATUS = {
    StudyState.OPEN: "Recruiting",
    StudyState.PLANNED: "NotYetRecruiting",
    StudyState.CLOSED: "ActiveNotRecruiting",
}


SHOWN_BY = HOSPITAL_KINDS | {OrganizationKind.REGIONAL_HEALTH_AUTHORITY, OrganizationKind.NATIONAL}


def everywhere(site: Site) -> SitePageQuerySet:
    """Every hospital shows every study: each is published once, by the one that leads it. A pharmacy or a company shows none."""
    return Study.objects.everywhere() if site.organization.kind in SHOWN_BY else Study.objects.none()


def shown(page: Study, today: date) -> Values:
    state = page.state_on(today)
    return {
        "state": str(STATES[state]),
        "is_open": state == StudyState.OPEN,
        "parts": (
            (gettext("Hva studien skal finne ut"), page.purpose),
            (gettext("Hvem som kan delta"), page.who_can_join),
            (gettext("Hva det betyr å delta"), page.what_it_means),
        ),
        "facts": tuple(_facts(page, state)),
        "data": {
            "@type": "MedicalTrial",
            "name": page.title,
            "description": page.purpose,
            "status": f"https://schema.org/{STATUS[state]}",
            "phase": page.phase,
            "sponsor": {"@type": "MedicalOrganization", "name": page.site.name},
            "identifier": page.ethics_reference,
        },
    }


def _facts(page: Study, state: StudyState) -> list[Fact]:
    facts = [Fact(gettext("Ledes av"), page.site.name)]
    if page.starts and page.ends:  # a draft under preview may lack them
        days = {"start": dates.in_words(page.starts, page.language), "end": dates.in_words(page.ends, page.language)}
        facts.append(Fact(gettext("Tar imot deltakere"), gettext("%(start)s – %(end)s") % days))
    if page.participating:
        facts.append(Fact(gettext("Sykehus som er med"), page.participating, own=("text",)))
    if page.phase:
        facts.append(Fact(gettext("Fase"), page.phase))
    facts.append(Fact(gettext("Etisk godkjenning (REK)"), page.ethics_reference))
    if state != StudyState.CLOSED:
        phone = f"tel:{page.contact_phone.replace(' ', '')}"
        facts.append(Fact(gettext("Spør om å delta"), page.contact_phone, phone, (page.contact_unit,), own=("more",)))
    return facts


def by_state(pages: Sequence[Study], today: date) -> list[Study]:
    """Open ones first, then planned, then closed; by title."""
    order = list(STATES)
    return sorted(pages, key=lambda page: (order.index(page.state_on(today)), page.title.casefold()))


def listed(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    return [entry_of(page, f"{STATES[page.state_on(today)]} · {page.site.name}") for page in by_state(pages, today)]


RECIPE = Recipe(
    model=Study,
    list_title=_("Kliniske studier"),
    list_lead=_("Studier ved norske sykehus. Snakk med legen din først hvis du vil delta."),
    shown=shown,
    listed=listed,
    pages_at=everywhere,
    page_template="public/pages/study.html",
)
