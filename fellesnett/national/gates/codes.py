"""Why not another code, or the same: what is refused of topics, signposts and orders alike when a code is retired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fellesnett.codes.retiring import Instead
from fellesnett.national.gates.reasons import Reason
from fellesnett.national.gates.words import because


def to_retag(wanted: Instead, codings: Any) -> Iterator[Reason]:
    """`codings` is what the thing is tagged with (a related manager)."""
    if not wanted.is_among(codings):
        yield because("no_such_tag", code=f"{wanted.system} {wanted.code}")
    for each in wanted.unknown:
        yield because("unknown_code", code=f"{wanted.system} {each}")


def to_keep(system: str, codings: Any, reason: str) -> Iterator[Reason]:
    """Codes of a system are kept where there are any, and with a reason."""
    if not codings.filter(system__key=system).exists():
        yield because("no_such_tag", code=system)
    if not reason.strip():
        yield because("no_reason")
