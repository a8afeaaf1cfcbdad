"""A text for patients, with its sections and blocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.envelope import Attribution, Code, Envelope, Kind, Licence, Part, Translation

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


class BasedOn(Part):
    """The national text behind a hospital's."""

    id: str | None
    edition: int
    diverged: bool = Field(description="Has the hospital, a group or a place put own words in?")


class Links(Part):
    self: str
    web: str
    versions: str
    variants: str


class Onward(Part):
    """A way to what others have written about the same. They answer for it; we for leading there, while it answers."""

    title: str
    url: str
    publisher: str = Field(description="Who stands behind it, as readers know them.")
    language: str = Field(description="The language it is in: that of the text where there is one, else another.")
    kind: Literal["information", "service", "support", "course", "guideline"]
    audience: Literal["everyone", "relatives", "children"]


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
    onward: tuple[Onward, ...] = Field(
        description="What others have written about the same, in the order of the page. No part of the text or its licence."
    )
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
