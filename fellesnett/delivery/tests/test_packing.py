"""What is put together from packed pieces is what a reader of gzip takes out."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from fellesnett.delivery.packing import Splice, member, packed

documents = st.text(max_size=400)


@given(documents)
def test_one_document_comes_out_as_it_went_in(document: str) -> None:
    assert unpacked(member(packed(document))).decode() == document
    assert member(packed(document)) == member(packed(document))


@given(st.lists(st.tuples(documents, st.binary(max_size=30)), max_size=6))
def test_a_list_is_one_file_whatever_stands_between(parts: list[tuple[str, bytes]]) -> None:
    splice = Splice()
    written = [splice.document(packed(document)) + splice.between(between) for document, between in parts]
    file = b"".join([*written, splice.end()])
    assert unpacked(file) == b"".join(document.encode() + between for document, between in parts)


def unpacked(file: bytes) -> bytes:
    """What is in a gzip file of one member, with its checksum and its length as they should be, and nothing after it."""
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    plain = reader.decompress(file)
    assert (reader.eof, reader.unused_data) == (True, b"")
    return plain
