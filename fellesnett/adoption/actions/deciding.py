"""A person's choice about local text when the national text changed. Only this moves a base (semantics.md section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption.actions.operating import copy_of, held_for, place_row
from fellesnett.adoption.candidates import moved_by
from fellesnett.adoption.gates import NotAllowed, NotReady, Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, Choice, Decision, LocalOperation, OperationState, Update
from fellesnett.adoption.permissions import APPROVERS, may_except_from_lock, role_for, speaker
from fellesnett.adoption.readiness import may_sign, sign_rows
from fellesnett.adoption.recipes import LAYERS, document_of, layers_of
from fellesnett.adoption.validating import next_key
from fellesnett.adoption.wording import invalid_words
from fellesnett.composition.blocks import Edition
from fellesnett.composition.composing import CompositionError, base_for
from fellesnett.composition.documents import InvalidDocument, read_operation
from fellesnett.editorial import log, subjects

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

_TEXT = (Choice.TAKE_NATIONAL, Choice.KEEP_OURS, Choice.TAKE_SUGGESTION, Choice.WRITE)
_ANSWER = (Choice.CONFIRM, Choice.KEEP_OURS, Choice.WRITE, Choice.TAKE_NATIONAL)
CHOICES: dict[str, tuple[Choice, ...]] = {
    "proposal": _TEXT,
    "conflict": _TEXT,
    "hidden_change": _ANSWER,
    "ask_still_right": _ANSWER,
    "ask_still_left_out": (Choice.CONFIRM, Choice.KEEP_OURS, Choice.TAKE_NATIONAL),
    "converged": _ANSWER,
    "dissolve": _ANSWER,
    "orphan": (Choice.MOVE, Choice.TAKE_NATIONAL),
    "base_gone": (Choice.MOVE, Choice.KEEP_OURS, Choice.TAKE_NATIONAL),
}
"""What may be chosen for each outcome of the table."""

KEEPS = (Choice.KEEP_OURS, Choice.CONFIRM, Choice.WRITE, Choice.TAKE_SUGGESTION)


def choices_for(outcome: dict[str, Any]) -> tuple[Choice, ...]:
    """The choices that one stored outcome offers, for the door that draws the buttons."""
    offered = CHOICES.get(outcome["outcome"], ())
    if outcome.get("proposal_html") or Choice.TAKE_SUGGESTION not in offered:
        return offered
    return tuple(choice for choice in offered if choice != Choice.TAKE_SUGGESTION)


@dataclass(frozen=True)
class Question:
    """One operation of one update, and what the plan says of it."""

    held: Holdings
    update: Update
    text: AdoptedText
    row: LocalOperation
    outcomes: tuple[dict[str, Any], ...]

    @property
    def main(self) -> dict[str, Any]:
        """The outcome that stands first among those that need a person."""
        return self.outcomes[0]

    @property
    def change_class(self) -> str:
        classes = {outcome["class"] for outcome in self.outcomes}
        return next((name for name in ("safety", "content") if name in classes), "editorial")

    @property
    def tightened(self) -> bool:
        return any("policy_tightened" in outcome["reasons"] for outcome in self.outcomes)


@transaction.atomic
def decide(
    *,
    update: Update,
    operation: LocalOperation | str,
    choice: str,
    by: User,
    at: datetime,
    reason: str = "",
    content: Sequence[dict[str, str]] | None = None,
    sign_off: bool = False,
) -> Decision:
    """Choose what is to stand for one operation (its row, or its key on the page) when the update is approved.

    The choice makes a draft whose base is the new national text; nothing is shown before `approve`. Until then a new
    choice takes the place of the old, which stays in history. Keeping local text against a content change asks for a
    `reason`; against a safety change for a clinician's `sign_off`. A choice about a group's text counts for every
    hospital that shares it. Raises `NotAllowed` or `NotReady`; then nothing is changed.
    """
    adoption = update.text.adoption
    shared = isinstance(operation, LocalOperation) and operation.layer == "group"
    shared = shared or (isinstance(operation, str) and operation.startswith("g"))
    held = held_for(None if shared else adoption, adoption.variant if shared else None)
    question = _question(held, update, operation)
    organization = speaker(adoption, adoption.variant if shared else None)
    role = role_for(by, organization, APPROVERS)
    _refuse(question, choice, by, reason, sign_off)
    rows = list(_results(question, choice, content, by, at))
    all_asked = [question, *_same_elsewhere(question)]
    _withdraw_earlier(held, all_asked)
    for row in rows:
        row.save()
        place_row(held, row)
    decisions = [_decision(item, choice, rows, reason, by, at) for item in all_asked]
    entries = [_entry(item, choice, rows, role) for item in all_asked]
    if sign_off and may_sign(by, question.row, question.text):
        entries += sign_rows(question.text, rows, role=role, by=by, at=at)
    log.append(entries, by=by, at=at)
    return decisions[0]


def _question(held: Holdings, update: Update, operation: LocalOperation | str) -> Question:
    found = held.updates.get(update.text_id)
    if found is None or found.pk != update.pk:
        raise NotReady(Reason("closed", _("Oppdateringen er allerede besvart eller overtatt av en nyere. Last inn på nytt.")))
    key = operation if isinstance(operation, str) else operation.key
    question = asked(held, found, key)
    if question is None:
        raise NotReady(Reason("nothing_to_decide", _("Det er ingenting å velge for denne teksten."), key))
    return question


def asked(held: Holdings, update: Update, key: str) -> Question | None:
    """What an open update asks about one operation, or None where it asks nothing."""
    text = held.texts[update.text_id]
    outcomes = tuple(item for item in update.plan["outcomes"] if item["operation"] == key and item["outcome"] in CHOICES)
    rows = [row for place in held.pages(text) for row in held.next_rows(text, place) if row.key == key]
    if not outcomes or not rows:
        return None
    return Question(held, update, text, rows[0], outcomes)


def _same_elsewhere(question: Question) -> Iterator[Question]:
    """The same question at the other hospitals that share the group's text."""
    if question.row.layer != "group":
        return
    for update in question.held.updates.values():
        if update.pk != question.update.pk and update.to_edition_id == question.update.to_edition_id:
            other = asked(question.held, update, question.row.key)
            if other:
                yield other


