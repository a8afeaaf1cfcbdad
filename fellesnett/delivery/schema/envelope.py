"""What every document has around what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Licence = Literal["https://data.norge.no/nlod/no/2.0"]
LICENCE: Licence = "https://data.norge.no/nlod/no/2.0"
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A number in the feed, as far as the database can count."""
Type = Literal[
    "condition", "examination", "treatment", "support_article", "organization", "place", "service", "event", "study", "news"
]  # fmt: skip
Kind = Literal["condition", "examination", "treatment", "support_article"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Translation(Part):
    language: str
    id: str


class Attribution(Part):
    """What is to stand beside the text wherever it is shown, with a link to its page."""

    text: str
    html: str
    url: str


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


Words = dict[str, str]
"""Words by language: `{"nb": "Hovedinngangen"}`."""


class Ways(Part):
    """Where a record is read. `web` is empty where it has no page of its own."""

    self: str
    web: str
