"""All that can be read, texts and records, in one stream: where a copy begins. What has changed since stands in the feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from ninja import Router

from fellesnett.api import forms
from fellesnett.delivery import packing, queries, serving

router = Router(tags=["changes"])

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
    as_file = format == "jsonl.gz"
    packed = as_file or forms.takes_packed(request)
    answer = StreamingHttpResponse(
        _packed() if packed else _plain(), content_type="application/gzip" if as_file else "application/jsonl"
    )
    answer["X-Snapshot-Seq"] = str(seq)
    answer["Content-Disposition"] = f'attachment; filename="fellesnett-{seq}.{format}"'
    if packed:
        answer["Content-Encoding"] = "identity" if as_file else "gzip"  # packed once is enough
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _plain() -> Iterator[bytes]:
    for document in serving.every_document(packed=False):
        yield f"{document}\n".encode()


def _packed() -> Iterator[bytes]:
    """The same lines in one gzip file, of documents that lie packed."""
    splice = packing.Splice()
    for words in serving.every_document(packed=True):
        yield splice.document(words) + splice.between(b"\n")
    yield splice.end()
