"""The change feed: what to do to a copy to keep it right, one numbered line at a time."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fellesnett.api import waiting
from fellesnett.api.knowing import reader_of
from fellesnett.delivery import queries, schema
from fellesnett.delivery.messages import line_of

router = Router(tags=["changes"])

MOST, USUAL = 1000, 200
LONGEST = 30
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many lines at most in one answer.")]
Wait = Annotated[
    int,
    Field(
        ge=0,
        le=LONGEST,
        description="How many seconds the answer may wait for a line, where there is none yet. One question waits at a time for"
        " each who asks. Where it cannot wait, the answer comes at once, with `Retry-After`.",
    ),
]


class Changes(Schema):
    """Lines after `since`. Ask again with `next_since`; at once when there are more."""

    items: list[schema.Change]
    next_since: int
    has_more: bool


@router.get("/changes", response=Changes, summary="What has changed since a number, in the order in which it happened")
def changes(
    request: HttpRequest, response: HttpResponse, since: schema.Number = 0, limit: Limit = USUAL, wait: Wait = 0
) -> Changes:
    lines = queries.changes_since(since, limit + 1)
    if wait and not lines:
        waiting.leave_the_database()
        if waiting.ROOM.wait(reader_of(request), since, wait):
            lines = queries.changes_since(since, limit + 1)
        else:
            response["Retry-After"] = str(wait)
    told = lines[:limit]
    return Changes(
        items=[line_of(line) for line in told], next_since=told[-1].seq if told else since, has_more=len(lines) > limit
    )
