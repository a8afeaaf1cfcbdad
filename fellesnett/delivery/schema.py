"""The documents that others read, as types. A document is checked against these once, when it is made; then it is bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Licence = Literal["https://data.norge.no/nlod/no/2.0"]
LICENCE: Licence = "https://data.norge.no/nlod/no/2.0"


Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A number in the feed, as far as the database can count."""
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
FORM = 2
"""The form of the documents. A new one has every text told anew (`following`)."""


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


class Content(Part):
    """One text as patients read it: in one language, of one hospital, or the national one."""

    id: str = Field(description="`urn:uuid:...`; for ever, never used again.")
    type: Kind
    version: int
    seq: int = Field(description="The number of its last line in the change feed.")
    status: Literal["published"]
    language: str
    title: str
    intro: str = Field(description="The first section as plain text; empty where the text begins without one.")
    topic: str = Field(description="The key that every hospital's text of the same topic shares.")
    synonyms: tuple[str, ...]
    codes: tuple[Code, ...]
    scope: Literal["national", "local"]
    site: str | None
    place: str | None
    owner: Owner
    based_on: BasedOn | None
    audience: tuple[Audience, ...]
    sections: tuple[Section, ...]
    media_left_out: int = Field(description="Pictures and films on the page that we may not pass on, and that are not here.")
    first_published: datetime
    changed: datetime = Field(description="When the meaning last changed.")
    modified: datetime = Field(description="When any sign last changed.")
    clinically_reviewed: date
    review_due: date
    reviewed_by: str = Field(description="The professional community. No names of persons.")
    snapshot: str = Field(description="The hash of the text. `/v/<hash>/` on the site shows when patients read it.")
    translations: tuple[Translation, ...]
    licence: Licence
    attribution: Attribution
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
    change: ChangeName
    version: int
    at: datetime
    significant: bool = Field(description="False: only spelling, dates or tags; nobody needs to approve it again.")
    recall: bool = Field(description="True: a safety change or a withdrawal. Follow at once.")
    reason: str
    replaced_by: str | None
    href: str
