"""The working page that layers write on, one after another (semantics.md section 2).

A page is an ordered list of places. A place that shows nothing any more (its block was omitted, or stood in a section
that was replaced) stays in the list, so that what belongs there still knows where that is.
"""

from __future__ import annotations

import html as entities
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fellesnett.composition.blocks import Block, BlockType, Edition, Language, Policy
from fellesnett.composition.canonical import block_hash, content_hash, digest, hash_of_parts
from fellesnett.composition.operations import (
    Content,
    Fill,
    Layer,
    LayerKind,
    Omit,
    Operation,
    Override,
    Retitle,
    Supplement,
)

Speaker = Literal["national", "group", "site", "place"]
Code = Literal[
    "unknown_target",
    "policy_locked",
    "policy_supplement_only",
    "duplicate_override",
    "not_a_slot",
    "wrong_position",
    "empty_content",
    "section_has_guarded_block",
    "already_filled",
]
POLICY_CODES: frozenset[Code] = frozenset({"policy_locked", "policy_supplement_only", "section_has_guarded_block"})


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


# --- the national page ----------------------------------------------------------------------------------------------


def national_page(edition: Edition) -> Page:
    """The edition as it stands, before anybody speaks."""
    sections = {
        section.key: tuple(_national_place(block, edition.number) for block in section.blocks) for section in edition.sections
    }
    return Page(edition.title, sections)


def _national_place(block: Block, number: int) -> Place:
    source = Source("national", "", block.edition or number, None)
    composed = ComposedBlock(block.id, block.type, block.html, block_hash(block), source)
    return Place(block.id, composed, block.policy, block if block.type == "slot" else None)


# --- faults ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an operation cannot stand on a page."""

    code: Code
    operation: str
    target: str


def layer_faults(page: Page, layer: Layer) -> tuple[Fault, ...]:
    """All faults of one layer's operations on the page as earlier layers left it."""
    faults: list[Fault] = []
    for operation in layer.operations:
        faults.extend(operation_faults(page, operation))
    return (*faults, *_clashes(page, layer))


def operation_faults(page: Page, operation: Operation) -> tuple[Fault, ...]:
    """All faults of one operation taken by itself."""
    return tuple(Fault(code, operation.id, target_of(operation)) for code in _codes(page, operation))


def target_of(operation: Operation) -> str:
    """The block, slot or section that an operation speaks of; nothing for a title."""
    if isinstance(operation, Fill):
        return operation.slot
    return "" if isinstance(operation, Retitle) else operation.target


def _codes(page: Page, operation: Operation) -> Iterator[Code]:
    match operation:
        case Retitle():
            if not operation.title.strip():
                yield "empty_content"
        case Fill():
            yield from _fill_codes(page, operation)
        case Supplement():
            yield from _empty(operation.content)
            yield from _supplement_codes(page, operation)
        case Override():
            yield from _empty(operation.content)
            yield from _replace_codes(page, operation.target)
        case Omit():
            yield from _replace_codes(page, operation.target)


def _empty(content: Sequence[Content]) -> Iterator[Code]:
    if not content or any(not item.html.strip() for item in content):
        yield "empty_content"


def _fill_codes(page: Page, fill: Fill) -> Iterator[Code]:
    if not fill.value.strip():
        yield "empty_content"
    unit = page.unit(fill.slot)
    if not unit:
        yield "unknown_target"
    elif not unit[0].slot:
        yield "not_a_slot"


def _supplement_codes(page: Page, supplement: Supplement) -> Iterator[Code]:
    unit = page.unit(supplement.target)
    is_section = supplement.target in page.sections
    if supplement.position == "end":
        if not is_section:
            yield "wrong_position" if unit else "unknown_target"
    elif not unit:
        yield "wrong_position" if is_section else "unknown_target"
    elif unit[0].policy == "locked":
        yield "policy_locked"


def _replace_codes(page: Page, target: str) -> Iterator[Code]:
    unit = page.unit(target)
    if unit:
        if unit[0].policy == "locked":
            yield "policy_locked"
        elif unit[0].policy == "supplement_only":
            yield "policy_supplement_only"
    elif target not in page.sections:
        yield "unknown_target"
    elif any(place.policy != "open" for place in page.shown(target)):
        yield "section_has_guarded_block"


