"""The change feed: what to do to a copy to keep it right, one numbered line at a time."""

from __future__ import annotations

from typing import Annotated, cast

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fellesnett.delivery import queries, schema
from fellesnett.delivery.addresses import href
from fellesnett.delivery.models import Change

router = Router(tags=["changes"])

MOST, USUAL = 1000, 200


class Changes(Schema):
    """Lines after `since`. Ask again with `next_since`; at once when there are more."""

    items: list[schema.Change]
    next_since: int
    has_more: bool


@router.get("/changes", response=Changes, summary="What has changed since a number, in the order in which it happened")
def changes(request: HttpRequest, since: schema.Number = 0, limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL) -> Changes:
    lines = queries.changes_since(since, limit + 1)
    told = lines[:limit]
    return Changes(items=[_line(line) for line in told], next_since=told[-1].seq if told else since, has_more=len(lines) > limit)


def _line(line: Change) -> schema.Change:
    return schema.Change(
        seq=line.seq,
        id=line.item_id.urn,
        type=cast(schema.Type, line.item.type),
        change=cast(schema.ChangeName, line.kind),
        version=line.version,
        at=line.at,
        significant=line.significant,
        recall=line.recall,
        reason=line.reason,
        replaced_by=line.replaced_by_id.urn if line.replaced_by_id else None,
        href=href(line.item.type, line.item_id),
    )
