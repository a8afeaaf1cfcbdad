"""Composition: one national edition and the layers on top of it become one page (semantics.md section 2).

Pure and deterministic: same inputs, same bytes, same hash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from fellesnett.composition.blocks import Block, Edition, Language, Section
from fellesnett.composition.canonical import content_hash, digest
from fellesnett.composition.faults import POLICY_CODES, Code, Fault, layer_faults, operation_faults
from fellesnett.composition.layering import apply
from fellesnett.composition.operations import LAYER_KINDS, Base, Layer, Omit, Operation, Override
from fellesnett.composition.pages import (
    ComposedBlock,
    ComposedSection,
    Page,
    Place,
    Places,
    Source,
    holds_source,
    national_page,
    places_hash,
    rewrite,
    unit_hash,
)

__all__ = [
    "Code",
    "ComposedBlock",
    "ComposedSection",
    "CompositionError",
    "LanguageVersion",
    "Notice",
    "Snapshot",
    "Source",
    "Violation",
    "base_for",
    "check_operation",
    "compose",
    "patch",
    "violations",
]


class CompositionError(ValueError):
    """The layers do not fit the edition, or each other."""

    def __init__(self, reason: str, operation: str | None = None, target: str | None = None) -> None:
        self.reason = reason
        self.operation = operation
        self.target = target
        where = f": operation {operation!r}" if operation else ""
        what = f" on {target!r}" if target else ""
        super().__init__(f"{reason}{where}{what}")


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """The same site's page in another of its languages."""

    edition: Edition
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A national safety notice that stands above a block which a layer has replaced or left out (section 5)."""

    block: str
    html: str
    edition: int
    lang: Language | None = None  # set where the notice stands above a text in another language


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault of one operation, for the door that wants to say all of them."""

    code: str
    operation: str
    target: str
    layer: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The composed page. Web, print, search and API serve this and nothing else."""

    topic: str
    kind: str
    title: str
    language: Language
    edition: int
    sections: tuple[ComposedSection, ...]
    missing_slots: tuple[str, ...]
    hash: str

    def blocks(self) -> Iterator[ComposedBlock]:
        for section in self.sections:
            yield from section.blocks


def compose(
    edition: Edition,
    layers: Sequence[Layer] = (),
    *,
    elsewhere: Sequence[LanguageVersion] = (),
    notices: Sequence[Notice] = (),
    lenient: bool = False,
) -> Snapshot:
    """The page as a reader meets it.

    `lenient` lets operations stay live that a policy tightened afterwards would now refuse (section 2).
    """
    page = _layered(edition, layers, lenient)
    for version in _first_wins(edition, layers, elsewhere):
        page = _borrowed(page, version, lenient)
    for notice in notices:
        page = _noticed(page, notice)
    return _snapshot(edition, page)


def _layered(edition: Edition, layers: Sequence[Layer], lenient: bool) -> Page:
    _refuse_disorder(edition, layers)
    page = national_page(edition)
    for layer in layers:
        for fault in layer_faults(page, layer):
            if not (lenient and fault.code in POLICY_CODES):
                raise CompositionError(fault.code, fault.operation, fault.target)
        page = apply(page, layer)
    return page


def _refuse_disorder(edition: Edition, layers: Sequence[Layer]) -> None:
    ranks = [LAYER_KINDS.index(layer.layer) for layer in layers]
    if ranks != sorted(ranks):
        raise CompositionError("layer_order")
    for layer in layers:
        if layer.language not in (None, edition.language):
            raise CompositionError("wrong_language", target=layer.owner)


# --- faults, listed -------------------------------------------------------------------------------------------------


def check_operation(subject: Edition | Page, operation: Operation) -> tuple[Violation, ...]:
    """What is wrong with one operation on an edition, or on a page that earlier layers left."""
    page = national_page(subject) if isinstance(subject, Edition) else subject
    return tuple(_violation(fault, "") for fault in operation_faults(page, operation))


def violations(edition: Edition, layers: Sequence[Layer]) -> tuple[Violation, ...]:
    """All faults of all layers, without raising. A faulty operation is left out of what later layers see."""
    found: list[Violation] = []
    page = national_page(edition)
    for layer in layers:
        faults = layer_faults(page, layer)
        found.extend(_violation(fault, layer.layer) for fault in faults)
        page = apply(page, layer, frozenset(fault.operation for fault in faults))
    return tuple(found)


def _violation(fault: Fault, layer: str) -> Violation:
    return Violation(fault.code, fault.operation, fault.target, layer)


def left_by(edition: Edition, layers: Sequence[Layer]) -> Page:
    """The page as these layers leave it to whoever writes next."""
    return _layered(edition, layers, lenient=True)


def base_for(edition: Edition, earlier: Sequence[Layer], target: str) -> Base:
    """The base to store with a new operation on a block or section, as the layers before it leave the page."""
    page = left_by(edition, earlier)
    unit = page.unit(target)
    if unit:
        return Base(edition.number, unit_hash(unit))
    if target in page.sections:
        return Base(edition.number, places_hash(target, page.shown(target)))
    raise CompositionError("unknown_target", target=target)


# --- language as a second axis --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Loan:
    """What is untrue here and stands in another language: whole sections, and single blocks."""

    version: LanguageVersion
    sections: frozenset[str]
    blocks: frozenset[str]


def _first_wins(edition: Edition, layers: Sequence[Layer], elsewhere: Sequence[LanguageVersion]) -> Iterator[_Loan]:
    """For each language in order of preference, what is to be taken from it and not from one before it."""
    home = {section.key: {block.id for block in section.blocks} for section in edition.sections}
    taken: set[str] = set()
    for version in elsewhere:
        if version.edition.language == edition.language:
            raise CompositionError("same_language", target=version.edition.language)
        sections, blocks = _untrue(home, layers, version)
        blocks = {block for block in blocks - taken if not any(block in home[key] for key in sections)}
        sections -= taken
        taken |= sections | blocks | {block for key in sections for block in home[key]}
        if sections or blocks:
            yield _Loan(version, frozenset(sections), frozenset(blocks))


def _untrue(home: dict[str, set[str]], layers: Sequence[Layer], version: LanguageVersion) -> tuple[set[str], set[str]]:
    sections: set[str] = set()
    blocks: set[str] = set()
    for layer in version.layers:
        handled = _handled_here(home, layers, layer)
        for operation in layer.operations:
            if not isinstance(operation, Override | Omit) or operation.target in handled:
                continue
            inside = home.get(operation.target)
            if inside is None:
                blocks.add(operation.target)
            elif not inside or not inside <= handled:
                sections.add(operation.target)
    return sections, blocks


def _handled_here(home: dict[str, set[str]], layers: Sequence[Layer], there: Layer) -> set[str]:
    """What the same speaker, or one nearer the reader, has replaced or left out in this language too."""
    handled: set[str] = set()
    for layer in layers:
        nearer = LAYER_KINDS.index(layer.layer) > LAYER_KINDS.index(there.layer)
        if not nearer and (layer.layer, layer.owner) != (there.layer, there.owner):
            continue
        for operation in layer.operations:
            if isinstance(operation, Override | Omit):
                handled |= {operation.target} | home.get(operation.target, set())
    return handled


def _borrowed(page: Page, loan: _Loan, lenient: bool) -> Page:
    there = _layered(loan.version.edition, loan.version.layers, lenient)
    language = loan.version.edition.language

    def change(key: str, places: Places) -> Places:
        if key in loan.sections:
            emptied = tuple(place if holds_source(place) else replace(place, block=None) for place in places)
            lent = tuple(place for place in there.shown(key) if not holds_source(place))
            return (*emptied, *_in_language(lent, language))
        return _with_borrowed_blocks(places, there, loan.blocks, language)

    return rewrite(page, change)


def _with_borrowed_blocks(places: Places, there: Page, blocks: frozenset[str], language: Language) -> Places:
    result: list[Place] = []
    done: set[str] = set()
    for place in places:
        if place.unit not in blocks or place.block is None or holds_source(place):
            result.append(place)
            continue
        result.append(replace(place, block=None))
        if place.unit not in done:
            done.add(place.unit)
            result.extend(_in_language(there.unit(place.unit), language))
    return tuple(result)


def _in_language(places: Places, language: Language) -> Iterator[Place]:
    for place in places:
        if place.block:
            yield replace(place, block=replace(place.block, lang=place.block.lang or language))


# --- safety notices -------------------------------------------------------------------------------------------------


def _noticed(page: Page, notice: Notice) -> Page:
    key, index = _notice_position(page, notice)
    source = Source("national", "", notice.edition, None)
    identity = f"notice-{notice.block}"
    hash = content_hash("warning", notice.html)
    block = ComposedBlock(identity, "warning", notice.html, hash, source, lang=notice.lang, notice=True)
    places = page.sections[key]
    written = (*places[:index], Place(identity, block, "locked"), *places[index:])
    return Page(page.title, {**page.sections, key: written})


def _notice_position(page: Page, notice: Notice) -> tuple[str, int]:
    """Above the block where it is shown, else where it would stand, else at the very top: never nowhere."""
    fallback: tuple[str, int] | None = None
    for key, places in page.sections.items():
        for index, place in enumerate(places):
            if notice.block not in (place.unit, place.block.id if place.block else ""):
                continue
            if place.block:
                return key, index
            fallback = fallback or (key, index)
    if fallback:
        return fallback
    for key in page.sections:
        return key, 0
    raise CompositionError("unknown_target", target=notice.block)


# --- the snapshot ---------------------------------------------------------------------------------------------------


def _snapshot(edition: Edition, page: Page) -> Snapshot:
    sections = tuple(
        ComposedSection(key, tuple(place.block for place in places if place.block)) for key, places in page.sections.items()
    )
    missing = tuple(_missing(page))
    return Snapshot(
        topic=edition.topic,
        kind=edition.kind,
        title=page.title,
        language=edition.language,
        edition=edition.number,
        sections=sections,
        missing_slots=missing,
        hash=_snapshot_hash(edition, page.title, sections, missing),
    )


def _missing(page: Page) -> Iterator[str]:
    for places in page.sections.values():
        for place in places:
            if place.slot and place.slot.required and place.block and place.block.type == "slot" and not place.filled:
                yield place.block.id


def _snapshot_hash(edition: Edition, title: str, sections: tuple[ComposedSection, ...], missing: tuple[str, ...]) -> str:
    return digest(
        {
            "edition": edition.number,
            "kind": edition.kind,
            "language": edition.language,
            "missing_slots": missing,
            "sections": [{"blocks": [_identity(block) for block in section.blocks], "key": section.key} for section in sections],
            "title": title,
            "topic": edition.topic,
        }
    )


def _identity(block: ComposedBlock) -> tuple[object, ...]:
    source = block.source
    spoken = (source.layer, source.owner, source.edition, source.operation)
    return (block.id, block.type, block.hash, *spoken, block.lang, block.notice)


# --- the safety lane ------------------------------------------------------------------------------------------------


def patch(edition: Edition, newer: Edition, blocks: Collection[str]) -> Edition:
    """`edition` with the named blocks as `newer` has them: a safety change that goes live ahead of the rest (section 5)."""
    wanted = set(blocks)
    fresh = {
        block.id: replace(block, edition=block.edition or newer.number)
        for section in newer.sections
        for block in section.blocks
        if block.id in wanted
    }
    standing = {block.id for section in edition.sections for block in section.blocks}
    kept = {
        section.key: [fresh.get(block.id, block) for block in section.blocks if block.id in fresh or block.id not in wanted]
        for section in edition.sections
    }
    for section in newer.sections:
        _insert_new(kept, section, {key: block for key, block in fresh.items() if key not in standing})
    return replace(edition, sections=tuple(_in_template_order(kept, edition, newer)))


def _insert_new(kept: dict[str, list[Block]], section: Section, added: dict[str, Block]) -> None:
    """Puts new blocks after the nearest block before them in the newer edition that is on the page."""
    for index, block in enumerate(section.blocks):
        if block.id not in added:
            continue
        target = kept.setdefault(section.key, [])
        present = {item.id: position for position, item in enumerate(target)}
        before = [present[item.id] for item in section.blocks[:index] if item.id in present]
        target.insert(before[-1] + 1 if before else 0, added[block.id])


def _in_template_order(kept: dict[str, list[Block]], edition: Edition, newer: Edition) -> Iterator[Section]:
    own = [section.key for section in edition.sections]
    order = list(own)
    newer_keys = [section.key for section in newer.sections]
    for index, key in enumerate(newer_keys):
        if key in kept and key not in order:
            before = [order.index(item) for item in newer_keys[:index] if item in order]
            order.insert(before[-1] + 1 if before else 0, key)
    return (Section(key, tuple(kept[key])) for key in order)
