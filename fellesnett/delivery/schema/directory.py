"""Who is who and where: organizations and places."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.envelope import Envelope, Part, Ways, Words


class Identifier(Part):
    system: str = Field(description="`urn:oid:...`, or the name of a register.")
    value: str


class Website(Part):
    site: str
    name: str
    url: str


class Organization(Envelope):
    """A body in the specialist health service, from a region down to a reporting unit."""

    type: Literal["organization"]
    key: str
    kind: str
    short_name: str
    parent: str | None = Field(description="The organization above it.")
    private: bool = Field(description="Not owned by the state. `kind` says by which agreement it is part of the service.")
    identifiers: tuple[Identifier, ...]
    websites: tuple[Website, ...]
    links: Ways


class Opening(Part):
    """Open on this day of the week (1 is Monday)."""

    day: int
    opens: str
    closes: str


class Exceptional(Part):
    """Other hours from a day to a day; closed where no hours are given."""

    first: date
    last: date
    opens: str | None
    closes: str | None
    note: Words


class Telephone(Part):
    number: str
    label: Words
    hours: tuple[Opening, ...]


class Hours(Part):
    """The week of the place, or of a service in it that has a label."""

    label: Words
    week: tuple[Opening, ...]


class Point(Part):
    latitude: float
    longitude: float


class Address(Part):
    street: str
    postal_code: str
    city: str


class Place(Envelope):
    """Where patients meet: a hospital or a clinic, or a building of one. Words are given by language."""

    type: Literal["place"]
    slug: str
    kind: str
    name: Words
    part_of: str | None = Field(description="The place it is a building of.")
    address: Address
    point: Point | None
    phones: tuple[Telephone, ...]
    hours: tuple[Hours, ...]
    exceptions: tuple[Exceptional, ...]
    meeting: dict[str, Words] = Field(description="By language: entrance, floor, code, text.")
    descriptions: dict[str, Words] = Field(description="By language: visiting, transit, parking, accessibility, interpreter ...")
    links: Ways
