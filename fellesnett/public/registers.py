"""What registers outside say, as a page shows it: with whose it is and the day it was fetched, never after its last moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Place, PlacePosition, RegisteredUnit, Site
from fellesnett.pages.models import JobAdvert
from fellesnett.public import dates
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry
from fellesnett.public.topic_pages import Link


@dataclass(frozen=True, slots=True)
class Provenance:
    """`Fra Enhetsregisteret, hentet 24. november 2026.`, and the way to look it up there."""

    text: str
    link: Link


@dataclass(frozen=True, slots=True)
class Registered:
    """Facts of one source."""

    facts: tuple[Fact, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Adverts:
    """Vacancies advertised at one source."""

    heading: str
    entries: tuple[Entry, ...]
    provenance: Provenance


def _provenance(source: str, address: str, fetched_at: datetime, language: str) -> Provenance:
    facts = {"source": source, "date": dates.in_words(fetched_at, language)}
    return Provenance(gettext("Fra %(source)s, hentet %(date)s.") % facts, Link(gettext("Se hos %(source)s") % facts, address))


def unit_of(site: Site, language: str, at: datetime) -> Registered | None:
    """What Enhetsregisteret says of the body behind a site. One query."""
    mine = RegisteredUnit.objects.shown(at).filter(
        identifier__system=ORGNR, identifier__organization_id=site.organization_id, deleted_on__isnull=True
    )
    row = mine.order_by("pk").first()
    if row is None:
        return None
    known = (
        (gettext("Navn i Enhetsregisteret"), row.name),
        (gettext("Organisasjonsform"), row.form),
        (gettext("Forretningsadresse"), _address(row.address, row.postal_code, row.city)),
    )
    facts = tuple(Fact(term, text) for term, text in known if text)
    return Registered(facts, _provenance(row.source, row.source_address, row.fetched_at, language))


def _address(street: str, postal_code: str, city: str) -> str:
    return ", ".join(filter(None, (street, f"{postal_code} {city}".strip())))


def position_of(place: Place, language: str, at: datetime) -> Registered | None:
    """Where Kartverket puts a place, while the address is the one that was asked. One query."""
    row = PlacePosition.objects.shown(at).filter(place=place).first()
    if row is None or row.asked != f"{place.address.strip()}, {place.postal_code}":
        return None
    facts = (Fact(gettext("Kommune"), row.municipality.capitalize() if row.municipality.isupper() else row.municipality),)
    return Registered(facts, _provenance(row.source, row.source_address, row.fetched_at, language))


def adverts_at(site: Site, language: str, at: datetime) -> tuple[Adverts, ...]:
    """The vacancies that sources tell of at a site, the next deadline first; by source. One query."""
    rows = list(JobAdvert.objects.shown_at(site, at, timezone.localdate(at)))
    sources = sorted({row.source for row in rows})
    return tuple(_adverts([row for row in rows if row.source == source], language) for source in sources)


def _adverts(rows: list[JobAdvert], language: str) -> Adverts:
    first, newest = rows[0], max(row.fetched_at for row in rows)
    ordered = sorted(rows, key=lambda row: (row.deadline or date.max, row.title, row.key))
    entries = tuple(Entry(Link(row.title, row.source_address), note=_note(row, language)) for row in ordered)
    home = first.source_address.partition("/stillinger/")[0] + "/"
    heading = gettext("Utlyst på %(source)s") % {"source": first.source}
    return Adverts(heading, entries, _provenance(first.source, home, newest, language))


def _note(row: JobAdvert, language: str) -> str:
    last = dates.in_words(row.deadline, language) if row.deadline else row.deadline_words
    deadline = gettext("Søknadsfrist %(date)s") % {"date": last} if last else ""
    return " · ".join(filter(None, (deadline, row.employer, row.places, row.extent)))
