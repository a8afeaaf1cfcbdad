"""What a place says, in one language: the words that topic slots, contact blocks and the place's own page show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from fellesnett.foundation import languages
from fellesnett.organizations import hours

if TYPE_CHECKING:
    from fellesnett.organizations.models import Place

MEETING_PARTS = ("entrance", "floor", "text", "code")
SUBJECTS = ("hours", "visiting", "transit", "parking", "accessibility", "interpreter", "overnight", "note")

# A slot's kind on a topic -> whether a place can fill it.
FACTS = ("phone", "place", "opening_hours")


def language_of(values: Mapping[str, Any], language: str) -> str:
    """The language to read `values` in: the one wanted, else its stand-in, else bokmål, nynorsk or any that has words."""
    order = (*languages.stand_ins(language), *values)
    return next((code for code in order if values.get(code)), "")


def said(values: Mapping[str, Any], language: str) -> str:
    """The words in this language, else in the one that stands in for it. Empty where nothing is said."""
    return str(values.get(language_of(values, language), ""))


def described(place: Place, subject: str, language: str) -> tuple[str, str]:
    """What the place says on a subject, and in which language: (words, language); empty where it says nothing."""
    values = {code: texts.get(subject, "") for code, texts in place.descriptions.items()}
    found = language_of(values, language)
    return str(values.get(found, "")), found


def meeting_in_words(meeting: Mapping[str, Any], language: str) -> str:
    """`Hovedinngangen, 1. etasje (D1.1)`."""
    parts = meeting.get(language_of(meeting, language), {})
    line = ", ".join(parts[name] for name in ("entrance", "floor", "text") if parts.get(name))
    code = parts.get("code", "")
    return f"{line} ({code})" if line and code else line or code


def week_of(rows: Iterable[Sequence[Any]]) -> tuple[hours.Opening, ...]:
    """A stored week, `[[1, "08:00", "15:30"], ...]`, as values."""
    return tuple(hours.Opening(int(day), time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in rows)


def openings_of(place: Place) -> tuple[hours.Opening, ...]:
    """The place's own week, the services with hours of their own aside."""
    return tuple(opening for entry in place.hours if not entry["label"] for opening in week_of(entry["week"]))


def services_of(place: Place, language: str) -> list[tuple[str, tuple[hours.Opening, ...]]]:
    """The services with hours of their own, such as a café: name in this language, and their week."""
    return [(said(entry["label"], language), week_of(entry["week"])) for entry in place.hours if entry["label"]]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number, what it is for, and when it is answered, in one language."""

    number: str
    label: str = ""
    hours: str = ""

    @property
    def link(self) -> str:
        """The number as a telephone wants it."""
        return "".join(sign for sign in self.number if sign in "+0123456789")


def phones_of(place: Place, language: str) -> tuple[Phone, ...]:
    return tuple(
        Phone(entry["number"], said(entry["label"], language), hours.in_words(week_of(entry["hours"]), language))
        for entry in place.phones
    )


def hours_of(place: Place, language: str) -> str:
    """The week in one line, with what is said of the hours in words."""
    week, words = hours.in_words(openings_of(place), language), described(place, "hours", language)[0]
    return ". ".join(part for part in (week, words) if part)


def exceptions_of(place: Place, language: str) -> tuple[hours.Exceptional, ...]:
    """The place's exceptions, past ones too, with their notes in this language."""
    return tuple(
        hours.Exceptional(
            date.fromisoformat(entry["first"]),
            date.fromisoformat(entry["last"]),
            time.fromisoformat(entry["opens"]) if entry["opens"] else None,
            time.fromisoformat(entry["closes"]) if entry["closes"] else None,
            said(entry["note"], language),
        )
        for entry in place.exceptions
    )


def fact_in_words(place: Place, fact: str, language: str) -> str:
    """What a slot of this kind says when the place fills it: its number, its name and meeting point, or its hours.

    A building says what it lacks with the words of the place it belongs to. Empty where neither says it.
    """
    own = _fact(place, fact, language)
    return own if own or place.part_of is None else _fact(place.part_of, fact, language)


def _fact(place: Place, fact: str, language: str) -> str:
    if fact == "phone":
        return place.phone
    if fact == "opening_hours":
        return hours_of(place, language)
    if fact == "place":
        above = place.part_of.name_in(language) if place.part_of else ""
        where = (above, place.name_in(language), place.meeting_point_in(language))
        return ", ".join(part for part in where if part)
    raise ValueError(f"{fact} is not something a place can say")
