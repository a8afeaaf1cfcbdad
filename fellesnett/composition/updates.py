"""A new edition arrives: what it means for each block and each operation of a site (semantics.md section 3).

`plan_update` decides nothing and changes nothing: it says, for every national block and every operation, which cell of
the table applies. Bases stay where they are; only a person's logged choice moves one (section 4, rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from fellesnett.composition import richtext
from fellesnett.composition.blocks import CHANGE_CLASSES, Block, ChangeClass, Edition
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.classifying import classify
from fellesnett.composition.composing import CompositionError, compose
from fellesnett.composition.differences import BlockChange, diff, renamed
from fellesnett.composition.merging import Merge, merge
from fellesnett.composition.operations import Base, Fill, Layer, Omit, Operation, Override, Retitle, Supplement
from fellesnett.composition.pages import (
    POLICY_CODES,
    Page,
    Place,
    Places,
    apply,
    html_of,
    layer_faults,
    national_page,
    operation_faults,
    places_hash,
    slot_html,
    target_of,
    unit_hash,
)

OutcomeKind = Literal[
    "unchanged",
    "clean_change",
    "clean_addition",
    "clean_removal",
    "clean_move",
    "keep",
    "ask_still_right",
    "ask_still_left_out",
    "dissolve",
    "converged",
    "proposal",
    "conflict",
    "hidden_change",
    "orphan",
    "base_gone",
    "parked",
]
OUTCOMES: tuple[OutcomeKind, ...] = (
    "unchanged",
    "clean_change",
    "clean_addition",
    "clean_removal",
    "clean_move",
    "keep",
    "ask_still_right",
    "ask_still_left_out",
    "dissolve",
    "converged",
    "proposal",
    "conflict",
    "hidden_change",
    "orphan",
    "base_gone",
    "parked",
)
CLEAN: frozenset[OutcomeKind] = frozenset({"unchanged", "clean_change", "clean_addition", "clean_removal", "clean_move", "keep"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One cell of the table. `against` names the new blocks where a recorded act gave a block new ids."""

    block: str
    operation: str | None
    outcome: OutcomeKind
    change_class: ChangeClass | None = None
    proposal_html: str | None = None
    reasons: tuple[str, ...] = ()
    layer: str = "national"
    owner: str = ""
    against: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Nothing here waits for a person's answer to a question."""
        return self.outcome in CLEAN

    @property
    def needs_person(self) -> bool:
        return not self.is_clean


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update means for one site's page. The hash is set where nobody needs to decide anything."""

    outcomes: tuple[Outcome, ...]
    snapshot_if_clean: str | None

    @property
    def is_clean(self) -> bool:
        return all(outcome.is_clean for outcome in self.outcomes)


def plan_update(
    old: Edition,
    new: Edition,
    layers: Sequence[Layer] = (),
    *,
    bases: Mapping[str, Block] = {},
    withdrawn: bool = False,
) -> Plan:
    """One outcome for each national block that the layers leave alone, and one for each operation.

    `bases` holds the texts that operations were made against, by hash, where those are older than `old`.
    """
    if withdrawn:
        return Plan(tuple(_withdrawal(old, layers)), None)
    facts = _facts(old, new)
    outcomes = [*_block_outcomes(facts, layers), *_operation_outcomes(facts, layers, bases)]
    return Plan(tuple(outcomes), _clean_hash(new, facts, layers, outcomes))


def _withdrawal(old: Edition, layers: Sequence[Layer]) -> Iterator[Outcome]:
    """The topic is withdrawn or replaced: everything local is parked, nothing is lost."""
    for section in old.sections:
        for block in section.blocks:
            yield Outcome(block.id, None, "clean_removal", reasons=("withdrawn",))
    for layer in layers:
        for operation in layer.operations:
            own = _own_text(operation, None) or None
            yield Outcome(target_of(operation), operation.id, "parked", None, own, ("withdrawn",), layer.layer, layer.owner)