def _clashes(page: Page, layer: Layer) -> Iterator[Fault]:
    """Two answers to one question in one layer."""
    replaced: set[str] = set()
    filled: set[str] = set()
    retitled = False
    for operation in _widest_first(page, layer.operations):
        target = target_of(operation)
        if isinstance(operation, Override | Omit):
            if target in replaced or page.section_of(target) in replaced or _unit_id(page, target) in replaced:
                yield Fault("duplicate_override", operation.id, target)
            replaced.add(target)
        elif isinstance(operation, Fill):
            if target in filled:
                yield Fault("already_filled", operation.id, target)
            filled.add(target)
        elif isinstance(operation, Retitle):
            if retitled:
                yield Fault("duplicate_override", operation.id, target)
            retitled = True


def _unit_id(page: Page, target: str) -> str:
    unit = page.unit(target)
    return unit[0].unit if unit else target


def _widest_first(page: Page, operations: Sequence[Operation]) -> list[Operation]:
    """Sections, then whole units, then single blocks of a unit."""

    def width(operation: Operation) -> int:
        unit = page.unit(target_of(operation))
        return 0 if not unit else 1 if unit[0].unit == target_of(operation) else 2

    return sorted(operations, key=width)


# --- applying -------------------------------------------------------------------------------------------------------


def apply(page: Page, layer: Layer, skip: frozenset[str] = frozenset()) -> Page:
    """The page after a layer has spoken, without the operations named in `skip`. Asks no questions."""
    operations = [operation for operation in layer.operations if operation.id not in skip]
    if not operations:
        return page
    return _Writer(page, layer.layer, layer.owner, operations).page()


