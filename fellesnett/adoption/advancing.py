"""Taking a newer edition into use: the text is pinned to it, its update is closed, its operations follow.

Steps inside a verb; nothing here asks who may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from fellesnett.adoption.candidates import moved_by
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, LocalOperation, OperationState, SafetyNotice, Update


def advance(held: Holdings, updates: Sequence[Update], *, at: datetime) -> None:
    """Pin each text to its update's edition and close the update as approved. Two queries, however many."""
    texts = []
    for update in updates:
        text = held.texts[update.text_id]
        text.moved = moved_by(held, text, update)
        text.edition_id, text.patches = update.to_edition_id, []
        update.closed_at, update.outcome = at, "approved"
        del held.updates[text.pk]
        texts.append(text)
    AdoptedText.objects.bulk_update(texts, ["edition", "patches", "moved"], batch_size=200)
    Update.objects.bulk_update(updates, ["closed_at", "outcome"], batch_size=200)


def settle_operations(
    held: Holdings, text: AdoptedText, rows: Iterable[LocalOperation], *, update: Update | None
) -> list[LocalOperation]:
    """Put the operations of an approved text into use, and aside what they replace. Returns the rows that changed state."""
    shown = {row.pk for row in rows}
    fresh = [row for row in held.rows(text) if row.pk in shown and row.state == OperationState.DRAFT]
    changed = [_moved_to(row, OperationState.ACTIVE) for row in fresh]
    replaced = {row.key for row in fresh}
    dropped = {decision.operation_id for decision in held.decisions.get(text.pk, {}).values()} if update else set()
    for row in held.rows(text):
        if row.pk in shown or row.state not in (OperationState.ACTIVE, OperationState.DRAFT):
            continue
        if row.key in replaced:
            changed.append(_moved_to(row, OperationState.REPLACED))
        elif row.pk in dropped or (row.leaving and row.layer != "group"):
            changed.append(_moved_to(row, OperationState.SET_ASIDE))
    LocalOperation.objects.bulk_update(changed, ["state", "leaving"], batch_size=200)
    return changed


def _moved_to(row: LocalOperation, state: OperationState) -> LocalOperation:
    row.state, row.leaving = state, False
    return row


def close_notices(held: Holdings, text: AdoptedText, standing: Iterable[tuple[int, str]], *, at: datetime) -> list[SafetyNotice]:
    """Close the notices that the approved pages no longer carry. `standing`: (edition, block) of those that stand."""
    kept = set(standing)
    closing = [notice for notice in held.notices.get(text.pk, []) if (notice.edition_id, notice.block) not in kept]
    for notice in closing:
        notice.closed_at = at
        notice.outcome = "answered" if notice.operation_id else "translated"
    SafetyNotice.objects.bulk_update(closing, ["closed_at", "outcome"])
    return closing
