"""Documents packed once, when they are written, so that whoever asks for gzip is served bytes that are ready.

A piece is a document deflated by itself, up to a full flush: pieces put after one another, with what stands between them, are
one stream (RFC 1951), and with a head and a tail one gzip member (RFC 1952). Behind each piece stand the checksum of its
document, its length, and what joins that checksum to the one before: a list of a thousand is packed without any of them being
read.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflated, of no time, from no system in particular
END = b"\x03\x00"  # an empty last block
LEVEL = 9
SHORT = 16
_BEHIND = struct.Struct("<III")
_TAIL = struct.Struct("<II")
_POLYNOMIAL = 0xEDB88320
_ONE = 0x80000000


class Piece(NamedTuple):
    """A packed document, and what joins it to others."""

    deflated: bytes
    checksum: int
    length: int
    shift: int


def packed(document: str) -> bytes:
    """A document as it is stored packed."""
    plain = document.encode()
    return _deflated(plain) + _BEHIND.pack(zlib.crc32(plain), len(plain) & 0xFFFFFFFF, _shift(len(plain)))


def mark_of(document: str) -> str:
    """What tells a document's bytes from all others, short enough for an ETag."""
    return sha256(document.encode()).hexdigest()[:32]


def beside(between: bytes) -> tuple[int, int]:
    """How many bytes a `Splice` has beside its documents as they are stored: once, and for each that has this behind it."""
    return len(HEAD) + len(END) + _TAIL.size, len(_deflated_between(between)) - _BEHIND.size


def piece_of(stored: bytes) -> Piece:
    """What is in a stored document's bytes."""
    return Piece(stored[: -_BEHIND.size], *_BEHIND.unpack_from(stored, len(stored) - _BEHIND.size))


def member(stored: bytes) -> bytes:
    """One packed document as a whole gzip file. Always the same for the same document."""
    return b"".join((HEAD, stored[: -_BEHIND.size], END, stored[-_BEHIND.size : -4]))


class Splice:
    """A gzip file that is written on, from packed documents and from bytes that are not."""

    def __init__(self) -> None:
        self.checksum = self.length = 0
        self.begun = False

    def document(self, stored: bytes) -> bytes:
        """A packed document, as it goes into the file."""
        piece = piece_of(stored)
        self.checksum = _times(piece.shift, self.checksum) ^ piece.checksum
        self.length += piece.length
        return self._head() + piece.deflated

    def between(self, plain: bytes) -> bytes:
        """Some bytes that are not packed, as they go into the file."""
        self.checksum = zlib.crc32(plain, self.checksum)
        self.length += len(plain)
        return self._head() + (_deflated_between(plain) if len(plain) < SHORT else _deflated(plain))

    def end(self) -> bytes:
        return self._head() + END + _TAIL.pack(self.checksum, self.length & 0xFFFFFFFF)

    def _head(self) -> bytes:
        head, self.begun = b"" if self.begun else HEAD, True
        return head


@lru_cache(maxsize=64)
def _deflated_between(plain: bytes) -> bytes:
    """The same few characters stand between the pieces again and again."""
    return _deflated(plain)


def _deflated(plain: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH)


# --- the arithmetic of CRC-32: polynomials over two elements, modulo its own (zlib's crc32_combine) ------------------------


def _times(one: int, other: int) -> int:
    """The product of two polynomials, modulo that of CRC-32."""
    product = 0
    while other:
        if other & _ONE:
            product ^= one
        other = other << 1 & 0xFFFFFFFF
        one = one >> 1 ^ _POLYNOMIAL if one & 1 else one >> 1
    return product


def _powers() -> list[int]:
    """x to the power of 8, 16, 32 ... : one byte, two, four."""
    power = _ONE >> 1
    for _time in range(3):
        power = _times(power, power)
    found = []
    for _time in range(32):
        found.append(power)
        power = _times(power, power)
    return found


_POWERS = _powers()


def _shift(length: int) -> int:
    """What a checksum is multiplied by to make room for so many bytes behind it."""
    shift = _ONE
    for number, power in enumerate(_POWERS):
        if length >> number & 1:
            shift = _times(shift, power)
    return shift