def _refuse(question: Question, choice: str, by: User, reason: str, sign_off: bool) -> None:
    offered = set.intersection(*(set(choices_for(outcome)) for outcome in question.outcomes))
    if choice not in offered:
        raise NotReady(Reason("wrong_choice", _("Dette valget finnes ikke for denne endringen."), question.row.key))
    if choice not in KEEPS:
        return
    if question.tightened and not may_except_from_lock(by):
        words = _(
            "Teksten kan ikke lenger endres lokalt. Ta den nasjonale, eller be den nasjonale medisinske redaktøren om unntak."
        )
        raise NotReady(Reason("policy_tightened", words, question.row.key))
    if choice == Choice.KEEP_OURS and question.change_class == "content" and not reason.strip():
        raise NotReady(Reason("needs_reason", _("Skriv hvorfor deres tekst fortsatt skal stå."), question.row.key))
    if question.change_class == "safety":
        _refuse_unsigned(question, by, sign_off)


def _refuse_unsigned(question: Question, by: User, sign_off: bool) -> None:
    if not sign_off:
        words = _("Dette er en sikkerhetsendring. En kliniker må godkjenne faglig at lokal tekst skal stå.")
        raise NotReady(Reason("needs_sign_off", words, question.row.key))
    if not may_sign(by, question.row, question.text):
        raise NotAllowed(Reason("not_a_clinician", _("Bare en kliniker her kan gi den faglige godkjenningen.")))


# --- what the choice makes ------------------------------------------------------------------------------------------


def _results(
    question: Question, choice: str, content: Sequence[dict[str, str]] | None, by: User, at: datetime
) -> Iterator[LocalOperation]:
    """The rows that the choice makes: none, one, or one for each part of a block that was split."""
    if choice == Choice.TAKE_NATIONAL:
        return
    row = copy_of(question.row, by=by, at=at)
    row.decided_in = question.update
    if choice == Choice.TAKE_SUGGESTION:
        proposed = next(outcome["proposal_html"] for outcome in question.outcomes if outcome.get("proposal_html"))
        kinds = {item["type"] for item in row.content}
        row.content = [{"type": kinds.pop() if len(kinds) == 1 else "text", "html": proposed}]
    elif choice == Choice.WRITE:
        row.content = list(content or ())
    if question.main["outcome"] in ("orphan", "base_gone"):
        _to_the_end(question, row)
    else:
        yield from _parts(question, row, by, at)
    _with_base(question, row)
    row.content = _normalized(row)
    yield row


def _to_the_end(question: Question, row: LocalOperation) -> None:
    """What lost its place stands at the end of the section it was in, as the site's own block."""
    new = question.held.shelf.edition(question.update.to_edition_id)
    keys = [section.key for section in new.sections]
    where = _section_before(question, row)
    row.op = "supplement" if row.op in ("override", "supplement") else row.op
    row.position, row.target = "end", where if where in keys else keys[-1]
    row.reason_code, row.reason_text = "", ""


def _section_before(question: Question, row: LocalOperation) -> str:
    """The section in which the operation's target stood."""
    library = question.held.shelf
    for pk in (question.text.edition_id, row.base_edition_id):
        for section in library.edition(pk).sections:
            if row.target == section.key or any(block.id == row.target for block in section.blocks):
                return section.key
    return row.target


