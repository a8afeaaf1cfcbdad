"""The documents that partners read and deliver, as types. The names are those of the open interface's own documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from fellesnett.foundation.languages import CODES

Operation = Literal["fill", "supplement", "override", "omit"]
Short = Annotated[str, StringConstraints(max_length=120)]
Language = Annotated[str, StringConstraints(pattern=f"^({'|'.join(CODES)})$")]
LONGEST, LONGEST_HTML, MOST_ELEMENTS, MOST_PIECES, MOST_ENTRIES = 4_000, 100_000, 2_000, 20, 200
"""How much a partner may deliver: said in the description of the interface, and measured where what is delivered differs from
what stands. A site may itself have said more, and what stands must be readable by these types."""
Long = Annotated[str, Field(json_schema_extra={"maxLength": LONGEST})]
Words = dict[Language, Long]
"""Words by language: `{"nb": "Hovedinngangen"}`."""
READ_ONLY: dict[str, JsonValue] = {"readOnly": True}
Waiting = Annotated[
    UUID | None, Field(description="Your delivery that waits for an answer, where one does.", json_schema_extra=READ_ONLY)
]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Delivered(Strict):
    """What is sent in the form it is read in. Members that are only read may stand in it, and nothing is made of them: what a
    partner has read can be sent back as it is."""

    ONLY_READ: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _passed_by(cls, said: Any) -> Any:
        only_read = cls.ONLY_READ - set(cls.model_fields)
        return {name: value for name, value in said.items() if name not in only_read} if isinstance(said, dict) else said


# --- texts ----------------------------------------------------------------------------------------------------------


class Piece(Strict):
    """A block of local text."""

    type: Literal["text", "list", "table", "warning"] = "text"
    html: str = Field(
        description="Cleaned as all text; scripts are refused. All that one delivery writes has at most"
        f" {LONGEST_HTML} characters and {MOST_ELEMENTS} elements (`<p>`, `<li>`, `<strong>` ...).",
        json_schema_extra={"maxLength": LONGEST_HTML},
    )


class LocalBlock(Strict):
    """What the site says on top of the national text, at one block, slot or section of it."""

    id: Short | None = Field(default=None, description="The part's own id. Leave it out for a new part.")
    operation: Operation
    target: Short = Field(description="The id of a block or a slot; for a whole section, or its end, the section's own id.")
    position: Literal["before", "after", "end"] | None = Field(default=None, description="Of a supplement.")
    content: tuple[Piece, ...] = Field(
        default=(), description="Of a supplement and an override.", json_schema_extra={"maxItems": MOST_PIECES}
    )
    value: Long = Field(default="", description="Of a fill.")
    base: Short = Field(default="", description="The `base` of what you saw at the target. Demanded of an override and an omit.")
    reason_code: Short = Field(default="", description="Of an override and an omit: `local_practice`, `not_applicable` ...")
    reason: Long = Field(default="", description="The same in words. The site's own reasons are its own, and empty here.")
    clinical: bool = Field(
        default=False, description="Clinical content, which a clinician at the site signs. No delivery takes such a mark away."
    )
    valid_until: date | None = Field(default=None, description="At most twelve months on, the default.")


class LocalSection(Strict):
    id: Short
    blocks: tuple[LocalBlock, ...]


class LocalText(Delivered):
    """A site's local parts of one text: what a partner delivers."""

    ONLY_READ = frozenset({"id", "edition", "waiting", "ground"})

    site: Short
    topic: Short
    language: Language
    title: Annotated[str, StringConstraints(max_length=200)] | None = Field(default=None, description="The site's own title.")
    sections: tuple[LocalSection, ...] = ()


class National(Strict):
    """A block of the text that local parts stand on."""

    id: str
    section: str
    type: str
    html: str
    label: str = Field(description="Of a slot: what is to be filled in.")
    policy: str = Field(description="`open`, `supplement_only` or `locked`.")
    base: str = Field(description="The hash of the block as it stands now, to be sent back with a part that speaks of it.")


class DeliveredText(LocalText):
    """The same as it stands, with what of yours is waiting put in, and with what it stands on."""

    id: str = Field(json_schema_extra=READ_ONLY)
    edition: int = Field(description="The national edition that the site uses.", json_schema_extra=READ_ONLY)
    waiting: UUID | None = Field(
        description="Your delivery that waits for an answer, where one does.", json_schema_extra=READ_ONLY
    )
    ground: tuple[National, ...] = Field(json_schema_extra=READ_ONLY)


class TextEntry(Strict):
    """A text that you may deliver to."""

    id: str
    site: str
    topic: str
    language: str
    title: str
    href: str


# --- places ---------------------------------------------------------------------------------------------------------


class OpeningTime(Strict):
    """Open on this day of the week (1 is Monday)."""

    day: Annotated[int, Field(ge=1, le=7)]
    opens: Clock
    closes: Clock


