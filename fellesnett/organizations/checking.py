"""Can this record of a place be shown? Every fault is said at its field, with what to do. Pure; the clock is passed in.

A record holds what `Place` stores, in the same form (`RECORD`): it is read, checked, written and logged as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from fellesnett.organizations.facts import MEETING_PARTS, SUBJECTS

Record = Mapping[str, Any]
RECORD = (
    "name",
    "kind",
    "address",
    "postal_code",
    "city",
    "latitude",
    "longitude",
    "phones",
    "hours",
    "exceptions",
    "meeting",
    "descriptions",
)
LONGEST = 4000
# Mainland Norway, Svalbard with Bjørnøya, and Jan Mayen: (south, north, west, east), in degrees.
NORWAY = ((57.7, 71.4, 4.0, 31.4), (74.0, 81.0, 10.0, 34.0), (70.7, 71.3, -9.2, -7.8))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where in the record (`phones.0.number`), and in words what to do."""

    field: str
    text: str


def faults(record: Record, *, today: date, before: Record | None = None) -> tuple[Fault, ...]:
    """All that is wrong with a record. `before`: the record it replaces; what stood there already is not asked about again."""
    found = [*_name(record), *_address(record), *_coordinates(record), *_phones(record), *_hours(record)]
    found += [*_exceptions(record, today, before or {}), *_words(record)]
    return tuple(found)


def _name(record: Record) -> Iterator[Fault]:
    if not any(str(name).strip() for name in record["name"].values()):
        yield Fault("name", _("Stedet må ha et navn. Skriv det på minst ett språk."))
    if any(len(str(name)) > 160 for name in record["name"].values()):
        yield Fault("name", _("Navnet er for langt. Skriv det med høyst 160 tegn."))


def _address(record: Record) -> Iterator[Fault]:
    if record["postal_code"] and not re.fullmatch(r"\d{4}", record["postal_code"]):
        yield Fault("postal_code", _("Et postnummer har fire siffer, for eksempel 5021."))


def _coordinates(record: Record) -> Iterator[Fault]:
    latitude, longitude = record["latitude"], record["longitude"]
    if (latitude is None) != (longitude is None):
        yield Fault("latitude", _("Skriv både breddegrad og lengdegrad, eller ingen av dem."))
    elif latitude is not None and longitude is not None and not in_norway(latitude, longitude):
        yield Fault(
            "latitude", _("Punktet ligger utenfor Norge. Breddegrad er tallet rundt 58–71, lengdegrad er tallet rundt 5–31.")
        )


def in_norway(latitude: Decimal | float, longitude: Decimal | float) -> bool:
    """Is this point in Norway, Svalbard and Jan Mayen included? Roughly: it tells swapped and mistyped numbers."""
    return any(south <= latitude <= north and west <= longitude <= east for south, north, west, east in NORWAY)


# --- telephones -----------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?:\+47)?[2-9]\d{7}|0\d{4}|1\d{2}|1\d{3}|1\d{5}|\+(?!47)[1-9]\d{6,14}")


def tidy_number(number: str) -> str:
    """A number as Norwegians read it: `55 97 50 00`, `915 06 200`, `02800`. What is not a number stays as it was written."""
    digits = re.sub(r"[\s.\-()]", "", number)
    digits = re.sub(r"^(\+47|0047)(?=\d{8}$)", "", digits)
    if not re.fullmatch(r"[2-9]\d{7}", digits):
        return digits if _NUMBER.fullmatch(digits) else number.strip()
    if digits[0] in "489":
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    return " ".join(digits[at : at + 2] for at in range(0, 8, 2))


def is_number(number: str) -> bool:
    """Eight digits, a short number such as 113 or 02800, or a foreign one with its country code."""
    return bool(_NUMBER.fullmatch(re.sub(r"\s", "", number)))


def _phones(record: Record) -> Iterator[Fault]:
    for index, phone in enumerate(record["phones"]):
        if not is_number(phone["number"]):
            words = _("«%(number)s» er ikke et telefonnummer. Skriv åtte siffer, for eksempel 55 97 50 00.")
            yield Fault(f"phones.{index}.number", words % {"number": phone["number"]})
        yield from _week(f"phones.{index}.hours", phone["hours"])


