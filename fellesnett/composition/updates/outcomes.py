"""What a plan says: one cell of the table of semantics.md section 3 for each block and operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from fellesnett.composition.blocks import ChangeClass

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
OUTCOMES: tuple[OutcomeKind, ...] = get_args(OutcomeKind)
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
