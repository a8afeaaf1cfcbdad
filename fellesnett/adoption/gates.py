"""Why not: reasons in plain Norwegian with what to do next; the button, the API and the log use the same words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way. `subject` is the block, operation or site it is about."""

    code: str
    text: str
    subject: str = ""


class Refused(Exception):
    """A verb said no, and nothing was changed."""

    def __init__(self, reasons: Reason | Iterable[Reason]) -> None:
        self.reasons = (reasons,) if isinstance(reasons, Reason) else tuple(reasons)
        super().__init__(" ".join(reason.text for reason in self.reasons))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(reason.code for reason in self.reasons)


class NotReady(Refused):
    """Something must be done first; each reason says what."""


class NotAllowed(Refused):
    """This person may not; the reason says who may."""
