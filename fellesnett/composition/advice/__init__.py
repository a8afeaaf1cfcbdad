"""Help while writing: what a reader may stumble on. Advice is never a gate; an editor may have good reasons."""

from fellesnett.composition.advice.giving import KINDS, advise, advise_on_all, hrefs_of
from fellesnett.composition.advice.nouns import SHUTS_OUT, Advice, Kind, Link, Passage
from fellesnett.composition.advice.tongue import seems_to_be
from fellesnett.composition.advice.words import is_vague_link

__all__ = [
    "KINDS",
    "SHUTS_OUT",
    "Advice",
    "Kind",
    "Link",
    "Passage",
    "advise",
    "advise_on_all",
    "hrefs_of",
    "is_vague_link",
    "seems_to_be",
]
