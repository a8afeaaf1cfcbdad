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


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """Who speaks in a block."""

    layer: Literal["national", "group", "site", "place"]
    owner: str = Field(description="The key of the site, place or group that wrote it; empty for the national text.")
    edition: int | None = Field(description="The national edition a national block comes from.")


class Block(Part):
    id: str = Field(description="The same in every language and edition of a topic.")
    type: str
    html: str = Field(description="Cleaned: no scripts, no styles, no classes.")
    language: str
    source: Source
    safety_notice: bool = Field(description="A national safety change that stands above a text that has not taken it in yet.")


class Section(Part):
    id: str
    heading: str = Field(description="Empty where the section begins without one.")
    html: str
    text: str
    blocks: tuple[Block, ...]


class Code(Part):
    system: str = Field(description="The canonical URL of the code system, or its `urn:oid:`.")
    oid: str
    code: str
    display: str


class Owner(Part):
    key: str
    name: str
    orgnr: str | None


class BasedOn(Part):
    """The national text behind a hospital's."""

    id: str | None
    edition: int
    diverged: bool = Field(description="Has the hospital, a group or a place put own words in?")


class Translation(Part):
    language: str
    id: str


class Attribution(Part):
    text: str
    url: str


class Links(Part):
    self: str
    web: str
    versions: str


class Content(Part):
    """One text as patients read it: in one language, of one hospital, or the national one."""

    id: str = Field(description="`urn:uuid:...`; for ever, never used again.")
    type: Kind
    version: int
    seq: int = Field(description="The number of its last line in the change feed.")
    language: str
    title: str
    topic: str = Field(description="The key that every hospital's text of the same topic shares.")
    synonyms: tuple[str, ...]
    codes: tuple[Code, ...]
    scope: Literal["national", "local"]
    site: str | None
    place: str | None
    owner: Owner
    based_on: BasedOn | None
    sections: tuple[Section, ...]
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
