"""The table of semantics.md section 3 for operations on one block, one slot or the title."""

from __future__ import annotations

from dataclasses import replace

from fellesnett.composition import richtext
from fellesnett.composition.differences import BlockChange
from fellesnett.composition.operations import Fill, Omit, Override, Retitle, Supplement
from fellesnett.composition.pages import Places, html_of
from fellesnett.composition.updates.outcomes import Outcome
from fellesnett.composition.updates.overrides import merged
from fellesnett.composition.updates.sections import section_as_at_base
from fellesnett.composition.updates.situations import Situation, moved, own_text


def override(at: Situation, operation: Override) -> Outcome:
    own = own_text(operation, None)
    change = at.change(operation.target)
    now = at.now(operation.target)
    if change and change.kind in ("split", "joined"):
        return at.cell(operation, "conflict", None, (change.kind,))
    if not now:
        return at.cell(operation, "base_gone", own)
    if at.as_at_base(operation, now):
        return at.cell(operation, "keep", None, moved(change))
    cell = merged(at, operation, at.base_text(operation), now, own)
    return replace(cell, reasons=(*cell.reasons, *moved(change)))


def omit(at: Situation, operation: Omit) -> Outcome:
    change = at.change(operation.target)
    now = at.now(operation.target)
    if change and change.kind in ("split", "joined"):
        return at.cell(operation, "ask_still_left_out", None, (change.kind,))
    if not now:
        return at.cell(operation, "dissolve", None, ("removed",))
    if at.as_at_base(operation, now):
        return at.cell(operation, "keep", None, moved(change))
    return at.cell(operation, "ask_still_left_out", None, (*at.unknown_base(operation), *moved(change)))


def supplement(at: Situation, operation: Supplement) -> Outcome:
    own = own_text(operation, None)
    if operation.position == "end":
        return _at_end(at, operation, own)
    change = at.change(operation.target)
    now = at.now(operation.target)
    if not now and not (change and change.to_ids):
        return at.cell(operation, "orphan", own)
    if _said_nationally(at, own, now, change.section_to if change else None):
        return at.cell(operation, "dissolve", None, ("now_equal",))
    if change and change.kind in ("split", "joined"):
        return at.cell(operation, "ask_still_right", None, (change.kind,))
    if at.as_at_base(operation, now):
        return at.cell(operation, "keep", None, moved(change))
    return at.cell(operation, "ask_still_right", None, (*at.unknown_base(operation), *moved(change)))


def _at_end(at: Situation, operation: Supplement, own: str) -> Outcome:
    """A supplement at the end of a section is asked about when something in that section says something else."""
    key = operation.target
    if key not in at.after.sections:
        return at.cell(operation, "orphan", own)
    if _said_nationally(at, own, (), key):
        return at.cell(operation, "dissolve", None, ("now_equal",))
    told = any(change.kind != "new" and change.text_changed for change in at.facts.in_section(key))
    if told and not section_as_at_base(at, operation):
        return at.cell(operation, "ask_still_right", None, ("section_changed",))
    return at.cell(operation, "keep")


def _said_nationally(at: Situation, own: str, now: Places, section: str | None) -> bool:
    """The new national text says, in the anchor or in a new or changed block of its section, what is ours."""
    ours = richtext.normalize(own)
    fresh = {block for change in at.facts.changes if change.text_changed for block in change.to_ids}
    candidates = [html_of((place,)) for place in at.after.shown(section or "") if place.unit in fresh]
    changed_anchor = [html_of(now)] if now and now[0].unit in fresh else []
    return any(ours == richtext.normalize(candidate) for candidate in (*changed_anchor, *candidates))


def fill(at: Situation, operation: Fill) -> Outcome:
    change = at.change(operation.slot)
    now = at.now(operation.slot) or _first_slot(at, change)
    slot = now[0].slot if now else None
    before = at.before.unit(operation.slot)
    was = before[0].slot if before else None
    if slot is None:
        return at.cell(operation, "orphan", own_text(operation, was))
    if change and change.kind in ("split", "joined"):
        return at.cell(operation, "ask_still_right", None, (change.kind,))
    if was and was.slot != slot.slot:
        return at.cell(operation, "ask_still_right", None, ("slot_kind_changed",))
    if was and was.label != slot.label:
        return at.cell(operation, "ask_still_right", None, ("slot_label_changed",))
    return at.cell(operation, "keep", None, moved(change))


def _first_slot(at: Situation, change: BlockChange | None) -> Places:
    for block in change.to_ids if change else ():
        unit = at.after.unit(block)
        if unit and unit[0].slot:
            return unit
    return ()


def retitle(at: Situation, operation: Retitle) -> Outcome:
    if at.before.title == at.after.title:
        return at.cell(operation, "keep")
    if operation.title.strip() == at.after.title.strip():
        return at.cell(operation, "dissolve", None, ("now_equal",))
    return at.cell(operation, "ask_still_right", None, ("title_changed",))
