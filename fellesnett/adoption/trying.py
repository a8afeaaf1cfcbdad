"""Would this local text be taken? Asked before anybody has said yes to it, and written nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fellesnett.adoption.actions.operating import place_row
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, OperationState
from fellesnett.adoption.validating import Wanted, checked

_NOT_STORED = 10**15
"""Rows of a trial are numbered from here: above every stored one, so that they come after those."""


def try_operations(
    held: Holdings, text: AdoptedText, *, removed: Iterable[str], written: Sequence[Mapping[str, Any]], at: datetime
) -> list[tuple[Reason, ...]]:
    """For each of `written`, why it would not be taken when it came after those before it; nothing where it would.

    `removed` are keys of what would be set aside first. Each of `written` holds what `save_operation` takes: `op`, `target`,
    `content` ..., and `replaces`. `held` is for this alone: it is changed. Whether the site has named a clinical owner is
    asked when somebody says yes.
    """
    for row in held.rows(text):
        if row.key in set(removed) and row.layer == "site":
            row.state = OperationState.SET_ASIDE
    return [_tried(held, text, facts, number, at) for number, facts in enumerate(written)]


def _tried(held: Holdings, text: AdoptedText, facts: Mapping[str, Any], number: int, at: datetime) -> tuple[Reason, ...]:
    try:
        row = checked(held, _wanted(text, facts, at))
    except NotReady as refusal:
        return refusal.reasons
    if row.replaces and row.replaces.state == OperationState.DRAFT:
        held.shelf.operations[row.replaces.pk].state = OperationState.REPLACED
    row.pk = _NOT_STORED + number
    place_row(held, row)
    return ()


def _wanted(text: AdoptedText, facts: Mapping[str, Any], at: datetime) -> Wanted:
    owner = text.adoption.clinical_owner
    return Wanted(adoption=text.adoption, variant=None, language=text.language, clinical_owner=owner, by=None, at=at, **facts)
