"""What a webhook is sent: which texts have changed, and where to read of it; never a text."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from fellesnett.delivery.schema.changes import Change
from fellesnett.delivery.schema.envelope import Part

FEED = "Where to ask for what this tells of, and all after it."


class ChangeTold(Change):
    """A line of the feed."""

    feed: str = Field(description=FEED)


class OneChange(Part):
    """One thing has changed."""

    type: Literal["content.published", "content.updated", "content.deleted"]
    timestamp: datetime
    data: ChangeTold


class ManyTold(Part):
    changes: tuple[Change, ...] = Field(description="At most 50, in the order of the feed.")
    seq: int = Field(description="That of the last.")
    feed: str = Field(description=FEED)


class ManyChanges(Part):
    """Several things have changed."""

    type: Literal["content.batch"]
    timestamp: datetime
    data: ManyTold


class NothingTold(Part):
    subscription: str
    feed: str = Field(description=FEED)


class TestMessage(Part):
    """Tells of nothing: somebody has asked for a test."""

    type: Literal["test"]
    timestamp: datetime
    data: NothingTold


Message = OneChange | ManyChanges | TestMessage
