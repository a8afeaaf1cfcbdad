"""An address becomes a point and a municipality; where it is not plain which, a person is asked; what people gave stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.intake.fetching.deciding import settle
from fellesnett.intake.fetching.keeping import forget
from fellesnett.intake.models import Source, SourcedRecord
from fellesnett.intake.sources import IMPORTERS
from fellesnett.intake.tests.registers import address, addresses
from fellesnett.intake.tests.rounds import on, round_at
from fellesnett.intake.tests.servers import Register, says
from fellesnett.organizations.models import Place, PlacePosition
from fellesnett.organizations.tests.factories import make_organization, make_place

pytestmark = pytest.mark.django_db

POINT = (Decimal("60.62853"), Decimal("6.42232"))
WHERE = {"address": "Sjukehusvegen 16", "postal_code": "5700", "city": "Voss"}


@pytest.fixture
def source(outside: Register, keeper: User, now: datetime) -> Source:
    outside.says["/sok"] = says(addresses(address("Sjukehusvegen 16")))
    return on("kartverket", keeper, now)


def voss(**more: Any) -> Place:
    return make_place(make_organization("Eksempel sykehus HF"), "voss", name="Voss", **(WHERE | more))


def point_of(place: Place) -> tuple[Decimal | None, Decimal | None]:
    place.refresh_from_db()
    return place.latitude, place.longitude


def test_a_place_without_a_point_gets_one_with_whose_it_is(source: Source, outside: Register, now: datetime) -> None:
    place = voss()
    round_at(source, now)
    assert point_of(place) == POINT
    row = PlacePosition.objects.get(place=place)
    assert (row.municipality, row.municipality_number, row.source) == ("VOSS", "4621", "Kartverket")
    assert (row.fetched_at, row.expires_at) == (now, now + timedelta(days=400))
    [path] = outside.paths
    assert "sok=Sjukehusvegen+16" in path
    assert "postnummer=5700" in path
    assert Event.objects.filter(verb="place.described", subject=f"place:{place.pk}").exists()  # the open feed hears of it


def test_an_address_is_asked_for_once_until_it_is_another(source: Source, outside: Register, now: datetime) -> None:
    place = voss()
    round_at(source, now)
    outside.asked.clear()
    round_at(source, now + timedelta(days=7))
    assert outside.asked == []
    Place.objects.filter(pk=place.pk).update(address="Vangsgata 1")
    moved = address("Vangsgata 1", representasjonspunkt={"epsg": "EPSG:4258", "lat": 60.1, "lon": 6.1})
    outside.says["/sok"] = says(addresses(moved))
    round_at(source, now + timedelta(days=14))
    assert point_of(place) == (Decimal("60.10000"), Decimal("6.10000"))


def test_among_several_the_one_that_is_spelled_as_ours_is_meant(source: Source, outside: Register, now: datetime) -> None:
    place = voss()
    outside.says["/sok"] = says(
        addresses(address("Sjukehusvegen 16 B"), address("SJUKEHUSVEGEN 16"), address("Sjukehusvegen 16 C"))
    )
    round_at(source, now)
    assert point_of(place) == POINT


def test_where_it_is_not_plain_which_a_person_chooses_once(
    source: Source, outside: Register, now: datetime, keeper: User
) -> None:
    place = voss(address="Sjukehusvegen")
    other = address("Sjukehusvegen 18", representasjonspunkt={"epsg": "EPSG:4258", "lat": 60.2, "lon": 6.2})
    outside.says["/sok"] = says(addresses(address("Sjukehusvegen 16"), other))
    round_at(source, now)
    assert point_of(place) == (None, None)
    [item] = OpenItem.objects.open()
    assert "Sjukehusvegen" in item.title
    row = SourcedRecord.objects.asking().get()
    choices = IMPORTERS["kartverket"].choices(row.question)
    assert choices["1"].startswith("Sjukehusvegen 18, 5700 VOSS")
    settle(row=row, choice="1", by=keeper, at=now)
    assert point_of(place) == (Decimal("60.20000"), Decimal("6.20000"))
    round_at(source, now + timedelta(days=200))
    assert OpenItem.objects.open().count() == 0
    assert PlacePosition.objects.get().fetched_at == now + timedelta(days=200)


@pytest.mark.parametrize("answer", [addresses(), addresses(*[address(f"Vegen {n}") for n in range(10)], total=140)])
def test_an_address_that_says_too_little_is_told_of(
    source: Source, outside: Register, now: datetime, answer: dict[str, Any]
) -> None:
    place = voss(address="Vegen")
    outside.says["/sok"] = says(answer)
    round_at(source, now)
    assert point_of(place) == (None, None)
    assert "finner ikke" in OpenItem.objects.open().get().title


def test_what_people_have_given_stands_until_they_say_otherwise(source: Source, now: datetime, keeper: User) -> None:
    near = voss(latitude=Decimal("60.62900"), longitude=Decimal("6.42200"))
    round_at(source, now)
    assert point_of(near) == (Decimal("60.62900"), Decimal("6.42200"))
    assert OpenItem.objects.open().count() == 0
    far = make_place(near.organization, "langt-unna", name="Langt unna", latitude=Decimal("61"), longitude=Decimal("6"), **WHERE)
    round_at(source, now + timedelta(days=7))
    assert point_of(far) == (Decimal("61.00000"), Decimal("6.00000"))
    assert "km fra punktet vårt" in OpenItem.objects.open().get().title
    settle(row=SourcedRecord.objects.asking().get(), choice="take", by=keeper, at=now)
    assert point_of(far) == POINT
    described = Event.objects.filter(verb="place.described", subject=f"place:{far.pk}").get()
    assert described.actor == keeper


def test_a_point_that_nobody_confirms_any_more_goes_with_its_last_moment(source: Source, now: datetime) -> None:
    place = voss()
    round_at(source, now)
    forget(at=now + timedelta(days=399))
    assert point_of(place) == POINT
    forget(at=now + timedelta(days=400))
    assert point_of(place) == (None, None)
    assert SourcedRecord.objects.get().gone_because == "expired"


@pytest.mark.parametrize(
    "wrong", [{"postnummer": "57"}, {"kommunenavn": None}, {"representasjonspunkt": {"epsg": "x", "lat": 200, "lon": 1}}]
)
def test_another_form_than_before_stops_it(source: Source, outside: Register, now: datetime, wrong: dict[str, Any]) -> None:
    voss()
    outside.says["/sok"] = says(addresses(address("Sjukehusvegen 16", **wrong)))
    round_at(source, now, fault="shape")
    assert source.fault_place.startswith("adresser.0")
