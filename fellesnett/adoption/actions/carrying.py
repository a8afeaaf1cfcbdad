"""A choice made about an edition that was overtaken still counts where the newer edition asks the very same question.

Only a choice moves a base (semantics.md section 4). Nothing is chosen here: the person chose between these words and theirs,
and neither side has another word now. One word, class, rule or suggestion that differs, and the question is asked anew.

A choice about a group's text was made once for all its hospitals, and is carried for all of them or for none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from fellesnett.adoption.actions.deciding import Question, asked, base_hash_of
from fellesnett.adoption.candidates import moved_by
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import Decision, LocalOperation, OperationState, Update
from fellesnett.adoption.recipes import LAYERS
from fellesnett.composition.blocks import Edition
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.composing import CompositionError
from fellesnett.editorial import log, subjects


@dataclass(frozen=True)
class Overtaken:
    """An update that a newer edition took the place of, and the choices that counted in it, by operation."""

    update: Update
    decisions: Mapping[str, Decision]


def carry(held: Holdings, overtaken: Collection[Overtaken]) -> list[log.Entry]:
    """Carry the choices that still answer over to the open updates; what the others made is set aside.

    A step inside the roll-out: three queries, however many sites. First the groups', on whose words a site's may stand.
    """
    carried = [*_carried_for_groups(held, overtaken), *(new for old in overtaken for new in _carried(held, old))]
    Decision.objects.bulk_create(carried, batch_size=200)
    _settle_drafts(held, {old.update.pk for old in overtaken})
    return [_entry(held, decision) for decision in carried]


def _carried(held: Holdings, old: Overtaken) -> Iterator[Decision]:
    """The site's choices before those of its places, whose base may be what the site chose."""
    own = [item for item in old.decisions.items() if _layer(held, item[1]) != "group"]
    for key, decision in sorted(own, key=lambda item: LAYERS.index(_layer(held, item[1]))):  # type: ignore[arg-type]
        question = asked(held, held.updates[old.update.text_id], key)
        if question and _answers(held, old.update, decision, question):
            yield _taken_over(held, decision, question)


def _carried_for_groups(held: Holdings, overtaken: Collection[Overtaken]) -> Iterator[Decision]:
    """A group's choice answers when each of its hospitals that is asked now was asked the very same then."""
    made: dict[int, dict[int, tuple[Overtaken, Decision]]] = {}
    for old in overtaken:
        for decision in old.decisions.values():
            if _layer(held, decision) == "group":
                made.setdefault(decision.operation_id, {})[old.update.text_id] = (old, decision)
    for operation, before in made.items():
        now = list(_asked_of_all(held, held.shelf.operations[operation]))
        if all(question.text.pk in before for question in now):
            pairs = [(*before[question.text.pk], question) for question in now]
            if all(_answers(held, old.update, decision, question) for old, decision, question in pairs):
                yield from (_taken_over(held, decision, question) for _old, decision, question in pairs)


def _asked_of_all(held: Holdings, operation: LocalOperation) -> Iterator[Question]:
    """What the open updates of all hospitals that share a group's text ask about it."""
    for text in held.texts.values():
        if text.adoption.variant_id == operation.variant_id and text.language == operation.language and text.pk in held.updates:
            question = asked(held, held.updates[text.pk], operation.key)
            if question:
                yield question


def _layer(held: Holdings, decision: Decision) -> str:
    return held.shelf.operations[decision.operation_id].layer


def _taken_over(held: Holdings, decision: Decision, question: Question) -> Decision:
    """The same choice, answering the newer update, and what it made following it there."""
    for row in held.results(question.text, decision):
        row.decided_in = question.update
    new = _again(decision, question.update, question.row)
    held.decisions.setdefault(question.text.pk, {})[question.row.key] = new
    return new


def _answers(held: Holdings, old: Update, decision: Decision, question: Question) -> bool:
    """Is this what the person was asked then: the same local text, the same outcomes, the same national words?"""
    before = [item for item in old.plan["outcomes"] if item["operation"] == question.row.key]
    now = [item for item in question.update.plan["outcomes"] if item["operation"] == question.row.key]
    return (
        question.row.pk == decision.operation_id
        and before == now
        and _words(held, old, question) == _words(held, question.update, question)
        and all(_stands_on_the_same(question, row) for row in held.results(question.text, decision))
    )


def _stands_on_the_same(question: Question, row: LocalOperation) -> bool:
    try:
        return row.base_hash == base_hash_of(question, row)
    except CompositionError:
        return False


def _words(held: Holdings, update: Update, question: Question) -> list[str]:
    """What the national text says where the operation stands, as hashes."""
    edition = held.shelf.edition(update.to_edition_id)
    target = moved_by(held, question.text, update).get(question.row.target, question.row.target)
    blocks = {block for outcome in question.outcomes for block in (outcome["block"], *outcome.get("against", ())) if block}
    return [_says(edition, name) for name in sorted({target} | blocks)]


def _says(edition: Edition, name: str) -> str:
    """A block's or a section's hash, the title where no name is given; nothing for what the edition does not have."""
    if not name:
        return edition.title
    for section in edition.sections:
        if section.key == name:
            return section_hash(section)
        for block in section.blocks:
            if block.id == name:
                return block_hash(block)
    return ""


def _again(decision: Decision, update: Update, operation: LocalOperation) -> Decision:
    """The same person's choice at the same moment, in the newer update."""
    return Decision(
        update_row=update,
        operation=operation,
        outcome=decision.outcome,
        choice=decision.choice,
        reason=decision.reason,
        result_id=decision.result_id,
        decided_by_id=decision.decided_by_id,
        decided_at=decision.decided_at,
        carried_from=decision,
    )


def _settle_drafts(held: Holdings, gone: Collection[int]) -> None:
    """Drafts that a carried choice made follow to the newer update; the others are set aside."""
    drafts = [row for row in held.shelf.operations.values() if row.state == OperationState.DRAFT and row.decided_in_id]
    left = [row for row in drafts if row.decided_in_id in gone]
    for row in left:
        row.state = OperationState.SET_ASIDE
    LocalOperation.objects.bulk_update(drafts, ["state", "decided_in"], batch_size=200)


def _entry(held: Holdings, decision: Decision) -> log.Entry:
    update = decision.update_row
    adoption = held.texts[update.text_id].adoption
    told = {
        "update": update.pk,
        "from_update": decision.carried_from.update_row_id if decision.carried_from else None,
        "operation": decision.operation_id,
        "choice": str(decision.choice),
        "decided_by": decision.decided_by_id,
    }
    return log.Entry("update.decision_carried", subjects.adoption(adoption.pk), told, adoption.site.organization)
