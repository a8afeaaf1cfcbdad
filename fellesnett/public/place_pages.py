"""A place as patients need it, as values ready to be written out: short beside a topic, whole on its own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.organizations import facts, hours
from fellesnett.organizations.facts import Phone
from fellesnett.organizations.hours import Exceptional, Opening
from fellesnett.organizations.models import Place, PlaceKind, Site
from fellesnett.public import dates, languages, structured
from fellesnett.public.labels import language_name

SOON = timedelta(days=30)  # how far ahead other pages tell of days with other hours; the place's own page tells of all


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A day, or some days, with other hours: when, what, and why."""

    when: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Something at the place with hours of its own."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A place beside a topic: where and when to meet, and whom to call. `visit` is the sheet to print, where there is one."""

    slug: str
    name: str
    href: str
    address: str
    town: str
    meeting_point: str
    meeting_lang: str  # where the meeting point is told in another language than the page's
    phones: tuple[Phone, ...]
    hours: tuple[str, ...]
    other_days: tuple[OtherDay, ...]
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the place says on a subject. `lang` where that is not the language of the words around it, `lang_note` where it
    says it in another language than was asked for."""

    key: str
    heading: str
    text: str
    lang: str = ""
    lang_note: str = ""


# --- beside a topic -------------------------------------------------------------------------------------------------


def contact_of(place: Place, site: Site, language: str, today: date, *, visit: str = "", soon: timedelta = SOON) -> Contact:
    """The place in short. A building says what it lacks with the facts of the place it belongs to."""
    above = place.part_of
    name = f"{place.name_in(language)}, {above.name_in(language)}" if above else place.name_in(language)
    home = place if place.address or place.city or above is None else above
    return Contact(
        slug=place.slug,
        name=name,
        href=languages.path_in(site, language, place.path),
        address=home.address,
        town=f"{home.postal_code} {home.city}".strip(),
        meeting_point=place.meeting_point_in(language),
        meeting_lang=languages.foreign_to(facts.language_of(place.meeting, language), language),
        phones=_phones(place, language) or (_phones(above, language) if above else ()),
        hours=hours_lines(place, language) or (hours_lines(above, language) if above else ()),
        other_days=other_days(place, language, today, within=soon),
        visit=visit,
    )


def hours_lines(place: Place, language: str) -> tuple[str, ...]:
    """The week, a line for the days that are alike, and what is said of the hours in words."""
    words, lang = facts.described(place, "hours", language)
    told = [languages.spoken(words, languages.attribute(lang, language))] if words else []
    return (*hours.lines(facts.openings_of(place), language), *told)


def _said(values: Mapping[str, Any], language: str) -> str:
    """What is written in one language or several, in this one or the next best, which the words then say."""
    return languages.spoken(facts.said(values, language), languages.attribute(facts.language_of(values, language), language))


def _phones(place: Place, language: str) -> tuple[Phone, ...]:
    told = zip(place.phones, facts.phones_of(place, language), strict=True)
    return tuple(replace(phone, label=_said(entry["label"], language)) for entry, phone in told)


def _exceptions(place: Place, language: str) -> list[Exceptional]:
    told = zip(place.exceptions, facts.exceptions_of(place, language), strict=True)
    return [replace(each, note=_said(entry["note"], language)) for entry, each in told]


def other_days(place: Place, language: str, today: date, *, within: timedelta | None = None) -> tuple[OtherDay, ...]:
    """Today's exception and those that come, by date. A building follows its place where it tells of none itself."""
    said = _exceptions(place, language)
    if not said and not place.hours and place.part_of:
        said = _exceptions(place.part_of, language)
    coming = (each for each in hours.coming(said, today) if within is None or each.first <= today + within)
    return tuple(OtherDay(_when(each, language), hours.exception_in_words(each, language), each.note) for each in coming)


def common_days(contacts: Sequence[Contact]) -> tuple[OtherDay, ...]:
    """The days with other hours where several places all have the same ones: said once, not at each of them."""
    days = {contact.other_days for contact in contacts}
    return days.pop() if len(contacts) > 1 and len(days) == 1 else ()


def _when(each: Exceptional, language: str) -> str:
    if each.first == each.last:
        names = hours.WEEKDAYS.get(language, hours.WEEKDAYS["nb"])
        return f"{names[each.first.weekday()]} {dates.in_words(each.first, language)}"
    return dates.between(each.first, each.last, language)


