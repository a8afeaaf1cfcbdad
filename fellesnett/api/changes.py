"""The change feed: what to do to a copy to keep it right, one numbered line at a time."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api import waiting
from fellesnett.api.answers import Language
from fellesnett.api.content import WORD, coded
from fellesnett.api.knowing import reader_of
from fellesnett.api.problems import Refused, invalid
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


Compact = Annotated[
    bool,
    Field(
        description="Of each text or record the last line alone: enough for whoever only wants what became of it, such as a"
        " copy that begins at 0. Together with `owner` it is refused: the last line of what an owner lost is another's."
    ),
]


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
    compact: Compact = False,
) -> Changes:
    """The feed is kept for ever; `compact` leaves out the lines that later ones have overtaken.

    With filters: the lines about some texts or records, also of those that are gone, and of texts on a topic that had the
    code before. `next_since` is how far it was looked: an answer may have no line and still `has_more`, and then the next goes on
    from there. At the end it is how far the feed has come."""
    asked = about.dict(exclude_none=True, exclude={"code", "owner"}) | ({"code": coded(about.code)} if about.code else {})
    narrowed = queries.ever(**asked) if any(asked.values()) else None
    owners = frozenset(queries.organizations_called(about.owner).values_list("pk", flat=True)) if about.owner else None
    if compact and owners is not None:
        raise Refused(invalid("compact", _("Kan ikke brukes sammen med owner.")))
    find = partial(queries.changes_since, since, limit, narrowed, owners, compact=compact)
    found = find()
    if wait and not found.lines and not found.more:
        waiting.leave_the_database()
        if waiting.ROOM.wait(reader_of(request), since, wait):
            found = find()
        else:
            response["Retry-After"] = str(wait)
    said = [line_of(line, owners) for line in found.lines]
    return Changes(items=said, next_since=found.until, has_more=found.more)
