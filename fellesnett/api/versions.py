"""How a text has been: when it was changed, by what, and what two versions of it say differently."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from fellesnett.api.answers import taken_back
from fellesnett.api.content import text_with
from fellesnett.api.ids import Id
from fellesnett.api.problems import not_found
from fellesnett.delivery import comparing, history, schema
from fellesnett.delivery.models import Version
from fellesnett.national.changes import highest_class

router = Router(tags=["content"])


class NationalEdition(Schema):
    """A national edition that a version took in."""

    edition: int
    change: schema.ChangeClass | None = Field(description="The highest class among its changes; null for the first edition.")
    note: str = Field(description="What has changed, to readers; often empty where only the language is otherwise.")
    in_force: datetime = Field(description="From when it has been the national text.")


class OneVersion(Schema):
    version: int
    at: datetime
    significant: bool = Field(description="False: only spelling, dates or tags.")
    recall: bool = Field(description="True: it came as a safety change, or because somebody's words were taken back.")
    change: schema.ChangeClass | None = Field(
        description="The highest class among the national editions it took in; null where it took in none, or only a first one."
    )
    editions: list[NationalEdition] = Field(
        description="The national editions it took in since the version before. None: the hospital's own words changed, or what"
        " stands around the words; ask `diff`."
    )
    taken_back: history.TakenBack | None = Field(
        description="Why its words may no longer be read: the text is withdrawn, or holds words that another publisher has taken"
        " back or let run out. `href` then answers 410."
    )
    href: str


class Versions(Schema):
    """When a text was changed, newest first."""

    id: str
    versions: list[OneVersion]


@router.get("/content/{id:id}/versions", response=Versions, summary="When a text was changed, and by what")
def versions(request: HttpRequest, id: Id) -> Any:
    """Of a text that is gone, too."""
    item = text_with(id)
    return Versions(id=item.pk.urn, versions=[_version(told) for told in history.history_of(item)])


@router.get("/content/{id:id}/diff", response=schema.Diff, summary="What two versions of a text say differently")
def diff(
    request: HttpRequest,
    id: Id,
    since: Annotated[schema.Number | None, Query(alias="from", description="By default the one before.")] = None,
    until: Annotated[schema.Number | None, Query(alias="to", description="By default the newest.")] = None,
) -> Any:
    """410 where the words of one of them have been taken back."""
    item = text_with(id)
    until = item.version if until is None else until
    since = max(until - 1, 0) if since is None else since
    kept = {row.number: row for row in Version.objects.filter(item=item, number__in=[since, until]).select_related("item")}
    if since not in kept or until not in kept:
        return not_found(_("Teksten har ikke begge versjonene. Se hvilke den har under «versions»."))
    for row in kept.values():
        if why := history.taken_back(row):
            return taken_back(row, why)
    return comparing.compare(kept[since].document, kept[until].document)


def _version(told: history.Told) -> OneVersion:
    row = told.version
    return OneVersion(
        version=row.number,
        at=row.at,
        significant=row.significant,
        recall=told.recall,
        change=_class(told.change),
        editions=[
            NationalEdition(
                edition=one.number, change=_class(highest_class(one.changes)), note=one.note_public, in_force=one.effective_at
            )
            for one in told.editions
        ],
        taken_back=told.taken_back,
        href=f"/api/v1/content/{row.item_id}?version={row.number}",
    )


def _class(word: str) -> schema.ChangeClass | None:
    return cast(schema.ChangeClass, word) if word else None
