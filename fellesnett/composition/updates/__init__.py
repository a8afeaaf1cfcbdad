"""A new edition arrives: one outcome for each block and operation (semantics.md section 3)."""

from fellesnett.composition.updates.outcomes import CLEAN, OUTCOMES, Outcome, OutcomeKind, Plan
from fellesnett.composition.updates.planning import plan_update, retarget

__all__ = ["CLEAN", "OUTCOMES", "Outcome", "OutcomeKind", "Plan", "plan_update", "retarget"]
