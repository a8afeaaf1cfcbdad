"""Several questions about one thing are one case to the person who is asked: the inbox and the letter count them alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fellesnett.editorial.models import OpenItemKind

PRESSING: tuple[str, ...] = (
    OpenItemKind.SAFETY,
    OpenItemKind.WITHDRAWN,
    OpenItemKind.CONFLICT,
    OpenItemKind.HIDDEN_CHANGE,
    OpenItemKind.ORPHAN,
    OpenItemKind.POLICY,
    OpenItemKind.STILL_RIGHT,
    OpenItemKind.LAPSING,
    OpenItemKind.SIGN_OFF,
    OpenItemKind.RELEASE,
    OpenItemKind.LANGUAGE_BEHIND,
    OpenItemKind.REVIEW_DUE,
    OpenItemKind.SOURCE,
    OpenItemKind.WEBHOOK,
    OpenItemKind.DEAD_LINK,
    OpenItemKind.RETIRED_CODE,
    OpenItemKind.FEEDBACK,
    OpenItemKind.HAND_OVER,
    OpenItemKind.ACCESS,
    OpenItemKind.DELIVERY,
    OpenItemKind.HEARING,
    OpenItemKind.ORDER,
    OpenItemKind.SUGGESTION,
    OpenItemKind.COMMENT,
    OpenItemKind.PROPOSAL,
    OpenItemKind.UPDATE,
)
"""Every kind. When several things are asked about one thing, the first of these gives the case its name."""


def things(asked: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[int, tuple[str, int]]:
    """For the key of each question, by its detail, what it is about: questions about the same update, and what was raised
    from one of them, are about the same thing."""
    details = dict(asked)
    own = {pk: _thing(pk, detail) for pk, detail in details.items()}
    return {pk: own.get(detail.get("escalated_from", 0), own[pk]) for pk, detail in details.items()}


def _thing(pk: int, detail: Mapping[str, Any]) -> tuple[str, int]:
    update = detail.get("update")
    return ("update", update) if update else ("item", pk)
