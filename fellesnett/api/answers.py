"""What the lists and items of the interface share: how much at a time, moments, pages of stored documents, and what is gone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from fellesnett.api import forms
from fellesnett.delivery import history, packing, serving
from fellesnett.delivery.addresses import href
from fellesnett.delivery.models import Change, Item, Version
from fellesnett.foundation.answering import problem
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
    request: HttpRequest, items: QuerySet[Item], limit: int, *, fields: tuple[str, ...] = (), ends: bool = False, **more: Any
) -> HttpResponse:
    """Some of many, as they are stored: at most `limit` of the items, and where the next begins unless it `ends` here.
    `fields` narrows each; `more` stands before them."""
    packed = forms.takes_packed(request) and not fields
    found = serving.stored(items[: limit + (not ends)], packed=packed)
    told = found[:limit]
    onward = _onward(request, told[-1].seq) if len(found) > limit else ""
    before = "{" + "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in more.items()) + '"items":['
    after = f'],"next":{json.dumps(onward)}}}'
    if packed:
        answer = HttpResponse(_spliced(before, told, after), content_type="application/json")
        answer["Content-Encoding"] = "gzip"
    else:
        body = ",".join(_only(fields, row.words) for row in told)
        answer = HttpResponse(f"{before}{body}{after}", content_type="application/json")
    if not fields and all(row.etag for row in told):
        mark = packing.mark_of(before + ",".join(row.etag for row in told) + after)
        answer["ETag"] = f'W/"{mark}"' if packed else f'"{mark}"'
    answer["Cache-Control"] = forms.FRESH
    patch_vary_headers(answer, ["Accept-Encoding"])
    if onward:
        answer["Link"] = f'<{onward}>; rel="next"'
    return answer


def _onward(request: HttpRequest, seq: int) -> str:
    query = request.GET.copy()
    query["cursor"] = str(seq)
    return f"{request.path}?{query.urlencode()}"


def _spliced(before: str, told: list[serving.Stored], after: str) -> bytes:
    """The list packed, from documents that are."""
    splice = packing.Splice()
    pieces = [splice.between(before.encode())]
    for number, row in enumerate(told):
        if number:
            pieces.append(splice.between(b","))
        pieces.append(splice.document(bytes(row.words)))
    return b"".join((*pieces, splice.between(after.encode()), splice.end()))


def _only(fields: tuple[str, ...], document: str) -> str:
    """The document as it is stored, or, where some fields are asked for, those of it."""
    if not fields:
        return document
    said = json.loads(document)
    return json.dumps({name: said[name] for name in fields if name in said}, ensure_ascii=False)


def gone(item: Item) -> HttpResponse:
    """Why it can no longer be read, since when, and what took over."""
    last = Change.objects.filter(item=item).select_related("replaced_by").latest("seq")
    facts = {
        "id": item.pk.urn,
        "deleted_at": item.gone_at,
        "reason": last.reason,
        "replaced_by": last.replaced_by_id.urn if last.replaced_by_id else None,
    }
    if (onto := last.replaced_by) is not None and _is_the_same_publishers(item, onto):
        answer = problem("merged", 308, _("Slått sammen"), _("Det står nå i en annen tekst."), **facts)
        answer["Location"] = href(onto.type, onto.pk)
        return answer
    return problem("gone", 410, _("Tatt bort"), _("Det vises ikke lenger."), **facts)


def taken_back(version: Version, why: history.TakenBack) -> HttpResponse:
    """That a version was there, and that nobody may have its words any more: whoever has kept them is to remove them."""
    facts = {"id": version.item.pk.urn, "version": version.number, "reason": why}
    return problem("taken-back", 410, _("Trukket tilbake"), _("Den som eier ordene, har trukket dem tilbake."), **facts)


def _is_the_same_publishers(item: Item, other: Item) -> bool:
    """Another hospital's text, or the national in a hospital's place, is for a person to choose: it is not the same text."""
    return other.gone_at is None and (other.site_id, other.place_id) == (item.site_id, item.place_id)