# --- on its own page ------------------------------------------------------------------------------------------------

_HEADINGS = {
    "visiting": _("Besøk"),
    "transit": _("Slik kommer du hit"),
    "parking": _("Parkering"),
    "accessibility": _("Tilgjengelighet i bygget"),
    "interpreter": _("Tolk"),
    "overnight": _("Overnatting"),
    "note": _("Godt å vite"),
}


def page_of(place: Place, buildings: Iterable[Place], site: Site, language: str, today: date) -> dict[str, Any]:
    """All that the page of a place says."""
    return {
        "title": place.name_in(language),
        "title_lang": languages.foreign_to(facts.language_of(place.name, language), language),
        "contact": contact_of(place, site, language, today),
        "other_days": other_days(place, language, today),
        "services": tuple(Service(name, hours.lines(week, language)) for name, week in _services(place, language)),
        "told": tuple(told_by(place, language)),
        "map": map_of(place),
        "buildings": tuple(contact_of(each, site, language, today) for each in buildings),
        "demonstration": site.is_demonstration,
    }


def _services(place: Place, language: str) -> list[tuple[str, tuple[Opening, ...]]]:
    told = zip([each for each in place.hours if each["label"]], facts.services_of(place, language), strict=True)
    return [(_said(entry["label"], language), week) for entry, (_name, week) in told]


def told_by(place: Place, language: str, subjects: Iterable[str] = tuple(_HEADINGS)) -> list[Told]:
    """What the place says on these subjects; a building with its place's words where it is silent."""
    found = []
    for subject in subjects:
        text, lang = facts.described(place, subject, language)
        if not text and place.part_of:
            text, lang = facts.described(place.part_of, subject, language)
        if text:
            missing = lang != language
            note = gettext("Denne delen finnes bare på %(language)s.") % {"language": language_name(lang)} if missing else ""
            found.append(Told(subject, gettext(_HEADINGS[subject]), text, languages.foreign_to(lang, language), note))
    return found


def map_of(place: Place) -> str:
    """The address of a map with the place marked. A link out: no map is fetched before somebody asks for it."""
    at = place if place.latitude is not None else place.part_of
    if at is None or at.latitude is None:
        return ""
    return f"https://www.openstreetmap.org/?mlat={at.latitude}&mlon={at.longitude}#map=16/{at.latitude}/{at.longitude}"


def languages_of(place: Place, site: Site) -> list[str]:
    """The site's languages that the place says something in: its own always."""
    said = {code for values in (place.name, place.descriptions, place.meeting) for code in values}
    return [code for code in languages.of_site(site) if code == site.language or code in said]


# --- for machines ---------------------------------------------------------------------------------------------------

_TYPES = {PlaceKind.HOSPITAL: "Hospital", PlaceKind.CLINIC: "MedicalClinic", PlaceKind.PHARMACY: "Pharmacy"}


def data_of(place: Place, language: str, address: str, today: date, *, body: str = "") -> structured.Data:
    """The place as schema.org knows it. `address` is the page's own; `body` the name of the organization behind it."""
    phone = place.phone or (place.part_of.phone if place.part_of else "")
    home = place if place.address or place.city or place.part_of is None else place.part_of
    return structured.place(
        kind=_TYPES.get(PlaceKind(place.kind), "Place"),
        name=place.name_in(language),
        url=address,
        telephone=structured.telephone(phone),
        address=structured.postal_address(home.address, home.postal_code, home.city),
        point=(place.latitude, place.longitude) if place.latitude is not None else None,
        hours=[*_weekly(facts.openings_of(place)), *_exceptional(facts.exceptions_of(place, language), today)],
        part_of=body,
    )


def _weekly(openings: Iterable[Opening]) -> list[structured.Data]:
    return [
        structured.opening_hours([structured.WEEKDAYS[day - 1] for day in days], opens, closes)
        for days, periods in hours.grouped(openings)
        for opens, closes in periods
    ]


def _exceptional(exceptions: Iterable[Exceptional], today: date) -> list[structured.Data]:
    return [structured.special_hours(e.first, e.last, e.opens, e.closes) for e in hours.coming(exceptions, today)]
