"""The documents that others read, as types. A document is checked against these once, when it is made; then it is bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Licence = Literal["https://data.norge.no/nlod/no/2.0"]
LICENCE: Licence = "https://data.norge.no/nlod/no/2.0"


Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A number in the feed, as far as the database can count."""
Type = Literal[
    "condition", "examination", "treatment", "support_article", "organization", "place", "service", "event", "study", "news"
]  # fmt: skip
ChangeName = Literal["published", "updated", "deleted"]
Kind = Literal["condition", "examination", "treatment", "support_article"]
Audience = Literal["patient"]
Aspect = Literal[
    "overview", "symptoms", "referral", "assessment", "treatment", "preparation", "procedure", "followup", "living_with",
    "content", "warnings",
]  # fmt: skip
ASPECTS: dict[str, Aspect] = {
    "introduction": "overview",
    "symptoms": "symptoms",
    "referral": "referral",
    "assessment": "assessment",
    "treatment": "treatment",
    "before": "preparation",
    "during": "procedure",
    "after": "followup",
    "living_with": "living_with",
    "body": "content",
    "be_aware": "warnings",
}
FORM = 4
"""The form of the documents. A new one has everything told anew (`following`)."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """Who speaks in a block."""

    layer: Literal["national", "group", "site", "place"]
    owner: str = Field(description="The key of the site, place or group that wrote it; empty for the national text.")
    edition: int | None = Field(description="The national edition a national block comes from.")


class Borrowed(Part):
    """Another publisher, whose words a `source` block holds. They stay that publisher's, under its own licence."""

    name: str
    address: str
    title: str
    fetched: date | None
    licence: str


class Block(Part):
    id: str = Field(description="The same in every language and edition of a topic.")
    type: str
    html: str = Field(
        description="Cleaned: no scripts, no styles, no classes. Pictures only where they may be passed on. "
        "An address that begins with `/` belongs to the site of `links.web`."
    )
    language: str
    source: Source
    borrowed: Borrowed | None = Field(description="Whose words these are, where they are another publisher's.")
    safety_notice: bool = Field(description="A national safety change that stands above a text that has not taken it in yet.")


class Section(Part):
    id: str
    aspect: Aspect = Field(description="What the section is about, the same word for every type of text.")
    heading: str = Field(description="Empty where the section begins without one.")
    audience: Audience
    standalone_approved: bool = Field(
        description="Has a clinician said that these very words are right also where they stand alone, without the rest?"
    )
    html: str
    text: str
    blocks: tuple[Block, ...]


class Code(Part):
    system: str = Field(description="The canonical URL of the code system, or its `urn:oid:`.")
    oid: str
    code: str
    display: str
    relation: Literal["about"]


class Owner(Part):
    key: str
    name: str
    orgnr: str | None
    resh_id: str | None


class BasedOn(Part):
    """The national text behind a hospital's."""

    id: str | None
    edition: int
    diverged: bool = Field(description="Has the hospital, a group or a place put own words in?")


class Translation(Part):
    language: str
    id: str


class Attribution(Part):
    """What is to stand beside the text wherever it is shown, with a link to its page."""

    text: str
    html: str
    url: str


class Links(Part):
    self: str
    web: str
    versions: str
    variants: str


class Envelope(Part):
    """What every document carries: which it is, whom it is from, when it changed, and what may be done with it."""

    id: str = Field(description="`urn:uuid:...`; for ever, never used again.")
    version: int
    seq: int = Field(description="The number of its last line in the change feed.")
    status: Literal["published"]
    language: str
    title: str
    owner: Owner
    first_published: datetime
    changed: datetime = Field(description="When the meaning last changed.")
    modified: datetime = Field(description="When any sign last changed.")
    licence: Licence
    attribution: Attribution


class Content(Envelope):
    """One text as patients read it: in one language, of one hospital, or the national one."""

    type: Kind
    intro: str = Field(description="The first section as plain text; empty where the text begins without one.")
    topic: str = Field(description="The key that every hospital's text of the same topic shares.")
    synonyms: tuple[str, ...]
    codes: tuple[Code, ...]
    scope: Literal["national", "local"]
    site: str | None
    place: str | None
    based_on: BasedOn | None
    audience: tuple[Audience, ...]
    sections: tuple[Section, ...]
    media_left_out: int = Field(description="Pictures and films on the page that we may not pass on, and that are not here.")
    clinically_reviewed: date
    review_due: date
    reviewed_by: str = Field(description="The professional community. No names of persons.")
    snapshot: str = Field(description="The hash of the text. `/v/<hash>/` on the site shows when patients read it.")
    translations: tuple[Translation, ...]
    links: Links


class Excerpt(Part):
    """Some sections of a text, with what must follow them wherever they are shown."""

    id: str
    version: int
    language: str
    title: str
    sections: tuple[Section, ...]
    modified: datetime
    review_due: date
    licence: Licence
    attribution: Attribution
    links: Links


class BlockChange(Part):
    """What happened to one block between two versions."""

    id: str
    section: str
    change: Literal["added", "removed", "changed", "moved"]
    before: str | None = Field(description="Its HTML in the earlier version.")
    after: str | None = Field(description="Its HTML in the later version.")


class Diff(Part):
    """What two versions of a text say differently."""

    id: str
    since: int = Field(description="The earlier version.")
    until: int = Field(description="The later version.")
    title_before: str
    title_after: str
    significant: bool = Field(description="False: only spelling, punctuation, addresses or what stands around the words.")
    blocks: tuple[BlockChange, ...]
    around: tuple[str, ...] = Field(description="What else is different, by the names of the fields: codes, dates of review ...")


class Change(Part):
    """One line of the feed."""

    seq: int
    id: str
    type: Type
    change: ChangeName
    version: int
    at: datetime
    significant: bool = Field(description="False: only spelling, dates or tags; nobody needs to approve it again.")
    recall: bool = Field(description="True: a safety change or a withdrawal. Follow at once.")
    reason: str
    replaced_by: str | None
    href: str


# --- organizations, places, and what a site tells -------------------------------------------------------------------

Words = dict[str, str]
"""Words by language: `{"nb": "Hovedinngangen"}`."""


class Ways(Part):
    """Where a record is read. `web` is empty where it has no page of its own."""

    self: str
    web: str


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


Record = Organization | Place | Service | News | Event | Study
Document = Content | Record
