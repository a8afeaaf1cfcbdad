"""The change feed: what to do to a copy to keep it right, one numbered line at a time."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api import waiting
from fellesnett.api.answers import Language
from fellesnett.api.content import WORD, coded
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


OF_AN_OWNER = (
    "An organization by key or organisasjonsnummer: the lines about what was its own then. What has gone to another owner is told"
    " as `deleted`, for the reason `other_owner`."
)


class About(Schema):
    """Which lines. All that is asked for must hold."""

    type: schema.Type | None = None
    site: Annotated[str, Field(max_length=60, pattern=WORD, description="A site by its short name, such as `unn`.")] = ""
    owner: Annotated[str, Field(max_length=120, pattern=WORD, description=OF_AN_OWNER)] = ""
    language: Language = ""
    topic: Annotated[str, Field(max_length=120, pattern=WORD, description="A topic by its key, such as `kneprotese`.")] = ""
    code: Annotated[
        str, Field(max_length=200, description="`<system>|<code>`, such as `icd10|M17.1`: tagged with it or with one above it.")
    ] = ""


class Changes(Schema):
    """Lines after `since`. Ask again with `next_since`; at once when there are more."""

    items: list[schema.Change]
    next_since: int
    has_more: bool


@router.get("/changes", response=Changes, summary="What has changed since a number, in the order in which it happened")
def changes(
    request: HttpRequest,
    response: HttpResponse,
    about: Query[About],
    since: schema.Number = 0,
    limit: Limit = USUAL,
    wait: Wait = 0,
) -> Changes:
    """With filters: the lines about some texts or records, also of those that are gone, and of texts on a topic that had the
    code before. Where there is no such line, `next_since` is how far the feed has come."""
    asked = about.dict(exclude_none=True, exclude={"code", "owner"}) | ({"code": coded(about.code)} if about.code else {})
    narrowed = queries.ever(**asked) if any(asked.values()) else None
    owners = frozenset(queries.organizations_called(about.owner).values_list("pk", flat=True)) if about.owner else None
    newest = queries.newest_seq() if _is_some(narrowed, owners) else 0
    lines = queries.changes_since(since, limit + 1, narrowed, owners)
    if wait and not lines:
        waiting.leave_the_database()
        if waiting.ROOM.wait(reader_of(request), since, wait):
            newest = max(newest, queries.newest_seq()) if _is_some(narrowed, owners) else 0
            lines = queries.changes_since(since, limit + 1, narrowed, owners)
        else:
            response["Retry-After"] = str(wait)
    told, more = lines[:limit], len(lines) > limit
    come_to = told[-1].seq if told else since
    said = [line_of(line, owners) for line in told]
    return Changes(items=said, next_since=come_to if more else max(come_to, newest), has_more=more)


def _is_some(*asked: object) -> bool:
    """Is some of the feed asked for, and not all of it?"""
    return any(each is not None for each in asked)