# --- hours ----------------------------------------------------------------------------------------------------------


def _hours(record: Record) -> Iterator[Fault]:
    for index, entry in enumerate(record["hours"]):
        if not entry["week"]:
            yield Fault(f"hours.{index}", _("Velg minst én dag, og skriv når det åpner og stenger."))
        yield from _week(f"hours.{index}", entry["week"])


def _week(field: str, week: Any) -> Iterator[Fault]:
    rows = sorted((int(day), opens, closes) for day, opens, closes in week)
    if any(closes <= opens for _day, opens, closes in rows):
        yield Fault(field, _("Stengetiden må være senere enn åpningstiden. Døgnåpent skrives 00.00 til 24.00."))
    elif any(one[0] == two[0] and two[1] < one[2] for one, two in pairwise(rows)):
        yield Fault(field, _("To tider på samme dag går over i hverandre. Slå dem sammen til én."))


def _exceptions(record: Record, today: date, before: Record) -> Iterator[Fault]:
    known = list(before.get("exceptions", ()))
    for index, entry in enumerate(record["exceptions"]):
        field = f"exceptions.{index}"
        if entry["last"] < entry["first"]:
            yield Fault(field, _("Siste dag må være samme dag som den første, eller senere."))
        if (entry["opens"] is None) != (entry["closes"] is None):
            yield Fault(field, _("Skriv både når det åpner og når det stenger, eller kryss av for stengt."))
        elif entry["opens"] and entry["closes"] <= entry["opens"]:
            yield Fault(field, _("Stengetiden må være senere enn åpningstiden."))
        if entry not in known and date.fromisoformat(entry["last"]) < today and not any(entry["note"].values()):
            yield Fault(field, _("Dagen er passert. Velg en dag som kommer, eller skriv hvorfor avviket skal stå."))


# --- words ----------------------------------------------------------------------------------------------------------


def _words(record: Record) -> Iterator[Fault]:
    for language, texts in record["descriptions"].items():
        for subject, text in texts.items():
            if subject not in SUBJECTS:
                yield Fault(f"descriptions.{language}.{subject}", _("Dette er ikke noe et sted kan beskrive."))
            elif len(text) > LONGEST:
                yield Fault(f"descriptions.{language}.{subject}", _("Teksten er for lang. Kort den ned til 4000 tegn."))
    for language, parts in record["meeting"].items():
        for part, text in parts.items():
            if part not in MEETING_PARTS or len(text) > 255:
                yield Fault(f"meeting.{language}.{part}", _("Beskriv oppmøtestedet med høyst 255 tegn."))


# --- tidied ---------------------------------------------------------------------------------------------------------


def tidied(record: Record) -> dict[str, Any]:
    """The record as it is stored: no empty words, numbers and times in one form, coordinates with five decimals."""
    texts = {language: _filled(parts) for language, parts in record["descriptions"].items()}
    return {
        "name": _filled(record["name"]),
        "kind": record["kind"],
        **{name: " ".join(str(record[name]).split()) for name in ("address", "postal_code", "city")},
        "latitude": _degrees(record["latitude"]),
        "longitude": _degrees(record["longitude"]),
        "phones": [
            {"number": tidy_number(each["number"]), "label": _filled(each["label"]), "hours": _tidy_week(each["hours"])}
            for each in record["phones"]
        ],
        "hours": [{"label": _filled(each["label"]), "week": _tidy_week(each["week"])} for each in record["hours"]],
        "exceptions": sorted((_exception(each) for each in record["exceptions"]), key=lambda each: each["first"]),
        "meeting": {code: filled for code, parts in record["meeting"].items() if (filled := _filled(parts))},
        "descriptions": {code: filled for code, filled in texts.items() if filled},
    }


def _tidy_week(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return sorted([int(day), _time(opens), _time(closes)] for day, opens, closes in rows)


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, value in values.items() if (text := str(value).replace("\r\n", "\n").strip())}


def _exception(entry: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: _time(entry[name]) if entry[name] else None for name in ("opens", "closes")}
    return {"first": str(entry["first"]), "last": str(entry["last"]), **times, "note": _filled(entry["note"])}


def _time(value: time | str) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _degrees(value: Any) -> Decimal | None:
    return None if value in (None, "") else round(Decimal(str(value)), 5)
