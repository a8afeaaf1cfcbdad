"""Kartverket's register of addresses (ws.geonorge.no): where a place is, from the address we have written of it.

One match, or the one of several that is spelled as ours, is taken. Else a person chooses. What people have given stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from fellesnett.editorial import subjects
from fellesnett.editorial.wording import worded
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record, Shape
from fellesnett.organizations.models import Place, PlacePosition
from fellesnett.organizations.nearness import position_of
from fellesnett.organizations.registering import PositionFacts, Provenance, forget_position, move_place, position_place
from fellesnett.organizations.spots import Position, distance_km, folded

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.intake.models import Fetched, Source, SourcedRecord

SOURCE = "Kartverket"
AT_MOST = 10
"""Matches that are read; with more, the address says too little."""
ASKED_EVERY = timedelta(days=180)
FAR = 0.3
"""Kilometres between the register and what people here have given, before somebody is asked."""


class Point(Shape):
    epsg: str
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Address(Shape):
    adressetekst: str
    postnummer: str = Field(pattern=r"^[0-9]{4}$")
    poststed: str
    kommunenummer: str = Field(pattern=r"^[0-9]{4}$")
    kommunenavn: str
    representasjonspunkt: Point


class Metadata(Shape):
    totalt_antall_treff: int


class Answer(Shape):
    metadata: Metadata
    adresser: list[Address]


class Kartverket(Importer):
    name = "kartverket"
    title = gettext_lazy("Kartverket")
    publisher = "Kartverket"
    licence = "CC BY 4.0"
    base = "https://ws.geonorge.no/adresser/v1"
    every = timedelta(days=7)
    lasts = timedelta(days=400)

    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        known = {row.place_id: row for row in PlacePosition.objects.all()}
        for place in Place.objects.exclude(address="").exclude(postal_code="").order_by("pk"):
            row = known.get(place.pk)
            if row is None or row.asked != _asked(place) or at - row.fetched_at >= ASKED_EVERY:
                yield Ask(f"place:{place.pk}", self.address(f"/sok?{_query(place)}"))

    def read(self, fetched: Fetched) -> Reading:
        answer: Answer = Answer.read(fetched.body)
        query = parse_qs(urlsplit(fetched.url).query)
        facts = {
            "asked": f"{query['sok'][0]}, {query['postnummer'][0]}",
            "found": answer.metadata.totalt_antall_treff,
            "matches": [_match(each) for each in answer.adresser[:AT_MOST]],
        }
        return Reading((Record(fetched.key.partition(":")[2], facts),))

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        place = Place.objects.select_for_update(of=("self",)).select_related("organization").filter(pk=record.key).first()
        if place is None or _asked(place) != record.facts["asked"]:  # moved while we asked: it is asked for anew
            return Kept(subjects.place(place.pk) if place else "")
        subject, chosen = subjects.place(place.pk), _plain(record.facts["matches"], place)
        if chosen is None:
            question = _question(record.facts, place)
            if row.answered.get("question") == question:
                self._choose(row, place, row.answered["choice"], fetched.confirmed_at, self.expires(fetched))
            return Kept(subject, question=question)
        before, registered = position_of(place), PlacePosition.objects.filter(place=place).first()
        came_from_here = registered is not None and (place.latitude, place.longitude) == (
            registered.latitude,
            registered.longitude,
        )
        self._position(place, chosen, fetched.confirmed_at, self.expires(fetched))
        km = distance_km(before, _position(chosen)) if before and not came_from_here else 0.0
        return Kept(subject, question=_far(place, chosen, km) if km > FAR else {})

    def _position(self, place: Place, match: Mapping[str, Any], at: datetime, until: datetime) -> None:
        facts = PositionFacts(
            _asked(place), Decimal(match["lat"]), Decimal(match["lon"]), match["municipality"], match["municipality_number"]
        )
        where = f"https://www.norgeskart.no/#!?zoom=17&lat={match['lat']}&lon={match['lon']}&markerLat={match['lat']}&markerLon={match['lon']}"
        position_place(place=place, facts=facts, provenance=Provenance(SOURCE, where, at, until), by=None, at=at)

    def _choose(self, row: SourcedRecord, place: Place, choice: str, at: datetime, until: datetime) -> None:
        if choice.isdecimal():
            self._position(place, row.facts["matches"][int(choice)], at, until)

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        place = Place.objects.select_related("organization").filter(pk=row.key).first()
        if place is not None:
            forget_position(place=place, at=at)

    def ask_in_words(self, row: SourcedRecord) -> str:
        question = _QUESTIONS[row.question["kind"]]
        return worded(question, **row.question["facts"])

    def choices(self, question: Mapping[str, Any]) -> dict[str, Any]:
        facts = question["facts"]
        if question["kind"] == "several":
            named = {str(place): words for place, words in enumerate(question["matches"])}
            return named | {"none": worded(gettext_noop("Ingen av dem"))}
        if question["kind"] == "far":
            return {
                "take": worded(gettext_noop("Flytt til Kartverkets punkt")),
                "keep": worded(gettext_noop("Behold vårt punkt")),
            }
        return {"keep": worded(gettext_noop("La adressen stå"), **facts)}

    def settle(self, row: SourcedRecord, choice: str, by: User, at: datetime) -> None:
        place = Place.objects.select_for_update(of=("self",)).select_related("organization").get(pk=row.key)
        self._choose(row, place, choice, at, row.expires_at or at + self.lasts)
        registered = PlacePosition.objects.filter(place=place).first()
        if choice == "take" and registered:
            move_place(place=place, latitude=registered.latitude, longitude=registered.longitude, by=by, at=at)


_QUESTIONS = {
    "several": gettext_noop("Flere adresser ligner «{asked}» ({place}). Hvilken er det?"),
    "none": gettext_noop("Kartverket finner ikke «{asked}» ({place})."),
    "far": gettext_noop("Kartverket legger {place} {km} km fra punktet vårt."),
}


def _asked(place: Place) -> str:
    """The address as it is asked for."""
    return f"{place.address.strip()}, {place.postal_code}"


def _query(place: Place) -> str:
    said = {"sok": place.address.strip(), "postnummer": place.postal_code, "fuzzy": "false", "treffPerSide": AT_MOST, "side": 0}
    return urlencode({**said, "utkoordsys": 4258})


def _match(found: Address) -> dict[str, str]:
    point = found.representasjonspunkt
    return {
        "address": found.adressetekst,
        "postal_code": found.postnummer,
        "city": found.poststed,
        "municipality": found.kommunenavn[:80],
        "municipality_number": found.kommunenummer,
        "lat": f"{point.lat:.5f}",
        "lon": f"{point.lon:.5f}",
    }


def _plain(matches: list[Mapping[str, Any]], place: Place) -> Mapping[str, Any] | None:
    """The match that leaves no doubt."""
    spelled = [each for each in matches if folded(each["address"]) == folded(place.address)]
    if len(matches) == 1:
        return matches[0]
    return spelled[0] if len(spelled) == 1 else None


def _question(facts: Mapping[str, Any], place: Place) -> dict[str, Any]:
    said = {"asked": facts["asked"], "place": place.name_in("nb")}
    if not facts["matches"] or facts["found"] > AT_MOST:
        return {"kind": "none", "facts": said}
    named = [f"{each['address']}, {each['postal_code']} {each['city']} ({each['municipality']})" for each in facts["matches"]]
    return {"kind": "several", "facts": said, "matches": named}


def _far(place: Place, match: Mapping[str, Any], km: float) -> dict[str, Any]:
    return {"kind": "far", "facts": {"place": place.name_in("nb"), "km": f"{km:.1f}".replace(".", ",")}}


def _position(match: Mapping[str, Any]) -> Position:
    return Position(float(match["lat"]), float(match["lon"]))
