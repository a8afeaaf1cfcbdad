"""What has changed: a line of the feed, and two versions of a text."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.envelope import Part, Type

ChangeName = Literal["published", "updated", "deleted"]
Became = Literal["moved", "merged"]


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
    became: Became | None = Field(
        description="More of what happened, for whoever wants it. `moved`: it was `updated`, and `links.web` is another address. "
        "`merged`: it was `deleted`, and the same publisher's `replaced_by` took over. To follow `change` alone ends right too."
    )
    href: str
