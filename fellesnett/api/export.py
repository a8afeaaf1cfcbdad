"""All that can be read, texts and records, in one file: where a copy begins. What has changed since stands in the feed.

Broken off, it is taken up where it ended (RFC 9110, section 14): the mark of an answer says which file it is a part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import Router

from fellesnett.api import forms
from fellesnett.delivery import queries
from fellesnett.delivery.exporting import Export, may_be_resumed, of_the_night
from fellesnett.foundation import clock
from fellesnett.foundation.answering import problem

router = Router(tags=["changes"])

Format = Literal["jsonl", "jsonl.gz"]
Of = Literal["now", "night"]
Part = tuple[int, int]  # the first byte, and the last

_ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.IGNORECASE)
_MARK = re.compile(r'"(\d{1,18})\.([a-z.-]+)"')
_CONTENT = {
    "application/jsonl": {"schema": {"type": "string"}},
    "application/gzip": {"schema": {"type": "string", "format": "binary"}},
}
_NUMBER = {"X-Snapshot-Seq": {"description": "The number to go on from", "schema": {"type": "integer"}}}
_ETAG = {"ETag": {"description": "Which file this is; send it as `If-Range`", "schema": {"type": "string"}}}
_RANGE = {"Content-Range": {"description": "Which bytes, of how many", "schema": {"type": "string"}}}
IN_OPENAPI: dict[str, Any] = {
    "responses": {
        200: {"description": "One document on each line", "headers": _NUMBER | _ETAG, "content": _CONTENT},
        206: {"description": "A part of the file", "headers": _NUMBER | _ETAG | _RANGE, "content": _CONTENT},
        304: {"description": "Nothing has changed since the file that `If-None-Match` names"},
    }
}


@router.get(
    "/export",
    response={200: None},
    summary="Every document, one on each line, with the number to go on from",
    openapi_extra=IN_OPENAPI,
)
def export(request: HttpRequest, format: Format = "jsonl", of: Of = "now") -> HttpResponse | StreamingHttpResponse:
    """All that could be read at the number in `X-Snapshot-Seq`, as it was then: ask for the changes since that.

    Broken off, go on with `Range: bytes=<how many you have>-` and `If-Range: <the ETag>`: the rest of the very same file comes
    (206) for a day, whatever has changed meanwhile; where something has been recalled since, a new file does (200).

    `of=night` is the file of last night, the same for all who ask until the next: as it was at two o'clock, or after what has
    been recalled since."""
    coding = "" if format == "jsonl.gz" or not forms.takes_packed(request) else "gzip"
    packed = format == "jsonl.gz" or coding == "gzip"
    variant = f"{format}-{coding}" if coding else format
    newest = queries.newest_seq() if of == "now" else of_the_night(clock.now())
    asked = request.headers.get("Range", "") if request.META["REQUEST_METHOD"] == "GET" else ""
    seq = _wanted(request.headers.get("If-Range", ""), variant, newest) if asked else newest
    whole = Export(newest if seq is None else seq, packed)
    size = whole.size()
    answer = _answer(whole, size, _part(asked, size) if seq is not None else None)
    answer["ETag"] = f'"{whole.seq}.{variant}"'
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = forms.FRESH
    if answer.status_code == 416:
        return answer
    answer["Content-Type"] = "application/gzip" if format == "jsonl.gz" else "application/jsonl"
    answer["X-Snapshot-Seq"] = str(whole.seq)
    answer["Content-Disposition"] = f'attachment; filename="fellesnett-{whole.seq}.{format}"'
    if packed:
        answer["Content-Encoding"] = coding or "identity"  # packed once is enough
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _wanted(if_range: str, variant: str, newest: int) -> int | None:
    """The number of the file that a part is wanted of; None where that can no longer be had, and the whole is to be sent."""
    if not if_range:
        return newest
    mark = _MARK.fullmatch(if_range.strip())
    if mark is None or mark[2] != variant:
        return None
    seq = int(mark[1])
    return seq if seq == newest or (seq < newest and may_be_resumed(seq, clock.now())) else None


def _part(asked: str, size: int) -> Part | None:
    """Which bytes are asked for; None where all are, or more parts than one. May begin behind the end."""
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None:
        return None
    first, last, final = found.groups()
    if final is not None:
        return (max(size - int(final), 0), size - 1) if int(final) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _answer(whole: Export, size: int, part: Part | None) -> HttpResponse | StreamingHttpResponse:
    if part is None:
        answer = StreamingHttpResponse(whole.pieces())
        answer["Content-Length"] = str(size)
        return answer
    first, last = part
    if first >= size:
        refusal = problem("range", 416, _("Utenfor fila"), _("Fila har %(size)s byte. Be om en del av dem.") % {"size": size})
        refusal["Content-Range"] = f"bytes */{size}"
        return refusal
    answer = StreamingHttpResponse(_some(whole.pieces(), first, last), status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(last - first + 1)
    return answer


def _some(pieces: Iterator[bytes], first: int, last: int) -> Iterator[bytes]:
    """The bytes from the first to the last, both too."""
    at = 0
    for piece in pieces:
        if at + len(piece) > first:
            yield piece[max(first - at, 0) : last + 1 - at]
        at += len(piece)
        if at > last:
            return
