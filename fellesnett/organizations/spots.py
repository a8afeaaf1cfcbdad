"""Where a reader is, as a value: a municipality, a city district, a postal code or a hospital; and how place names compare."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0
COUNTIES = {
    "03": "Oslo",
    "11": "Rogaland",
    "15": "Møre og Romsdal",
    "18": "Nordland",
    "31": "Østfold",
    "32": "Akershus",
    "33": "Buskerud",
    "34": "Innlandet",
    "39": "Vestfold",
    "40": "Telemark",
    "42": "Agder",
    "46": "Vestland",
    "50": "Trøndelag",
    "55": "Troms",
    "56": "Finnmark",
}
"""The counties from 2024 on, by the first two digits of a municipality number: they tell two places of one name apart."""

_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
_KIND_OF_PLACE = re.compile(r"^(kommune|bydel) (?=\D)| (kommune|kommunen|suohkan|gielda|tjielte|bydel)$")


class SpotKind(StrEnum):
    MUNICIPALITY = "kommune"
    DISTRICT = "bydel"
    POSTAL = "postnummer"
    HOSPITAL = "sykehus"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to sort hospitals from. `area` is the catchment area behind it: two spots of one area mean the same.

    `served_by` holds the keys of the organizations from the region down to the local hospital, as far as the catchment
    table knows them. `assumed` names the municipality that stands in for one that we do not know.
    """

    key: str
    kind: SpotKind
    name: str
    area: str = ""
    position: Position | None = None
    region: int | None = None
    trust: int | None = None
    hospital: int | None = None
    hospital_names: tuple[str, ...] = field(default=())
    assumed: str = ""
    former: str = ""  # the old name by which it was found


def folded(name: str) -> str:
    """What spellings of one place name have in common: no case, signs or diacritics. `Tromsø`, `tromso` and `Tromsö` are one;
    so are `Ålesund`, `Aalesund` and `Alesund`, and `Voss kommune` and `Voss`."""
    plain = name.casefold().translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))
    plain = re.sub(r"[\W_]+", " ", plain).strip()
    plain = _KIND_OF_PLACE.sub("", plain)
    return plain.replace("aa", "a").replace("ae", "a").replace("oe", "o")


def bare(name: str) -> str:
    """A municipality's name without what lists add to tell it from others: `Herøy (Nordland)` is Herøy."""
    return re.sub(r"\s*\(.*\)$| kommune$", "", name)


def distance_km(one: Position, other: Position) -> float:
    """Great-circle distance in kilometres (haversine, on a sphere)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
