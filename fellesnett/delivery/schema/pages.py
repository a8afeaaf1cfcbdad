"""What a site tells: news, courses and meetings, clinical studies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.envelope import Code, Envelope, Part, Translation, Ways


class Told(Envelope):
    """A page that a site has written itself."""

    site: str
    lead: str
    html: str = Field(description="Cleaned. An address that begins with `/` belongs to the site of `links.web`.")
    text: str
    unit: str = Field(description="Who answers for it. No names of persons.")
    translations: tuple[Translation, ...]
    links: Ways


class News(Told):
    type: Literal["news"]


class Session(Part):
    start: datetime
    end: datetime


class EventPlace(Part):
    id: str | None = Field(description="The place, where it is one that we tell of.")
    name: str
    room: str


class Event(Told):
    """A course or a meeting."""

    type: Literal["event"]
    kind: Literal["course", "meeting", "professional"]
    sessions: tuple[Session, ...]
    where: EventPlace
    online: bool
    target_group: str
    referral: Literal["none", "patient", "relative", "both"]
    price: Literal["free", "user_fee", "amount"]
    amount: int | None = Field(description="In kroner, where the price is an amount.")
    sign_up_url: str
    sign_up_phone: str
    sign_up_by: date | None
    interpreter: bool
    cancelled: bool
    codes: tuple[Code, ...]


class Study(Told):
    """A clinical study. It takes in participants from `starts` to `ends`, both days included."""

    type: Literal["study"]
    starts: date
    ends: date
    phase: Literal["", "1", "2", "3", "4"]
    ethics_reference: str
    purpose: str
    who_can_join: str
    what_it_means: str
    participating: str
    contact_unit: str
    contact_phone: str
    codes: tuple[Code, ...]