def _clean_hash(new: Edition, facts: _Facts, layers: Sequence[Layer], outcomes: Iterable[Outcome]) -> str | None:
    if not all(outcome.is_clean for outcome in outcomes):
        return None
    try:
        return compose(new, [retarget(layer, facts.renamed) for layer in layers], lenient=True).hash
    except CompositionError:
        return None


def retarget(layer: Layer, names: Mapping[str, str]) -> Layer:
    """The layer with its operations following blocks that moved to a new id. No base moves."""
    if not names or not any(target_of(operation) in names for operation in layer.operations):
        return layer
    return replace(layer, operations=tuple(_retargeted(operation, names) for operation in layer.operations))


def _retargeted(operation: Operation, names: Mapping[str, str]) -> Operation:
    if isinstance(operation, Retitle):
        return operation
    if isinstance(operation, Fill):
        return replace(operation, slot=names.get(operation.slot, operation.slot))
    return replace(operation, target=names.get(operation.target, operation.target))


# --- the facts of the update ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """What changed nationally, looked up by block and by section."""

    old: Edition
    new: Edition
    changes: tuple[BlockChange, ...]
    by_old_id: dict[str, BlockChange]
    classes: dict[str, ChangeClass]
    renamed: dict[str, str]
    old_page: Page
    new_page: Page
    known: dict[str, str]

    def change_class(self, change: BlockChange | None) -> ChangeClass | None:
        """What the national editor declared, else the lowest class the machine allows."""
        if change is None or change.kind == "unchanged":
            return None
        found = (self.classes[block] for block in (*change.to_ids, *change.from_ids) if block in self.classes)
        return change.change_class or next(found, "content")

    def in_section(self, key: str) -> tuple[BlockChange, ...]:
        return tuple(change for change in self.changes if key in (change.section_from, change.section_to))

    def highest(self, changes: Iterable[BlockChange]) -> ChangeClass | None:
        found = [change_class for change in changes if (change_class := self.change_class(change))]
        return max(found, key=CHANGE_CLASSES.index, default=None)


@lru_cache(maxsize=64)
def _facts(old: Edition, new: Edition) -> _Facts:
    changes = diff(old, new)
    undeclared = any(change.kind != "unchanged" and change.change_class is None for change in changes)
    lowest = {item.block: item.lowest for item in classify(old, new)} if undeclared else {}
    return _Facts(
        old=old,
        new=new,
        changes=changes,
        by_old_id={block: change for change in changes for block in change.from_ids},
        classes={block: _as_class(value) for block, value in lowest.items()},
        renamed=renamed(old, new),
        old_page=national_page(old),
        new_page=national_page(new),
        known=_known_texts(old),
    )


def _as_class(value: str) -> ChangeClass:
    return next(known for known in CHANGE_CLASSES if known == value)


def _known_texts(old: Edition) -> dict[str, str]:
    """The texts of the adopted edition by hash: blocks, and whole sections."""
    known = {section_hash(section): "".join(block.html for block in section.blocks) for section in old.sections}
    for section in old.sections:
        known |= {block_hash(block): block.html for block in section.blocks}
    return known


# --- national blocks ------------------------------------------------------------------------------------------------


def _block_outcomes(facts: _Facts, layers: Sequence[Layer]) -> Iterator[Outcome]:
    """What happens to each national block that no layer replaces or leaves out."""
    targets = {operation.target for layer in layers for operation in layer.operations if isinstance(operation, Override | Omit)}
    for change in facts.changes:
        if not _is_covered(change, targets):
            yield from _clean(facts, change)


def _is_covered(change: BlockChange, targets: set[str]) -> bool:
    if targets.intersection(change.from_ids) or targets.intersection(change.to_ids):
        return True
    stands_in = change.section_to if change.to_ids else change.section_from
    return stands_in in targets


