"""Organizations, places, and the events, studies and news of sites: lists and items, as they are stored."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from fellesnett.api import forms
from fellesnett.api.answers import Language, Limit, Moment, gone, page_of
from fellesnett.api.ids import Id
from fellesnett.api.problems import not_found
from fellesnett.delivery import queries, schema
from fellesnett.delivery.addresses import FOLDERS
from fellesnett.delivery.models import Item

router = Router(tags=["records"])

USUAL = 50
TYPES: dict[str, type[schema.Record]] = {
    "organization": schema.Organization,
    "place": schema.Place,
    "event": schema.Event,
    "study": schema.Study,
    "news": schema.News,
}


class Asked(Schema):
    """Which records. All that is asked for must hold."""

    site: Annotated[str, Field(max_length=60, pattern=r"^[\w-]*$", description="A site by its short name, such as `unn`.")] = ""
    language: Language = ""
    modified_since: Moment | None = None


def _add(word: str, document: type[schema.Record]) -> None:
    """The list and the item of one type."""
    folder = FOLDERS[word]
    page = create_model(f"PageOf{document.__name__}", __base__=Schema, items=(list[document], ...), next=(str, ...))  # type: ignore[valid-type]

    def many(request: HttpRequest, asked: Query[Asked], limit: Limit = USUAL, cursor: schema.Number = 0) -> HttpResponse:
        return page_of(request, queries.records_of(word, **asked.dict(exclude_none=True)).filter(seq__gt=cursor), limit)

    def one(request: HttpRequest, id: Id) -> HttpResponse:
        item = Item.objects.filter(pk=id, type=word).first()
        if item is None:
            return not_found(_("Ingenting her har denne id-en."))
        return gone(item) if item.gone_at else forms.as_stored(request, item, "json")

    summary = f"{folder.capitalize()}, oldest change first"
    router.get(f"/{folder}", response=page, summary=summary, operation_id=f"list_{folder}")(many)
    name = f"One of the {folder}, as it is now"
    router.get(f"/{folder}/{{id:id}}", response=document, summary=name, operation_id=f"get_{word}")(one)


for _word, _document in TYPES.items():
    _add(_word, _document)
