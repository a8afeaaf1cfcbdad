"""Why not, in words: what stands in the way of a sign-in or of an act on somebody's access."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the way: a code for programs, words for people, and what to do."""

    code: str
    text: str
    what_to_do: str = ""


class Refused(Exception):
    """It is not done; `reasons` say why and what to do."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = reasons
