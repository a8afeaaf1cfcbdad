"""Questions about signatures: who has signed what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from fellesnett.editorial.models import SignOff

IN_CHUNKS_OF = 5_000


def signers(subject: str, hashes: Iterable[str]) -> dict[str, set[int]]:
    """Content hash -> the people who have signed it for this subject. Hashes nobody has signed are left out."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = SignOff.objects.filter(subject=subject, content_hash__in=set(hashes))
    for content_hash, person in rows.values_list("content_hash", "signed_by_id"):
        found[content_hash].add(person)
    return dict(found)


def in_chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Distinct values in runs that every database takes in one question."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), IN_CHUNKS_OF):
        yield distinct[start : start + IN_CHUNKS_OF]
