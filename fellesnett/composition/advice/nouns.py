"""What advice is given on, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fellesnett.composition import richtext
from fellesnett.composition.units import Unit, units

Kind = Literal[
    "long_sentence",
    "long_paragraph",
    "jargon",
    "passive",
    "percent",
    "large_number",
    "decimal_point",
    "tight_unit",
    "unclear_range",
    "uneven_chances",
    "vague_link",
    "broken_reference",
    "heading_order",
    "no_alternative_text",
    "other_language",
    "not_to_you",
    "dead_link",
    "moved_link",
    "insecure_link",
]


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody who has tried it knows of a link: nobody answers there, it lies at `moved_to` for good, or what is read
    there can be read on its way."""

    state: Literal["dead", "moved", "insecure"]
    moved_to: str = ""


@dataclass(frozen=True)
class Passage:
    """A block of rich text as an editor knows it: `where` names it, `language` is what it should be written in."""

    where: str
    html: str
    language: str

    @cached_property
    def normal(self) -> str:
        return richtext.normalize(self.html)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return units(self.normal, self.language)

    @cached_property
    def text(self) -> str:
        """All there is to read, as plain text."""
        return " ".join(unit.text for unit in self.units if unit.is_content)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing a reader may stumble on.

    `quote` is what stands there, short enough for a list. `instead` is a better word or number where we have one.
    `number` counts what the kind counts: words of a sentence, sentences of a paragraph, times a thing is said.
    `whole` is all that stands there, where the quote was cut.
    """

    kind: Kind
    where: str
    quote: str
    instead: str = ""
    number: int = 0
    whole: str = ""

    @property
    def words(self) -> str:
        """The very words it is about: while they stand as they are, this is the same piece of advice."""
        return self.whole or self.quote

    @property
    def may_be_let_be(self) -> bool:
        """May an editor have good reasons? What shuts somebody out is not a matter of taste."""
        return self.kind not in SHUTS_OUT


SHUTS_OUT: frozenset[Kind] = frozenset({"no_alternative_text", "vague_link", "heading_order"})
"""Faults that the law on universal design forbids (WCAG 1.1.1, 2.4.4 and 1.3.1)."""
