"""The table of semantics.md section 3 for operations on a whole section, and what such an operation hides."""

from __future__ import annotations

from collections.abc import Iterator

from fellesnett.composition.canonical import block_hash
from fellesnett.composition.operations import Omit, Operation, Override, target_of
from fellesnett.composition.pages import holds_source, html_of, places_hash, unit_hash
from fellesnett.composition.updates.outcomes import Outcome
from fellesnett.composition.updates.overrides import merged
from fellesnett.composition.updates.situations import Situation, own_text


def speaks_of_section(at: Situation, target: str) -> bool:
    if at.before.unit(target):
        return False
    return target in at.before.sections or (target in at.after.sections and not at.after.unit(target))


def section_override(at: Situation, operation: Override) -> Outcome:
    own = own_text(operation, None)
    now = at.after.shown(operation.target)
    if operation.target not in at.after.sections or (not now and at.before.shown(operation.target)):
        return at.cell(operation, "base_gone", own)
    if section_as_at_base(at, operation) or _only_new_or_moved(at, operation):
        return at.cell(operation, "keep")
    base = _section_base_text(at, operation)
    if any(place.slot for place in now) and base is not None and not _same_slots(at, operation.target):
        return at.cell(operation, "conflict", None, ("slot_changed",))
    return merged(at, operation, base, tuple(place for place in now if not place.slot), own)


def _same_slots(at: Situation, key: str) -> bool:
    before, after = (
        [place.slot and block_hash(place.slot) for place in page.shown(key) if place.slot] for page in (at.before, at.after)
    )
    return before == after


def _only_new_or_moved(at: Situation, operation: Override | Omit) -> bool:
    """Everything that stood in the section at the base stands there still, word for word."""
    if not _base_is_old_section(at, operation):
        return False
    now = {place.block.id: unit_hash((place,)) for place in at.after.shown(operation.target) if place.block}
    was = {place.block.id: unit_hash((place,)) for place in at.before.shown(operation.target) if place.block}
    return all(now.get(at.facts.renamed.get(block, block)) == text for block, text in was.items())


def _base_is_old_section(at: Situation, operation: Operation) -> bool:
    key = target_of(operation)
    base = operation.base
    return base is None or base.block_hash == places_hash(key, at.before.shown(key))


def _section_base_text(at: Situation, operation: Override) -> str | None:
    if operation.base and operation.base.block_hash in at.bases:
        return at.bases[operation.base.block_hash].html
    if _base_is_old_section(at, operation):
        return html_of(at.before.shown(operation.target))
    return at.facts.known.get(operation.base.block_hash) if operation.base else None


def section_omit(at: Situation, operation: Omit) -> Outcome:
    key = operation.target
    if key not in at.after.sections or (not at.after.shown(key) and at.before.shown(key)):
        return at.cell(operation, "dissolve", None, ("removed",))
    if section_as_at_base(at, operation) or _only_new_or_moved(at, operation):
        return at.cell(operation, "keep")
    reasons = () if _base_is_old_section(at, operation) else at.unknown_base(operation)
    return at.cell(operation, "ask_still_left_out", None, reasons)


def section_as_at_base(at: Situation, operation: Operation) -> bool:
    key = target_of(operation)
    shown = at.before.shown(key)
    expected = operation.base.block_hash if operation.base else places_hash(key, shown)
    return places_hash(key, at.after.shown(key)) == expected


def hidden(at: Situation, operation: Override | Omit) -> Iterator[Outcome]:
    """New national text that the replaced or omitted section would hide: always shown to the editor."""
    for change in at.facts.changes:
        arrived = change.kind in ("new", "split", "joined") or change.section_from != change.section_to
        if change.section_to != operation.target or not arrived:
            continue
        for block in change.to_ids:
            unit = at.after.unit(block)
            if unit and not holds_source(unit[0]) and operation.target == at.after.section_of(block):
                yield Outcome(
                    block=block,
                    operation=operation.id,
                    outcome="hidden_change",
                    change_class=at.facts.change_class(change),
                    proposal_html=html_of(unit),
                    reasons=(change.kind,),
                    layer=at.layer.layer,
                    owner=at.layer.owner,
                )
