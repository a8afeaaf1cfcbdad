"""What the lists and items of the interface share: how much at a time, moments, pages of stored documents, and what is gone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from fellesnett.api import forms
from fellesnett.api.problems import problem
from fellesnett.delivery import queries
from fellesnett.delivery.models import Change, Item
from fellesnett.foundation.languages import CODES

MOST = 200
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most in one answer.")]
Language = Annotated[str, Field(max_length=3, pattern=r"^[\w-]*$", description=f"One of {', '.join(CODES)}.")]


def _in_our_time(moment: datetime) -> datetime:
    """A moment that every database can hold; where no zone is said, it is Norway's."""
    if not 1970 <= moment.year <= 9000:
        raise ValueError("between 1970 and 9000")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


Moment = Annotated[datetime, AfterValidator(_in_our_time)]


def page_of(
    request: HttpRequest, items: list[Item], fields: tuple[str, ...], *, following: int | None = None, **more: Any
) -> HttpResponse:
    """Some of many, as they are stored: `fields` narrows each, `following` is where the next begins, `more` stands before."""
    query = request.GET.copy()
    query["cursor"] = str(following)
    onward = f"{request.path}?{query.urlencode()}" if following is not None else ""
    head = "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in more.items())
    body = "".join(queries.joined(_only(fields, item.document) for item in items))
    answer = HttpResponse(f'{{{head}"items":[{body}],"next":{json.dumps(onward)}}}', content_type="application/json")
    answer["Cache-Control"] = forms.FRESH
    if onward:
        answer["Link"] = f'<{onward}>; rel="next"'
    return answer


def _only(fields: tuple[str, ...], document: str) -> str:
    """The document as it is stored, or, where some fields are asked for, those of it."""
    if not fields:
        return document
    said = json.loads(document)
    return json.dumps({name: said[name] for name in fields if name in said}, ensure_ascii=False)


def gone(item: Item) -> HttpResponse:
    """Why it can no longer be read, since when, and what took over."""
    last = Change.objects.filter(item=item).latest("seq")
    facts = {
        "id": item.pk.urn,
        "deleted_at": item.gone_at,
        "reason": last.reason,
        "replaced_by": last.replaced_by_id.urn if last.replaced_by_id else None,
    }
    return problem("gone", 410, _("Tatt bort"), _("Det vises ikke lenger."), **facts)
