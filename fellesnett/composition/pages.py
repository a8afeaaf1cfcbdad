"""The working page that layers write on, one after another (semantics.md section 2).

A page is an ordered list of places. A place that shows nothing any more (its block was omitted, or stood in a section
that was replaced) stays in the list, so that what belongs there still knows where that is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fellesnett.composition.blocks import Attribution, Block, BlockType, Edition, Language, Policy
from fellesnett.composition.canonical import block_hash, hash_of_parts

Speaker = Literal["national", "group", "site", "place"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a composed block came from: who spoke, and in which edition or operation."""

    layer: Speaker
    owner: str
    edition: int | None
    operation: str | None


@dataclass(frozen=True, slots=True)
class ComposedBlock:
    """One block as a reader meets it. `lang` is set where it stands in another language than the page."""

    id: str
    type: BlockType
    html: str
    hash: str
    source: Source
    lang: Language | None = None
    notice: bool = False
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class ComposedSection:
    key: str
    blocks: tuple[ComposedBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on the page. `unit` is the id an operation replaces it by; a replacement of several blocks is one unit."""

    unit: str
    block: ComposedBlock | None
    policy: Policy = "open"
    slot: Block | None = None
    filled: bool = False


Places = tuple[Place, ...]


def holds_source(place: Place) -> bool:
    """Is this another publisher's words? Then no layer and no language takes its place, whatever a policy once allowed."""
    return place.block is not None and place.block.type == "source"


@dataclass(frozen=True, slots=True)
class Page:
    """A title and sections of places: what one layer leaves for the next."""

    title: str
    sections: dict[str, Places]

    def section_of(self, target: str) -> str | None:
        """The section in which a unit or a single block is shown, or None."""
        for key, places in self.sections.items():
            if any(place.block and target in (place.unit, place.block.id) for place in places):
                return key
        return None

    def unit(self, target: str) -> Places:
        """The shown places that an operation on `target` concerns: one, or several where a layer put several."""
        shown = [place for places in self.sections.values() for place in places if place.block]
        whole = tuple(place for place in shown if place.unit == target)
        return whole or tuple(place for place in shown if place.block and place.block.id == target)

    def shown(self, section: str) -> Places:
        return tuple(place for place in self.sections.get(section, ()) if place.block)

    def units(self, section: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place.unit for place in self.shown(section)))


def unit_hash(places: Places) -> str:
    """The hash an operation's base holds for a unit: the block's, or of all blocks that a layer put there."""
    hashes = [_base_hash(place) for place in places]
    return hashes[0] if len(hashes) == 1 else hash_of_parts("", hashes)


def places_hash(key: str, places: Places) -> str:
    """The hash an operation's base holds for a whole section as the layer sees it."""
    return hash_of_parts(key, [_base_hash(place) for place in places])


def _base_hash(place: Place) -> str:
    if place.slot and place.block and place.block.type == "slot":
        return block_hash(place.slot)
    return place.block.hash if place.block else ""


def html_of(places: Places) -> str:
    """The words that stand in these places, one after the other; a place without a block is silent."""
    return "".join(place.block.html for place in places if place.block)


def national_page(edition: Edition) -> Page:
    """The edition as it stands, before anybody speaks."""
    sections = {
        section.key: tuple(_national_place(block, edition.number) for block in section.blocks) for section in edition.sections
    }
    return Page(edition.title, sections)


def _national_place(block: Block, number: int) -> Place:
    source = Source("national", "", block.edition or number, None)
    composed = ComposedBlock(block.id, block.type, block.html, block_hash(block), source, attribution=block.attribution)
    return Place(block.id, composed, block.policy, block if block.type == "slot" else None)


def rewrite(page: Page, change: Callable[[str, Places], Places]) -> Page:
    """The page with every section passed through `change`."""
    return Page(page.title, {key: change(key, places) for key, places in page.sections.items()})