def _clean(facts: _Facts, change: BlockChange) -> Iterator[Outcome]:
    kinds: dict[str, OutcomeKind] = {
        "unchanged": "unchanged",
        "changed": "clean_change",
        "new": "clean_addition",
        "removed": "clean_removal",
        "moved": "clean_change" if change.text_changed else "clean_move",
        "split": "clean_change",
        "joined": "clean_change",
    }
    change_class = facts.change_class(change)
    for block in change.to_ids or change.from_ids:
        yield Outcome(block, None, kinds[change.kind], change_class, reasons=_telling(change), against=_against(change))


def _telling(change: BlockChange | None) -> tuple[str, ...]:
    """The further facts of a change, as reason codes."""
    if change is None:
        return ()
    kinds = (change.kind,) if change.kind in ("moved", "split", "joined") else ()
    return (*kinds, *(("policy_changed",) if change.policy_changed else ()))


def _against(change: BlockChange | None) -> tuple[str, ...]:
    return change.to_ids if change and change.from_ids != change.to_ids and change.from_ids else ()


# --- operations -----------------------------------------------------------------------------------------------------


def _operation_outcomes(facts: _Facts, layers: Sequence[Layer], bases: Mapping[str, Block]) -> Iterator[Outcome]:
    """Each layer's operations, on the pages as the layers before it leave them in the old and the new edition."""
    before, after = facts.old_page, facts.new_page
    for layer in layers:
        table = _Table(facts, layer, before, after, bases)
        for operation in layer.operations:
            yield from table.outcomes(operation)
        before = _spoken(before, layer)
        after = _spoken(after, retarget(layer, facts.renamed))


def _spoken(page: Page, layer: Layer) -> Page:
    """The page after a layer, as it stays live until somebody decides: what has lost its place is left out."""
    faults = layer_faults(page, layer) if layer.operations else ()
    lost = frozenset(fault.operation for fault in faults if fault.code not in POLICY_CODES)
    return apply(page, layer, lost)