class _Writer:
    """One layer's operations, ordered by what they concern."""

    def __init__(self, page: Page, kind: LayerKind, owner: str, operations: Sequence[Operation]) -> None:
        self.before_page = page
        self.kind = kind
        self.owner = owner
        self.title = page.title
        self.fills: dict[str, Fill] = {}
        self.replaced: dict[str, Override | Omit] = {}
        self.supplements: dict[tuple[str, str], list[Supplement]] = {}
        self.taken = {place.block.id for places in page.sections.values() for place in places if place.block}
        self.concerned = {target_of(operation) for operation in operations}
        for operation in operations:
            self._sort(operation)

    def _sort(self, operation: Operation) -> None:
        match operation:
            case Fill():
                self.fills[operation.slot] = operation
            case Override() | Omit():
                self.replaced[operation.target] = operation
            case Supplement():
                self.supplements.setdefault((operation.position, operation.target), []).append(operation)
            case Retitle():
                self.title = operation.title

    def page(self) -> Page:
        sections = {key: self._section(key, places) for key, places in self.before_page.sections.items()}
        return Page(self.title, sections)

    def _section(self, key: str, places: Places) -> Places:
        if key not in self.concerned and not any(self._is_concerned(place) for place in places):
            return places
        operation = self.replaced.get(key)
        if operation and not self.before_page.unit(key):
            written = self._replaced_section(operation, places)
        else:
            written = [place for unit in _by_unit(places) for place in self._unit(unit)]
        return (*written, *self._supplements("end", key))

    def _is_concerned(self, place: Place) -> bool:
        return place.unit in self.concerned or (place.block is not None and place.block.id in self.concerned)

    def _replaced_section(self, operation: Override | Omit, places: Places) -> list[Place]:
        written = [_emptied(place) for place in places]
        if isinstance(operation, Override):
            written += self._content(operation, operation.content)
        for place in places:
            if place.block:
                written += self._supplements("before", place.block.id) + self._supplements("after", place.block.id)
        return written

    def _unit(self, unit: Places) -> list[Place]:
        """A unit and what this layer says of it: before, instead and after."""
        target = unit[0].unit
        whole = self.replaced.get(target)
        if unit[0].block is None:
            return list(unit)
        inner = self._whole(whole, unit) if whole else [new for place in unit for new in self._part(place)]
        return [*self._supplements("before", target), *inner, *self._supplements("after", target)]

    def _whole(self, operation: Override | Omit, unit: Places) -> list[Place]:
        """What stands instead of a unit, and what this layer says beside the unit's further blocks."""
        further = [place.block.id for place in unit[1:] if place.block]
        beside = [new for block in further for at in ("before", "after") for new in self._supplements(at, block)]
        return [*self._replacement(operation, unit), *beside]

    def _part(self, place: Place) -> list[Place]:
        """One block of a unit: the whole unit, or one of several that an earlier layer put there."""
        block = place.block
        if block is None:
            return [place]
        if block.id == place.unit:
            fill = self.fills.get(block.id)
            return [_filled(place, fill, self.kind, self.owner) if fill and place.slot else place]
        operation = self.replaced.get(block.id)
        inner = self._replacement(operation, (place,)) if operation else [place]
        return [*self._supplements("before", block.id), *inner, *self._supplements("after", block.id)]

    def _replacement(self, operation: Override | Omit, unit: Places) -> list[Place]:
        if isinstance(operation, Omit):
            return [_emptied(place) for place in unit]
        written: list[Place] = []
        for number, item in enumerate(operation.content, 1):
            identity = operation.target if number == 1 else self._free_id(operation, number)
            block = self._local(identity, item, operation)
            written.append(Place(unit[0].unit, block, unit[0].policy))
        return written

    def _supplements(self, position: str, target: str) -> list[Place]:
        found = self.supplements.get((position, target), ())
        return [place for supplement in found for place in self._content(supplement, supplement.content)]

    def _content(self, operation: Operation, content: Sequence[Content]) -> list[Place]:
        """Own blocks: each is a unit by itself, for later layers to speak of."""
        written: list[Place] = []
        for number, item in enumerate(content, 1):
            identity = self._free_id(operation, number)
            written.append(Place(identity, self._local(identity, item, operation)))
        return written

    def _free_id(self, operation: Operation, number: int) -> str:
        """`<operation>.<number>`, with the speaker in front where another layer already used that."""
        identity = f"{operation.id}.{number}"
        while identity in self.taken:
            identity = f"{self.kind}:{identity}"
        self.taken.add(identity)
        return identity

    def _local(self, identity: str, item: Content, operation: Operation) -> ComposedBlock:
        source = Source(self.kind, self.owner, None, operation.id)
        return ComposedBlock(identity, item.type, item.html, content_hash(item.type, item.html), source)


def _by_unit(places: Places) -> Iterator[Places]:
    """Neighbouring places of one unit, together."""
    run: list[Place] = []
    for place in places:
        if run and (place.unit != run[0].unit or not place.block or not run[0].block):
            yield tuple(run)
            run = []
        run.append(place)
    if run:
        yield tuple(run)


def _emptied(place: Place) -> Place:
    return replace(place, block=None)


def _filled(place: Place, fill: Fill, kind: LayerKind, owner: str) -> Place:
    slot, block = place.slot, place.block
    if slot is None or block is None:
        return place
    text = slot_html(slot, fill.value)
    hash = digest({"html": text, "label": slot.label, "required": slot.required, "slot": slot.slot, "type": "slot"})
    source = Source(kind, owner, block.source.edition, fill.id)
    return replace(place, block=replace(block, html=text, hash=hash, source=source), filled=True)


def slot_html(slot: Block, value: str) -> str:
    """A filled slot as text: the label, and the value the site gave."""
    shown = entities.escape(" ".join(value.split()), quote=False)
    if slot.slot == "phone":
        number = "".join(mark for mark in value if mark in "+0123456789")
        shown = f'<a href="tel:{number}">{shown}</a>' if number else shown
    label = entities.escape(slot.label.strip(), quote=False)
    return f"<p>{label}: {shown}</p>" if label else f"<p>{shown}</p>"


def rewrite(page: Page, change: Callable[[str, Places], Places]) -> Page:
    """The page with every section passed through `change`."""
    return Page(page.title, {key: change(key, places) for key, places in page.sections.items()})
