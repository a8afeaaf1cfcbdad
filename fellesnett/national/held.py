"""Words that are fetched from another publisher, and may not be changed here: known by the hash of what they say."""

from __future__ import annotations

from collections.abc import Iterable

from fellesnett.composition import richtext
from fellesnett.composition.canonical import digest
from fellesnett.national.models import HeldSource


def words_hash(html: str) -> str:
    """The hash of the words alone: the editor may write the same words with other tags. What cannot be read has no words."""
    try:
        return digest(richtext.text(richtext.normalize(html)).split())
    except richtext.TooLarge:
        return ""


def held_among(addresses: Iterable[str]) -> dict[str, str]:
    """Address -> the hash of its words, of those that are fetched. One query; none where there are no addresses."""
    wanted = set(addresses)
    return dict(HeldSource.objects.filter(address__in=wanted).values_list("address", "words_hash")) if wanted else {}
