"""The words of a refusal, the same on the button, in the API and in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the way: a code for programs, words for people, and what they can do about it."""

    code: str
    text: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.text} {self.what_to_do}"


class NotReady(Exception):
    """The act was refused and nothing was changed. `reasons` holds all that stands in the way, not only the first."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)


def refuse(reasons: Iterable[Reason]) -> None:
    """Raise NotReady if there is any reason."""
    found = tuple(reasons)
    if found:
        raise NotReady(found)
