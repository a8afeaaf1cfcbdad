"""All that can be read, texts and records, in one stream: where a copy begins. What has changed since stands in the feed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from fellesnett.delivery import queries

router = Router(tags=["changes"])

AS_GZIP = 16 + zlib.MAX_WBITS


IN_OPENAPI = {
    "responses": {
        200: {
            "description": "One document on each line",
            "headers": {"X-Snapshot-Seq": {"description": "The number to go on from", "schema": {"type": "integer"}}},
            "content": {
                "application/jsonl": {"schema": {"type": "string"}},
                "application/gzip": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.get(
    "/export",
    response={200: None},
    summary="Every document, one on each line, with the number to go on from",
    openapi_extra=IN_OPENAPI,
)
def export(request: HttpRequest, format: Literal["jsonl", "jsonl.gz"] = "jsonl") -> StreamingHttpResponse:
    """`X-Snapshot-Seq` is read before the texts are: whoever asks for the changes since then misses nothing, and may be told
    again of something that is in the file already."""
    seq = queries.newest_seq()
    lines = (f"{document}\n".encode() for document in queries.all_documents())
    packed = format == "jsonl.gz"
    answer = StreamingHttpResponse(
        _packed(lines) if packed else lines, content_type="application/gzip" if packed else "application/jsonl"
    )
    answer["X-Snapshot-Seq"] = str(seq)
    answer["Content-Disposition"] = f'attachment; filename="fellesnett-{seq}.{format}"'
    if packed:
        answer["Content-Encoding"] = "identity"  # packed once is enough
    return answer


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, AS_GZIP)
    for line in lines:
        if some := packer.compress(line):
            yield some
    yield packer.flush()
