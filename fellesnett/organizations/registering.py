"""What registers outside say of organizations and places, kept beside what people here have written.

Steps inside a larger act: the caller holds the transaction, has asked who may, and logs. A name or an address is taken over only
when a person says so; a position is filled in where nobody has given one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.organizations import signals
from fellesnett.organizations.models import Identifier, Organization, Place, PlacePosition, RegisteredUnit

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose a fact is, where it can be looked up, when it was confirmed, and until when it is shown."""

    source: str
    source_address: str
    fetched_at: datetime
    expires_at: datetime

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("source", "source_address", "fetched_at", "expires_at")}


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the register of units says of a number."""

    name: str
    form: str
    parent_orgnr: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    municipality: str = ""
    municipality_number: str = ""
    deleted_on: date | None = None

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """Where the address register puts an address."""

    asked: str
    latitude: Decimal
    longitude: Decimal
    municipality: str
    municipality_number: str = field(default="")


def register_unit(*, identifier: Identifier, facts: UnitFacts, provenance: Provenance) -> RegisteredUnit:
    """Keep what the register says, in place of what it said before."""
    values = {**facts.fields(), **provenance.fields()}
    row: RegisteredUnit = RegisteredUnit.objects.update_or_create(identifier=identifier, defaults=values)[0]
    return row


def forget_unit(*, identifier: Identifier) -> None:
    """The register says nothing of it any more."""
    RegisteredUnit.objects.filter(identifier=identifier).delete()


def take_name(*, organization: Organization, name: str, at: datetime) -> None:
    """The organization is called what the register says, because a person decided it."""
    organization.name = name
    organization.save(update_fields=["name"])
    signals.organizations_imported.send(Organization, at=at)


def set_inactive(*, organization: Organization, at: datetime) -> None:
    """The organization is no more, because a person decided that the register is right."""
    organization.active = False
    organization.save(update_fields=["active"])
    signals.organizations_imported.send(Organization, at=at)


def position_place(*, place: Place, facts: PositionFacts, provenance: Provenance, by: User | None, at: datetime) -> PlacePosition:
    """Keep where the register puts the place. Its own coordinates are filled in where it has none, and follow the register
    where they came from there; those that people have given stand."""
    before = PlacePosition.objects.filter(place=place).first()
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    kept = {**values, **provenance.fields()}
    row: PlacePosition = PlacePosition.objects.update_or_create(place=place, defaults=kept)[0]
    own = (place.latitude, place.longitude)
    theirs = (before.latitude, before.longitude) if before else (None, None)
    if own in ((None, None), theirs) and own != (facts.latitude, facts.longitude):
        move_place(place=place, latitude=facts.latitude, longitude=facts.longitude, by=by, at=at)
    return row


def forget_position(*, place: Place, at: datetime) -> None:
    """The register no longer says where the place is: coordinates that came from there go with it."""
    before = PlacePosition.objects.filter(place=place).first()
    if before is None:
        return
    before.delete()
    if (place.latitude, place.longitude) == (before.latitude, before.longitude):
        move_place(place=place, latitude=None, longitude=None, by=None, at=at)


def move_place(*, place: Place, latitude: Decimal | None, longitude: Decimal | None, by: User | None, at: datetime) -> None:
    """The place is there, or nowhere that we know. Written into the record, and told to whoever shows the place."""
    place.latitude, place.longitude = latitude, longitude
    place.save(update_fields=["latitude", "longitude"])
    changed = {"latitude": latitude, "longitude": longitude}
    signals.place_described.send(Place, place=place, changed=changed, by=by, at=at)
    transaction.on_commit(lambda: signals.place_changed.send(Place, place=place, by=by, at=at))