def _parts(question: Question, row: LocalOperation, by: User, at: datetime) -> Iterator[LocalOperation]:
    """The operation on what its block became; an override or omission of a split block leaves out the further parts."""
    row.target = moved_by(question.held, question.text, question.update).get(row.target, row.target)
    against = question.main.get("against") or []
    if not against:
        return
    row.target = against[0]
    if row.op not in ("override", "omit"):
        return
    taken = [other.key for other in question.held.rows(question.text) if other.layer != "group"]
    shared = [other.key for other in question.held.rows(question.text) if other.layer == "group"]
    for block in against[1:]:
        extra = copy_of(question.row, by=by, at=at)
        extra.decided_in, extra.op, extra.content, extra.target = question.update, "omit", [], block
        extra.reason_code = extra.reason_code or "other"
        extra.key = next_key("g", shared) if row.layer == "group" else next_key("o", taken)
        (shared if row.layer == "group" else taken).append(extra.key)
        _with_base(question, extra)
        yield extra


def _with_base(question: Question, row: LocalOperation) -> None:
    """Move the base to the edition that the choice was made against."""
    library = question.held.shelf
    row.base_edition_id = question.update.to_edition_id
    row.base_number = library.editions[row.base_edition_id].number  # type: ignore[attr-defined]
    try:
        row.base_hash = base_hash_of(question, row)
    except CompositionError as fault:
        raise NotReady(
            Reason(fault.reason, str(_("Teksten har ikke lenger noe sted på siden. Legg den til side.")), row.key)
        ) from None


def base_hash_of(question: Question, row: LocalOperation) -> str:
    """What stands where the row speaks, before it speaks, in the edition that the question is about. Raises
    `CompositionError` where there is no such place."""
    if row.op in ("fill", "retitle"):
        return ""
    edition = question.held.shelf.edition(question.update.to_edition_id)
    return base_for(edition, _earlier(question, row), row.target).block_hash


def _earlier(question: Question, row: LocalOperation):  # type: ignore[no-untyped-def]
    """The layers before this one on the newer page, as far as they have been decided."""
    held, text = question.held, question.text
    place = next((place for place in held.pages(text) if place and place.pk == row.place_id), None)
    rank = LAYERS.index(row.layer)  # type: ignore[arg-type]
    rows = [other for other in held.next_rows(text, place, decided=True) if LAYERS.index(other.layer) < rank]  # type: ignore[arg-type]
    moved = moved_by(held, text, question.update)
    known = _known(held.shelf.edition(question.update.to_edition_id))
    standing = [other for other in rows if not other.target or moved.get(other.target, other.target) in known]
    return layers_of(standing, held.owners(text, place), text.language, moved)


def _known(edition: Edition) -> set[str]:
    return {section.key for section in edition.sections} | {block.id for section in edition.sections for block in section.blocks}


def _normalized(row: LocalOperation) -> list[dict[str, str]]:
    """The content as it may be shown. Raises `NotReady` for what may not."""
    if row.op not in ("supplement", "override"):
        return []
    try:
        value = read_operation(document_of(row))
    except InvalidDocument as fault:
        raise NotReady(Reason("invalid", invalid_words(fault), fault.field)) from None
    return [{"type": item.type, "html": item.html} for item in value.content]  # type: ignore[union-attr]


# --- writing it down ------------------------------------------------------------------------------------------------


def _withdraw_earlier(held: Holdings, asked: Sequence[Question]) -> None:
    """A change of mind: what the earlier choice made is set aside."""
    updates = {question.update.pk for question in asked}
    operations = {question.row.pk for question in asked}
    made = [
        row
        for row in held.shelf.operations.values()
        if row.decided_in_id in updates and row.replaces_id in operations and row.state == OperationState.DRAFT
    ]
    for row in made:
        row.state = OperationState.SET_ASIDE
    LocalOperation.objects.bulk_update(made, ["state"])


def _decision(question: Question, choice: str, rows: Sequence[LocalOperation], reason: str, by: User, at: datetime) -> Decision:
    main = next((row for row in rows if row.key == question.row.key), None)
    return Decision.objects.create(
        update_row=question.update,
        operation=question.row,
        outcome=question.main["outcome"],
        choice=choice,
        reason=reason,
        result=main,
        decided_by=by,
        decided_at=at,
    )


def _entry(question: Question, choice: str, rows: Sequence[LocalOperation], role: str) -> log.Entry:
    told = {
        "update": question.update.pk,
        "operation": question.row.pk,
        "outcome": question.main["outcome"],
        "choice": str(choice),
        "results": [{"operation": row.pk, "document": document_of(row)} for row in rows],
    }
    adoption = question.text.adoption
    return log.Entry("update.decided", subjects.adoption(adoption.pk), told, adoption.site.organization, role=role)
