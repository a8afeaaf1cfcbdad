"""A layer speaks: its operations written on the page that earlier layers left (semantics.md section 2)."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fellesnett.composition.blocks import Block
from fellesnett.composition.canonical import content_hash, digest
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
    target_of,
)
from fellesnett.composition.pages import ComposedBlock, Page, Place, Places, Source, holds_source


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
        written = [place if holds_source(place) else _emptied(place) for place in places]
        if isinstance(operation, Override):
            written += self._content(operation, operation.content)
        for place in places:
            if place.block:
                written += self._supplements("before", place.block.id) + self._supplements("after", place.block.id)
        return written

    def _unit(self, unit: Places) -> list[Place]:
        """A unit and what this layer says of it: before, instead and after."""
        target = unit[0].unit
        whole = None if holds_source(unit[0]) else self.replaced.get(target)
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