class OtherHours(Strict):
    """Other hours from a day to a day; closed where no hours are given."""

    first: date
    last: date
    opens: Clock | None = None
    closes: Clock | None = None
    note: Words = {}


class PhoneNumber(Strict):
    number: Short
    label: Words = {}
    hours: tuple[OpeningTime, ...] = ()


class WeekOfHours(Strict):
    """The week of the place, or of a service in it that has a label."""

    label: Words = {}
    week: tuple[OpeningTime, ...]


class MapPoint(Strict):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class VisitingAddress(Strict):
    street: Annotated[str, StringConstraints(max_length=255)] = ""
    postal_code: Annotated[str, StringConstraints(max_length=4)] = ""
    city: Annotated[str, StringConstraints(max_length=80)] = ""


class PlaceDocument(Delivered):
    """Where patients meet: what a partner delivers of a place. Words are given by language."""

    ONLY_READ = frozenset({"id", "waiting"})

    site: Short
    slug: Annotated[str, StringConstraints(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$")]
    kind: Literal["hospital", "clinic", "pharmacy", "other"] = "clinic"
    name: Words
    address: VisitingAddress = VisitingAddress()
    point: MapPoint | None = None
    phones: tuple[PhoneNumber, ...] = Field(default=(), json_schema_extra={"maxItems": MOST_ENTRIES})
    hours: tuple[WeekOfHours, ...] = Field(default=(), json_schema_extra={"maxItems": MOST_ENTRIES})
    exceptions: tuple[OtherHours, ...] = Field(default=(), json_schema_extra={"maxItems": MOST_ENTRIES})
    meeting: dict[Language, dict[str, str]] = Field(default={}, description="By language: entrance, floor, code, text.")
    descriptions: dict[Language, dict[str, str]] = Field(default={}, description="By language: visiting, transit, parking ...")


class DeliveredPlace(PlaceDocument):
    """The same as it stands, with what of yours is waiting put in."""

    id: str = Field(json_schema_extra=READ_ONLY)
    waiting: UUID | None = Field(
        description="Your delivery that waits for an answer, where one does.", json_schema_extra=READ_ONLY
    )


class PlaceEntry(Strict):
    """A place that you may deliver to."""

    id: str
    site: str
    slug: str
    name: Words
    href: str


# --- services -------------------------------------------------------------------------------------------------------


class PlaceOfService(Strict):
    """A place where it is done, as the list of places names it."""

    id: Annotated[str, StringConstraints(max_length=202)]


class ServiceDocument(Delivered):
    """What a site offers: a topic that it has taken into use, and where it is done."""

    ONLY_READ = frozenset({"id", "waiting", "removal"})

    site: Short
    topic: Short = Field(description="The key of the topic. Every hospital that offers the same has the same.")
    places: tuple[PlaceOfService, ...] = Field(
        default=(), description="Where it is done. Empty: nothing is said of that.", json_schema_extra={"maxItems": MOST_ENTRIES}
    )


class DeliveredService(ServiceDocument):
    """The same as it stands, with what of yours is waiting put in."""

    id: str = Field(json_schema_extra=READ_ONLY)
    waiting: UUID | None = Field(
        description="Your delivery that waits for an answer, where one does.", json_schema_extra=READ_ONLY
    )
    removal: bool = Field(description="Does your waiting delivery ask that it is offered no more?", json_schema_extra=READ_ONLY)


class ServiceEntry(Strict):
    """A service that you may deliver to."""

    id: str
    site: str
    topic: str
    title: str
    href: str


# --- what became of it ----------------------------------------------------------------------------------------------


class Became(Strict):
    """What a delivery that was taken in has become on the site, as it is now."""

    state: Literal["draft", "shown", "replaced", "taken_down"] = Field(
        description="`draft`: in the site's draft, not approved. `shown`: patients read it. `replaced`: the site has written"
        " something else instead of it, or of a part of it. `taken_down`: it is not on the page any more."
    )
    since: datetime | None = Field(default=None, description="Since when patients have read it.")
    until: datetime | None = Field(default=None, description="Until when they read it, where that is known.")


class Receipt(Strict):
    """What became of a delivery."""

    id: UUID
    href: str
    state: Literal["waiting", "accepted", "refused", "overtaken", "withdrawn"]
    noun: Literal["content", "place", "service"]
    way: Literal["new", "change", "remove"]
    site: str
    title: str
    about: str | None = Field(description="What it is about. None for a new place or service that is not taken in yet.")
    hash: str = Field(description="Of the body, as it was received.")
    received_at: datetime
    supplier: str | None = Field(description="The organization number of whoever delivered on your behalf.")
    decided_at: datetime | None
    reason: str | None = Field(description="Why it was refused, in the editor's words.")
    overtaken_by: UUID | None = Field(description="Your newer delivery, which holds all that this one asked for.")
    became: Became | None
