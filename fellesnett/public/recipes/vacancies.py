"""Vacancies: the next deadline first; gone the day after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.pages.models import Extent, SitePageQuerySet, Vacancy
from fellesnett.public import dates, languages, registers, structured
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of

EXTENTS = {
    Extent.FULL_TIME: _("Heltid"),
    Extent.PART_TIME: _("Deltid"),
    Extent.TEMPORARY: _("Vikariat"),
    Extent.ON_CALL: _("Tilkalling"),
}
EMPLOYMENT = {
    Extent.FULL_TIME: "FULL_TIME",
    Extent.PART_TIME: "PART_TIME",
    Extent.TEMPORARY: "TEMPORARY",
    Extent.ON_CALL: "PER_DIEM",
}


def still_open(site: Site) -> SitePageQuerySet:
    """The vacancies that can be applied for today."""
    found = Vacancy.objects.for_site(site)
    return found.open_on(timezone.localdate(clock.now())).select_related("place")  # type: ignore[attr-defined,no-any-return]


def shown(page: Vacancy, today: date) -> Values:
    place = page.place.name_in(page.language) if page.place else ""
    facts = [
        Fact(gettext("Søknadsfrist"), _deadline(page)),
        Fact(gettext("Enhet"), page.unit, own=("text",)),
        Fact(gettext("Arbeidssted"), place),
        Fact(gettext("Omfang"), gettext(EXTENTS[Extent(page.extent)])),
        Fact(gettext("Søknad"), _application(page), page.apply_url),
    ]
    return {"facts": tuple(fact for fact in facts if fact.text), "data": _data(page)}


def _application(page: Vacancy) -> str:
    """The link's words; the vacancy's title in them says its own language where that is another."""
    title = languages.spoken(page.title, languages.attribute(page.language, page.language))
    return mark_safe(escape(gettext("Søk på stillingen «%(title)s»")) % {"title": title})  # the title was escaped as well


def _deadline(page: Vacancy) -> str:
    return dates.in_words(page.deadline, page.language) if page.deadline else ""


def _data(page: Vacancy) -> structured.Data:
    address = structured.postal_address(page.place.address, page.place.postal_code, page.place.city) if page.place else {}
    ends = page.deadline
    last_moment = datetime.combine(ends + timedelta(days=1), time(), timezone.get_default_timezone()) if ends else None
    return {
        "@type": "JobPosting",
        "title": page.title,
        "description": page.lead,
        "datePosted": page.first_published_at,
        "validThrough": last_moment,
        "employmentType": EMPLOYMENT[Extent(page.extent)],
        "hiringOrganization": structured.organization(page.site.name, ""),
        "jobLocation": {"@type": "Place", "address": address} if address else None,
        "directApply": False,
    }


def next_first(pages: Sequence[Vacancy], language: str, today: date) -> list[Entry]:
    ordered = sorted(pages, key=lambda page: (page.deadline, page.title))
    return [entry_of(page, _note(page, language)) for page in ordered]


def _note(page: Vacancy, language: str) -> str:
    """`Søknadsfrist 3. desember 2026 · Ortopedisk avdeling · UNN Tromsø`"""
    last = gettext("Søknadsfrist %(date)s") % {"date": _deadline(page)}
    return " · ".join(filter(None, (last, page.unit, page.place.name_in(language) if page.place else "")))


def advertised(site: Site, language: str, at: datetime) -> Values:
    """What the employer has advertised elsewhere."""
    return {"adverts": registers.adverts_at(site, language, at)}


RECIPE = Recipe(
    model=Vacancy,
    list_template="public/vacancies.html",
    beside=advertised,
    list_title=gettext_lazy("Ledige stillinger"),
    list_lead=gettext_lazy("Du søker der stillingen er utlyst. Vi tar ikke imot søknader her."),
    list_empty=gettext_lazy("Vi har ingen ledige stillinger akkurat nå. Kom gjerne tilbake."),
    shown=shown,
    listed=next_first,
    pages_at=still_open,
)
