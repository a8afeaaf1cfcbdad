"""Clean updates approved in one batch, each logged by itself (semantics.md section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.adoption.actions.approving import approve_all
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.gates import NotReady, Reason, Refused
from fellesnett.adoption.models import Update

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@dataclass(frozen=True)
class Answered:
    """What became of one update of the batch: done, or why not."""

    update: Update
    done: bool
    reasons: tuple[Reason, ...] = ()


def approve_batch(*, updates: Iterable[Update], by: User, at: datetime) -> list[Answered]:
    """Approve many clean updates, each in its own transaction and with its own line in the log.

    Conflicts, hidden changes and safety never go in a batch: they are refused, and the others go on. So are pages with
    drafts that nobody has looked at. A batch that is interrupted can be sent again.
    """
    return each_by_itself(updates, lambda update: _approve(update, by=by, at=at))


def each_by_itself(updates: Iterable[Update], answer: Callable[[Update], object]) -> list[Answered]:
    """Answer several, oldest first; one that is refused says why, and the others go on."""
    return [_answered(update, answer) for update in sorted(updates, key=lambda update: update.pk)]


def _answered(update: Update, answer: Callable[[Update], object]) -> Answered:
    try:
        answer(update)
    except Refused as refusal:
        return Answered(update, False, refusal.reasons)
    return Answered(update, True)


def _approve(update: Update, *, by: User, at: datetime) -> None:
    _refuse(update)
    pages = candidates(update.text)
    if any(page.update is None or page.update.pk != update.pk for page in pages):
        raise NotReady(Reason("closed", _("Oppdateringen er allerede besvart eller overtatt av en nyere.")))
    if any(row.state == "draft" for page in pages for row in page.rows):
        raise NotReady(Reason("has_drafts", _("Siden har lokale utkast. Se på den og godkjenn den for seg.")))
    approve_all(text=update.text, hashes={page.place.slug if page.place else None: page.hash for page in pages}, by=by, at=at)


def _refuse(update: Update) -> None:
    update.refresh_from_db()
    if update.closed_at:
        raise NotReady(Reason("closed", _("Oppdateringen er allerede besvart eller overtatt av en nyere.")))
    if update.change_class == "safety":
        raise NotReady(Reason("safety", _("En sikkerhetsendring godkjennes for seg. Åpne den og les.")))
    if not update.clean:
        raise NotReady(Reason("needs_decision", _("Her er lokal tekst som må vurderes. Åpne oppdateringen og velg.")))
