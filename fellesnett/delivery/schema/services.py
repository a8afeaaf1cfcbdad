"""What a hospital offers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.envelope import Code, Envelope, Kind, Part, Ways, Words


class PlaceName(Part):
    id: str | None = Field(description="The place, where it is one that we tell of.")
    name: str


class Unit(Part):
    """A department that says it does this: where it meets patients, and how one comes there."""

    id: str = Field(description="`urn:uuid:...`; the same for every service of the department.")
    name: str
    language: str
    web: str
    phone: str
    phone_hours: str = Field(description="When the telephone is answered, in words.")
    referral: str = Field(description="Who can be referred, and how.")
    bring: tuple[str, ...] = Field(description="What to bring, one thing each.")
    places: tuple[PlaceName, ...]


class Waiting(Part):
    """Weeks from a referral is received until help begins, as somebody has reckoned. Not to be shown after `valid_until`."""

    kind: Literal["assessment", "outpatient", "day", "inpatient"]
    weeks: int
    place: PlaceName | None = Field(description="None: the hospital as a whole.")
    source: str
    source_address: str
    as_of: date
    valid_until: date


class ServiceWays(Ways):
    """Where a service is read, and the texts that patients read about it there."""

    content: str


Agreement = Literal["nonprofit", "contract_specialist"]


class Service(Envelope):
    """What a hospital offers: a condition it treats, an examination or a treatment it does; by which departments, and where."""

    type: Literal["service"]
    kind: Kind
    name: Words = Field(description="By language, as the hospital's own pages call it.")
    site: str
    topic: str = Field(description="The key of the topic. Every hospital that offers the same has the same.")
    codes: tuple[Code, ...]
    provider: str | None = Field(description="The organization that offers it.")
    provider_kind: str
    private: bool = Field(description="Not owned by the state.")
    agreement: Agreement | None = Field(
        description="How a private provider is part of the public health service, where its organization says so: a nonprofit"
        " hospital, or a specialist with a contract. Null where it is public, or where nothing is said."
    )
    units: tuple[Unit, ...]
    places: tuple[PlaceName, ...] = Field(
        description="Where it is done, as the hospital and its departments say. Empty: they have not said."
    )
    waiting: tuple[Waiting, ...]
    links: ServiceWays
