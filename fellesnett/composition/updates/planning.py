"""A new edition arrives: what it means for each block and each operation of a site (semantics.md section 3).

`plan_update` decides nothing and changes nothing: it says, for every national block and every operation, which cell of
the table applies. Bases stay where they are; only a person's logged choice moves one (section 4, rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.composing import CompositionError, compose
from fellesnett.composition.differences import BlockChange
from fellesnett.composition.faults import POLICY_CODES, layer_faults, operation_faults
from fellesnett.composition.layering import apply
from fellesnett.composition.operations import Fill, Layer, Omit, Operation, Override, Retitle, Supplement, target_of
from fellesnett.composition.pages import Page, holds_source
from fellesnett.composition.updates.facts import Facts, facts_of
from fellesnett.composition.updates.outcomes import Outcome, OutcomeKind, Plan
from fellesnett.composition.updates.sections import hidden, section_omit, section_override, speaks_of_section
from fellesnett.composition.updates.situations import Situation, against_of, own_text
from fellesnett.composition.updates.table import fill, omit, override, retitle, supplement


def plan_update(
    old: Edition,
    new: Edition,
    layers: Sequence[Layer] = (),
    *,
    bases: Mapping[str, Block] = {},
    withdrawn: bool = False,
    through: Sequence[Edition] = (),
) -> Plan:
    """One outcome for each national block that the layers leave alone, and one for each operation.

    `bases` holds the texts that operations were made against, by hash, where those are older than `old`. `through` is
    every edition between `old` and `new`, in order, where the site is several behind: splits, joins, moves and classes
    recorded in any of them then count. ValueError where they are out of order or of another text.
    """
    if withdrawn:
        return Plan(tuple(_withdrawal(old, layers)), None)
    facts = facts_of(old, new, tuple(through))
    outcomes = [*_block_outcomes(facts, layers), *_operation_outcomes(facts, layers, bases)]
    return Plan(tuple(outcomes), _clean_hash(new, facts, layers, outcomes))


def _withdrawal(old: Edition, layers: Sequence[Layer]) -> Iterator[Outcome]:
    """The topic is withdrawn or replaced: everything local is parked, nothing is lost."""
    for section in old.sections:
        for block in section.blocks:
            yield Outcome(block.id, None, "clean_removal", reasons=("withdrawn",))
    for layer in layers:
        for operation in layer.operations:
            own = own_text(operation, None) or None
            yield Outcome(target_of(operation), operation.id, "parked", None, own, ("withdrawn",), layer.layer, layer.owner)


def _clean_hash(new: Edition, facts: Facts, layers: Sequence[Layer], outcomes: Iterable[Outcome]) -> str | None:
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
    return replace(layer, operations=tuple(retargeted(operation, names) for operation in layer.operations))


def retargeted(operation: Operation, names: Mapping[str, str]) -> Operation:
    if isinstance(operation, Retitle):
        return operation
    if isinstance(operation, Fill):
        return replace(operation, slot=names.get(operation.slot, operation.slot))
    return replace(operation, target=names.get(operation.target, operation.target))


# --- national blocks ------------------------------------------------------------------------------------------------


def _block_outcomes(facts: Facts, layers: Sequence[Layer]) -> Iterator[Outcome]:
    """What happens to each national block that no layer replaces or leaves out."""
    targets = {operation.target for layer in layers for operation in layer.operations if isinstance(operation, Override | Omit)}
    for change in facts.changes:
        if not _is_covered(facts, change, targets):
            yield from _clean(facts, change)


def _is_covered(facts: Facts, change: BlockChange, targets: set[str]) -> bool:
    if targets.intersection(change.from_ids) or targets.intersection(change.to_ids):
        return True
    stands_in = change.section_to if change.to_ids else change.section_from
    return stands_in in targets and not _is_source(facts, change)


def _is_source(facts: Facts, change: BlockChange) -> bool:
    """Another publisher's words stand also where a layer replaced the chapter around them."""
    page, ids = (facts.new_page, change.to_ids) if change.to_ids else (facts.old_page, change.from_ids)
    return any(holds_source(place) for block in ids for place in page.unit(block))


def _clean(facts: Facts, change: BlockChange) -> Iterator[Outcome]:
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
        yield Outcome(block, None, kinds[change.kind], change_class, reasons=_telling(change), against=against_of(change))


def _telling(change: BlockChange | None) -> tuple[str, ...]:
    """The further facts of a change, as reason codes."""
    if change is None:
        return ()
    kinds = (change.kind,) if change.kind in ("moved", "split", "joined") else ()
    return (*kinds, *(("policy_changed",) if change.policy_changed else ()))


# --- operations -----------------------------------------------------------------------------------------------------


def _operation_outcomes(facts: Facts, layers: Sequence[Layer], bases: Mapping[str, Block]) -> Iterator[Outcome]:
    """Each layer's operations, on the pages as the layers before it leave them in the old and the new edition."""
    before, after = facts.old_page, facts.new_page
    for index, layer in enumerate(layers):
        situation = Situation(facts, layer, before, after, bases)
        for operation in layer.operations:
            yield from _outcomes(situation, operation)
        if index + 1 < len(layers):
            before = _spoken(before, layer)
            after = _spoken(after, retarget(layer, facts.renamed))


def _spoken(page: Page, layer: Layer) -> Page:
    """The page after a layer, as it stays live until somebody decides: what has lost its place is left out."""
    faults = layer_faults(page, layer) if layer.operations else ()
    lost = frozenset(fault.operation for fault in faults if fault.code not in POLICY_CODES)
    return apply(page, layer, lost)


def _outcomes(at: Situation, operation: Operation) -> Iterator[Outcome]:
    match operation:
        case Retitle():
            yield retitle(at, operation)
        case Fill():
            yield fill(at, operation)
        case Supplement():
            yield _tightened(at, operation, supplement(at, operation))
        case Override() | Omit():
            yield from _replaced(at, operation)


def _replaced(at: Situation, operation: Override | Omit) -> Iterator[Outcome]:
    if not speaks_of_section(at, operation.target):
        cell = override(at, operation) if isinstance(operation, Override) else omit(at, operation)
        yield _tightened(at, operation, cell)
        return
    cell = section_override(at, operation) if isinstance(operation, Override) else section_omit(at, operation)
    yield _tightened(at, operation, cell)
    yield from hidden(at, operation)


def _tightened(at: Situation, operation: Operation, cell: Outcome) -> Outcome:
    """A policy that was tightened against the operation makes a question of what would otherwise stand."""
    moved = retargeted(operation, at.facts.renamed)
    if not any(fault.code in POLICY_CODES for fault in operation_faults(at.after, moved)):
        return cell
    kind: OutcomeKind = "ask_still_right" if isinstance(operation, Supplement) else "conflict"
    if cell.outcome in ("orphan", "base_gone", "dissolve", "converged"):
        kind = cell.outcome
    return replace(cell, outcome=kind, reasons=(*cell.reasons, "policy_tightened"))
