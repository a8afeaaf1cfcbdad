"""Where an operation stands: what changed nationally, and the page that its layer found and finds."""

from __future__ import annotations

from collections.abc import Mapping

from fellesnett.composition.blocks import Block, ChangeClass
from fellesnett.composition.differences import BlockChange
from fellesnett.composition.layering import slot_html
from fellesnett.composition.operations import Base, Fill, Layer, Operation, Override, Supplement, target_of
from fellesnett.composition.pages import Page, Places, html_of, unit_hash
from fellesnett.composition.updates.facts import Facts
from fellesnett.composition.updates.outcomes import Outcome, OutcomeKind


class Situation:
    """One layer, the page as the layers before it left it in the old edition, and as they leave it in the new one."""

    def __init__(self, facts: Facts, layer: Layer, before: Page, after: Page, bases: Mapping[str, Block]) -> None:
        self.facts = facts
        self.layer = layer
        self.before = before
        self.after = after
        self.bases = bases

    def change(self, target: str) -> BlockChange | None:
        return self.facts.by_old_id.get(target)

    def now(self, target: str) -> Places:
        return self.after.unit(self.facts.renamed.get(target, target))

    def as_at_base(self, operation: Operation, now: Places) -> bool:
        before = self.before.unit(target_of(operation))
        if operation.base:
            return operation.base.block_hash in (unit_hash(now), self.national_hash(operation))
        return bool(before) and unit_hash(now) == unit_hash(before)

    def national_hash(self, operation: Operation) -> str | None:
        """The new national text's hash: what an operation made before an earlier layer spoke may have as base."""
        target = target_of(operation)
        unit = self.facts.new_page.unit(self.facts.renamed.get(target, target))
        return unit_hash(unit) if unit else None

    def base_text(self, operation: Operation) -> str | None:
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

    def unknown_base(self, operation: Operation) -> tuple[str, ...]:
        return ("base_unknown",) if self.base_text(operation) is None else ()

    def cell(
        self, operation: Operation, kind: OutcomeKind, proposal: str | None = None, reasons: tuple[str, ...] = ()
    ) -> Outcome:
        target = target_of(operation)
        change = self.change(target)
        return Outcome(
            block=target,
            operation=operation.id,
            outcome=kind,
            change_class=self.change_class(target, change),
            proposal_html=proposal or None,
            reasons=reasons,
            layer=self.layer.layer,
            owner=self.layer.owner,
            against=against_of(change),
        )

    def change_class(self, target: str, change: BlockChange | None) -> ChangeClass | None:
        if change:
            return self.facts.change_class(change)
        return self.facts.highest(self.facts.in_section(target)) if target else None


def against_of(change: BlockChange | None) -> tuple[str, ...]:
    """The new ids of a block that got others."""
    return change.to_ids if change and change.from_ids != change.to_ids and change.from_ids else ()


def moved(change: BlockChange | None) -> tuple[str, ...]:
    """The reason code of a block that moved."""
    return ("moved",) if change and change.kind == "moved" else ()


def own_text(operation: Operation, slot: Block | None = None) -> str:
    """The text an operation holds, so that no answer to it can lose that text."""
    if isinstance(operation, Supplement | Override):
        return "".join(item.html for item in operation.content)
    if isinstance(operation, Fill):
        return slot_html(slot or Block(operation.slot, "slot"), operation.value)
    return ""