class _Table:
    """The table of section 3 for one layer."""

    def __init__(self, facts: _Facts, layer: Layer, before: Page, after: Page, bases: Mapping[str, Block]) -> None:
        self.facts = facts
        self.layer = layer
        self.before = before
        self.after = after
        self.bases = bases

    def outcomes(self, operation: Operation) -> Iterator[Outcome]:
        match operation:
            case Retitle():
                yield self._retitle(operation)
            case Fill():
                yield self._fill(operation)
            case Supplement():
                yield self._tightened(operation, self._supplement(operation))
            case Override() | Omit():
                yield from self._replaced(operation)

    def _replaced(self, operation: Override | Omit) -> Iterator[Outcome]:
        if not self._speaks_of_section(operation.target):
            cell = self._override(operation) if isinstance(operation, Override) else self._omit(operation)
            yield self._tightened(operation, cell)
            return
        cell = self._section_override(operation) if isinstance(operation, Override) else self._section_omit(operation)
        yield self._tightened(operation, cell)
        yield from self._hidden(operation)

    # --- a block's column and row

    def _override(self, operation: Override) -> Outcome:
        own = _own_text(operation, None)
        change = self._change(operation.target)
        now = self._now(operation.target)
        if change and change.kind in ("split", "joined"):
            return self._cell(operation, "conflict", None, (change.kind,))
        if not now:
            return self._cell(operation, "base_gone", own)
        if self._as_at_base(operation, now):
            return self._cell(operation, "keep", None, _moved(change))
        cell = self._merged(operation, self._base_text(operation), now, own)
        return replace(cell, reasons=(*cell.reasons, *_moved(change)))

    def _merged(self, operation: Override, base: str | None, now: Places, own: str) -> Outcome:
        national = html_of(now)
        if richtext.normalize(own) == richtext.normalize(national):
            return self._cell(operation, "converged", national, ("now_equal",))
        if base is None:
            return self._cell(operation, "conflict", None, ("base_unknown",))
        if any(place.slot for place in now):
            return self._cell(operation, "conflict", None, ("slot_changed",))
        if self._type_changed(operation.target, now):
            return self._cell(operation, "conflict", None, ("type_changed",))
        return self._from_merge(operation, base, national, own)

    def _from_merge(self, operation: Override, base: str, national: str, own: str) -> Outcome:
        merged = _merge(base, national, own, self.facts.new.language)
        if merged.result == "keep_local":
            return self._cell(operation, "keep")
        if merged.result == "take_national":
            return self._cell(operation, "proposal", national, ("local_equals_base",))
        if merged.result == "dissolve":
            return self._cell(operation, "converged", national, ("now_equal",))
        reasons = tuple(f"sensitive:{token}" for token in dict.fromkeys(merged.sensitive))
        kind: OutcomeKind = "proposal" if merged.result == "proposal" else "conflict"
        return self._cell(operation, kind, merged.html, reasons)

    def _type_changed(self, target: str, now: Places) -> bool:
        before = self.before.unit(target)
        return bool(before) and [_type(place) for place in before] != [_type(place) for place in now]

    def _omit(self, operation: Omit) -> Outcome:
        change = self._change(operation.target)
        now = self._now(operation.target)
        if change and change.kind in ("split", "joined"):
            return self._cell(operation, "ask_still_left_out", None, (change.kind,))
        if not now:
            return self._cell(operation, "dissolve", None, ("removed",))
        if self._as_at_base(operation, now):
            return self._cell(operation, "keep", None, _moved(change))
        return self._cell(operation, "ask_still_left_out", None, (*self._unknown_base(operation), *_moved(change)))

    def _supplement(self, operation: Supplement) -> Outcome:
        own = _own_text(operation, None)
        if operation.position == "end":
            return self._at_end(operation, own)
        change = self._change(operation.target)
        now = self._now(operation.target)
        if not now and not (change and change.to_ids):
            return self._cell(operation, "orphan", own)
        if self._said_nationally(own, now, change.section_to if change else None):
            return self._cell(operation, "dissolve", None, ("now_equal",))
        if change and change.kind in ("split", "joined"):
            return self._cell(operation, "ask_still_right", None, (change.kind,))
        if self._as_at_base(operation, now):
            return self._cell(operation, "keep", None, _moved(change))
        return self._cell(operation, "ask_still_right", None, (*self._unknown_base(operation), *_moved(change)))

    def _at_end(self, operation: Supplement, own: str) -> Outcome:
        """A supplement at the end of a section is asked about when something in that section says something else."""
        key = operation.target
        if key not in self.after.sections:
            return self._cell(operation, "orphan", own)
        if self._said_nationally(own, (), key):
            return self._cell(operation, "dissolve", None, ("now_equal",))
        told = any(change.kind != "new" and change.text_changed for change in self.facts.in_section(key))
        if told and not self._section_as_at_base(operation):
            return self._cell(operation, "ask_still_right", None, ("section_changed",))
        return self._cell(operation, "keep")

    def _said_nationally(self, own: str, now: Places, section: str | None) -> bool:
        """The new national text says, in the anchor or in a new or changed block of its section, what is ours."""
        ours = richtext.normalize(own)
        fresh = {block for change in self.facts.changes if change.text_changed for block in change.to_ids}
        candidates = [html_of((place,)) for place in self.after.shown(section or "") if place.unit in fresh]
        changed_anchor = [html_of(now)] if now and now[0].unit in fresh else []
        return any(ours == richtext.normalize(candidate) for candidate in (*changed_anchor, *candidates))

    def _fill(self, operation: Fill) -> Outcome:
        change = self._change(operation.slot)
        now = self._now(operation.slot) or self._first_slot(change)
        slot = now[0].slot if now else None
        before = self.before.unit(operation.slot)
        was = before[0].slot if before else None
        if slot is None:
            return self._cell(operation, "orphan", _own_text(operation, was))
        if change and change.kind in ("split", "joined"):
            return self._cell(operation, "ask_still_right", None, (change.kind,))
        if was and was.slot != slot.slot:
            return self._cell(operation, "ask_still_right", None, ("slot_kind_changed",))
        if was and was.label != slot.label:
            return self._cell(operation, "ask_still_right", None, ("slot_label_changed",))
        return self._cell(operation, "keep", None, _moved(change))

    def _first_slot(self, change: BlockChange | None) -> Places:
        for block in change.to_ids if change else ():
            unit = self.after.unit(block)
            if unit and unit[0].slot:
                return unit
        return ()

    def _retitle(self, operation: Retitle) -> Outcome:
        if self.before.title == self.after.title:
            return self._cell(operation, "keep")
        if operation.title.strip() == self.after.title.strip():
            return self._cell(operation, "dissolve", None, ("now_equal",))
        return self._cell(operation, "ask_still_right", None, ("title_changed",))

    # --- whole sections

    def _speaks_of_section(self, target: str) -> bool:
        if self.before.unit(target):
            return False
        return target in self.before.sections or (target in self.after.sections and not self.after.unit(target))

    def _section_override(self, operation: Override) -> Outcome:
        own = _own_text(operation, None)
        now = self.after.shown(operation.target)
        if operation.target not in self.after.sections or (not now and self.before.shown(operation.target)):
            return self._cell(operation, "base_gone", own)
        if self._section_as_at_base(operation) or self._only_new_or_moved(operation):
            return self._cell(operation, "keep")
        base = self._section_base_text(operation)
        if any(place.slot for place in now) and base is not None and not self._same_slots(operation.target):
            return self._cell(operation, "conflict", None, ("slot_changed",))
        return self._merged(operation, base, tuple(place for place in now if not place.slot), own)

    def _same_slots(self, key: str) -> bool:
        before, after = (
            [place.slot and block_hash(place.slot) for place in page.shown(key) if place.slot]
            for page in (self.before, self.after)
        )
        return before == after

    def _only_new_or_moved(self, operation: Override | Omit) -> bool:
        """Everything that stood in the section at the base stands there still, word for word."""
        if not self._base_is_old_section(operation):
            return False
        now = {place.block.id: unit_hash((place,)) for place in self.after.shown(operation.target) if place.block}
        was = {place.block.id: unit_hash((place,)) for place in self.before.shown(operation.target) if place.block}
        return all(now.get(self.facts.renamed.get(block, block)) == text for block, text in was.items())

    def _base_is_old_section(self, operation: Operation) -> bool:
        key = target_of(operation)
        base = operation.base
        return base is None or base.block_hash == places_hash(key, self.before.shown(key))

    def _section_base_text(self, operation: Override) -> str | None:
        if operation.base and operation.base.block_hash in self.bases:
            return self.bases[operation.base.block_hash].html
        if self._base_is_old_section(operation):
            return html_of(self.before.shown(operation.target))
        return self.facts.known.get(operation.base.block_hash) if operation.base else None

    def _section_omit(self, operation: Omit) -> Outcome:
        key = operation.target
        if key not in self.after.sections or (not self.after.shown(key) and self.before.shown(key)):
            return self._cell(operation, "dissolve", None, ("removed",))
        if self._section_as_at_base(operation) or self._only_new_or_moved(operation):
            return self._cell(operation, "keep")
        reasons = () if self._base_is_old_section(operation) else self._unknown_base(operation)
        return self._cell(operation, "ask_still_left_out", None, reasons)

    def _section_as_at_base(self, operation: Operation) -> bool:
        key = target_of(operation)
        shown = self.before.shown(key)
        expected = operation.base.block_hash if operation.base else places_hash(key, shown)
        return places_hash(key, self.after.shown(key)) == expected

    def _hidden(self, operation: Override | Omit) -> Iterator[Outcome]:
        """New national text that the replaced or omitted section would hide: always shown to the editor."""
        for change in self.facts.changes:
            arrived = change.kind in ("new", "split", "joined") or change.section_from != change.section_to
            if change.section_to != operation.target or not arrived:
                continue
            for block in change.to_ids:
                unit = self.after.unit(block)
                if unit and operation.target == self.after.section_of(block):
                    yield Outcome(
                        block=block,
                        operation=operation.id,
                        outcome="hidden_change",
                        change_class=self.facts.change_class(change),
                        proposal_html=html_of(unit),
                        reasons=(change.kind,),
                        layer=self.layer.layer,
                        owner=self.layer.owner,
                    )

    # --- what the cells are made of

    def _change(self, target: str) -> BlockChange | None:
        return self.facts.by_old_id.get(target)

    def _now(self, target: str) -> Places:
        return self.after.unit(self.facts.renamed.get(target, target))

    def _as_at_base(self, operation: Operation, now: Places) -> bool:
        before = self.before.unit(target_of(operation))
        if operation.base:
            return operation.base.block_hash in (unit_hash(now), self._national_hash(operation))
        return bool(before) and unit_hash(now) == unit_hash(before)

    def _national_hash(self, operation: Operation) -> str | None:
        """The new national text's hash: what an operation made before an earlier layer spoke may have as base."""
        target = target_of(operation)
        unit = self.facts.new_page.unit(self.facts.renamed.get(target, target))
        return unit_hash(unit) if unit else None

    def _base_text(self, operation: Operation) -> str | None:
        """The text at the operation's base, or None where nobody knows it any more."""
        before = self.before.unit(target_of(operation))
        base: Base | None = operation.base
        if base is None:
            return html_of(before) if before else None
        if base.block_hash in self.bases:
            return self.bases[base.block_hash].html
        if before and base.block_hash == unit_hash(before):
            return html_of(before)
        return self.facts.known.get(base.block_hash)

    def _unknown_base(self, operation: Operation) -> tuple[str, ...]:
        return ("base_unknown",) if self._base_text(operation) is None else ()

    def _cell(
        self, operation: Operation, kind: OutcomeKind, proposal: str | None = None, reasons: tuple[str, ...] = ()
    ) -> Outcome:
        target = target_of(operation)
        change = self._change(target)
        return Outcome(
            block=target,
            operation=operation.id,
            outcome=kind,
            change_class=self._class(target, change),
            proposal_html=proposal or None,
            reasons=reasons,
            layer=self.layer.layer,
            owner=self.layer.owner,
            against=_against(change),
        )

    def _class(self, target: str, change: BlockChange | None) -> ChangeClass | None:
        if change:
            return self.facts.change_class(change)
        return self.facts.highest(self.facts.in_section(target)) if target else None

    def _tightened(self, operation: Operation, cell: Outcome) -> Outcome:
        """A policy that was tightened against the operation makes a question of what would otherwise stand."""
        moved = _retargeted(operation, self.facts.renamed)
        if not any(fault.code in POLICY_CODES for fault in operation_faults(self.after, moved)):
            return cell
        kind: OutcomeKind = "ask_still_right" if isinstance(operation, Supplement) else "conflict"
        if cell.outcome in ("orphan", "base_gone", "dissolve", "converged"):
            kind = cell.outcome
        return replace(cell, outcome=kind, reasons=(*cell.reasons, "policy_tightened"))


def _type(place: Place) -> str:
    return place.block.type if place.block else ""


def _moved(change: BlockChange | None) -> tuple[str, ...]:
    return ("moved",) if change and change.kind == "moved" else ()


def _own_text(operation: Operation, slot: Block | None) -> str:
    """The text an operation holds, so that no answer to it can lose that text."""
    if isinstance(operation, Supplement | Override):
        return "".join(item.html for item in operation.content)
    if isinstance(operation, Fill):
        return slot_html(slot or Block(operation.slot, "slot"), operation.value)
    return ""


@lru_cache(maxsize=4_096)
def _merge(base: str, national: str, local: str, language: str) -> Merge:
    return merge(base, national, local, language)
