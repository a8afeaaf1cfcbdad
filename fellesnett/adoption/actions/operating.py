"""Local text: written as operations on the national edition, never as a copy (semantics.md sections 1 and 2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.asking import take_back_links
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.locking import lock_adoption, lock_sharing, lock_variant
from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation, OperationState, Variant
from fellesnett.adoption.permissions import EDITORS, role_for, speaker
from fellesnett.adoption.plans import review
from fellesnett.adoption.recipes import document_of
from fellesnett.adoption.validating import Said, Wanted, checked
from fellesnett.editorial import clicks, log, subjects
from fellesnett.editorial.actions import open_items_bulk
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def save_operation(
    *,
    language: str,
    op: str,
    by: User,
    at: datetime,
    adoption: Adoption | None = None,
    variant: Variant | None = None,
    **said: Unpack[Said],
) -> LocalOperation:
    """Write an operation as a draft: of a site (`adoption`), of one of its places (`place` too), or of a group (`variant`).

    It is shown when a page with it has been approved. `target` is a block, a slot or a section; `base_hash` is the hash
    of what the editor saw there, and a text that has changed since is refused. `replaces` is the row this is a new
    wording of; it stays stored. Override and omission give a reason and a clinical owner; local text is valid for at
    most 12 months, the default (section 7). Written twice by a double click, it stands once. Raises `NotAllowed`, or
    `NotReady` with every reason.
    """
    organization = speaker(adoption, variant)
    role = role_for(by, organization, EDITORS)
    held = held_for(adoption, variant)
    if adoption and not said.get("clinical_owner"):
        said["clinical_owner"] = adoption.clinical_owner
    wanted = Wanted(adoption=adoption, variant=variant, language=language, op=op, by=by, at=at, **said)
    if twin := _written_just_now(held, wanted):
        return twin
    row = checked(held, wanted)
    row.save()
    retire_draft(held, wanted.replaces)
    place_row(held, row)
    log_entry = log.Entry("operation.saved", subject_of(row), stated(row), organization, role=role)
    review_texts(held, language, at=at)
    ask_approver(held, language, role, by=by, at=at)
    log.append([log_entry], by=by, at=at)
    return row


def _written_just_now(held: Holdings, wanted: Wanted) -> LocalOperation | None:
    """The draft that the same person wrote a moment ago in the very same words. Asked under the lock."""
    since = wanted.at - clicks.WITHIN
    for row in held.shelf.operations.values():
        mine = wanted.by is not None and row.author_id == wanted.by.pk
        fresh = row.state == OperationState.DRAFT and mine and row.created_at > since
        if fresh and not row.decided_in_id and _says(row, wanted):
            return row
    return None


def _says(row: LocalOperation, wanted: Wanted) -> bool:
    names = (
        "layer",
        "place",
        "language",
        "op",
        "target",
        "value",
        "title",
        "reason_code",
        "reason_text",
        "replaces",
        "from_place",
    )
    same = all(getattr(row, name) == getattr(wanted, name) for name in names) and row.content == list(wanted.content)
    more = row.clinical == wanted.clinical and wanted.clinical_owner in (None, row.clinical_owner)
    where = row.op != "supplement" or row.position == wanted.position
    return same and more and where and wanted.valid_until in (None, row.valid_until)


def held_for(adoption: Adoption | None, variant: Variant | None) -> Holdings:
    """Lock the site, or the group text with every site that shares it, and gather what they hold."""
    if variant:
        lock_variant(variant)
        return gather(lock_sharing([variant.pk]))
    return gather([lock_adoption(adoption.pk if adoption else 0)])


def retire_draft(held: Holdings, replaces: LocalOperation | None) -> None:
    """A draft that was written anew is kept, and no longer a draft."""
    if replaces and replaces.state == OperationState.DRAFT:
        LocalOperation.objects.filter(pk=replaces.pk).update(state=OperationState.REPLACED)
        held.shelf.operations[replaces.pk].state = OperationState.REPLACED


def place_row(held: Holdings, row: LocalOperation) -> None:
    """Let what is held know of a new row."""
    if row.variant_id:
        held.shared.setdefault(row.variant_id, []).append(row)
    elif row.adoption_id:
        held.own.setdefault(row.adoption_id, []).append(row)
    held.shelf.add_operations([row])
    held.shelf.fetch(editions=[row.base_edition_id])
    row.base_number = held.shelf.editions[row.base_edition_id].number  # type: ignore[attr-defined]


def review_texts(held: Holdings, language: str, *, at: datetime) -> None:
    """Plan anew what waits in these texts, and ask about local text whose base is no longer the text here."""
    for text in held.texts.values():
        if text.language == language:
            review(held, text, at=at)


def ask_approver(held: Holdings, language: str, role: str, *, by: User, at: datetime) -> None:
    """What was changed by one who may only propose waits in the inbox of those who may approve; and whoever was asked by
    letter to read the words as they were, is asked no more."""
    texts = [text for text in held.texts.values() if text.language == language]
    take_back_links(texts, at=at)
    if role != Role.CONTRIBUTOR:
        return
    titles = {text.pk: held.shelf.editions[text.edition_id].title for text in texts}
    open_items_bulk(inbox.proposed(text, titles[text.pk], by, at=at) for text in texts)


def subject_of(row: LocalOperation) -> str:
    """What the log calls the text that an operation speaks in: a variant's, or an adoption's."""
    return subjects.variant(row.variant_id) if row.variant_id else subjects.adoption(row.adoption_id or 0)


def stated(row: LocalOperation) -> dict[str, Any]:
    """An operation as the log remembers it: everything that decides what it does to the text."""
    return {
        "operation": row.pk,
        "layer": row.layer,
        "language": row.language,
        "place": row.place_id,
        "replaces": row.replaces_id,
        "document": document_of(row),
        **({"from_place": row.from_place_id, "fact": row.from_fact} if row.from_place_id else {}),
    }


# --- aside and back -------------------------------------------------------------------------------------------------


@transaction.atomic
def set_aside(*, operation: LocalOperation, by: User, at: datetime) -> LocalOperation:
    """Take an operation off the page at the next approval (a draft: at once). It stays stored and can be restored."""
    organization = speaker(operation.adoption, operation.variant)
    role = role_for(by, organization, EDITORS)
    held = held_for(operation.adoption, operation.variant)
    row = _held_row(held, operation)
    _put_aside(row)
    row.save(update_fields=["state", "leaving"])
    review_texts(held, row.language, at=at)
    ask_approver(held, row.language, role, by=by, at=at)
    told = {"operation": row.pk, "key": row.key}
    log.append([log.Entry("operation.put_aside", subject_of(row), told, organization, role=role)], by=by, at=at)
    return row


def _held_row(held: Holdings, operation: LocalOperation) -> LocalOperation:
    """The operation as it is now, under the lock."""
    row = held.shelf.operations.get(operation.pk)
    if row is None:
        row = LocalOperation.objects.with_base_number().get(pk=operation.pk)
    return row


def _put_aside(row: LocalOperation) -> None:
    if row.decided_in_id and row.state == OperationState.DRAFT:
        words = _("Denne teksten hører til et valg om den nye utgaven. Gjør om valget i stedet.")
        raise NotReady(Reason("belongs_to_decision", words, row.key))
    if row.state == OperationState.DRAFT:
        row.state = OperationState.SET_ASIDE
    elif row.state == OperationState.ACTIVE:
        row.leaving = True
    else:
        raise NotReady(Reason("not_in_use", _("Endringen er ikke i bruk."), row.key))


@transaction.atomic
def restore(*, operation: LocalOperation, by: User, at: datetime) -> LocalOperation:
    """Bring back an operation that was set aside or parked, as a draft with the same words and the same base. Where
    the national text has moved since, the site is asked what is to stand (its base does not move by itself)."""
    organization = speaker(operation.adoption, operation.variant)
    role = role_for(by, organization, EDITORS)
    held = held_for(operation.adoption, operation.variant)
    row = _brought_back(held, _held_row(held, operation), by, at)
    review_texts(held, row.language, at=at)
    ask_approver(held, row.language, role, by=by, at=at)
    told = {**stated(row), "from": operation.pk}
    log.append([log.Entry("operation.restored", subject_of(row), told, organization, role=role)], by=by, at=at)
    return row


def _brought_back(held: Holdings, row: LocalOperation, by: User, at: datetime) -> LocalOperation:
    if row.state == OperationState.ACTIVE and row.leaving:
        row.leaving = row.returned = False
        row.save(update_fields=["leaving", "returned"])
        return row
    if row.state not in (OperationState.SET_ASIDE, OperationState.PARKED):
        raise NotReady(Reason("not_set_aside", _("Endringen er ikke lagt til side."), row.key))
    siblings = held.shared.get(row.variant_id or 0, []) + held.own.get(row.adoption_id or 0, [])
    if any(other.key == row.key and other.state in (OperationState.ACTIVE, OperationState.DRAFT) for other in siblings):
        raise NotReady(Reason("already_back", _("En nyere utgave av endringen er allerede i bruk."), row.key))
    LocalOperation.objects.filter(pk=row.pk).update(returned=False)
    row.returned = False
    fresh = copy_of(row, by=by, at=at)
    fresh.save()
    place_row(held, fresh)
    return fresh


def copy_of(row: LocalOperation, *, by: User, at: datetime) -> LocalOperation:
    """A new draft with the same words, base and validity, replacing the row."""
    names = [field.attname for field in LocalOperation._meta.concrete_fields if field.attname not in _OWN_TO_A_ROW]
    fresh = LocalOperation(**{name: getattr(row, name) for name in names})
    fresh.replaces, fresh.author, fresh.created_at, fresh.state = row, by, at, OperationState.DRAFT
    return fresh


_OWN_TO_A_ROW = frozenset({"id", "replaces_id", "author_id", "created_at", "state", "leaving", "returned", "decided_in_id"})


@transaction.atomic
def return_to_national(*, text: AdoptedText, by: User, at: datetime) -> list[LocalOperation]:
    """Set aside all that the site and its places say in a text; the next approval shows the national text (with the
    group's layer, if the site shares one). `restore_local` brings all of it back."""
    held = gather([lock_adoption(text.adoption_id)])
    text = held.texts[text.pk]
    organization = text.adoption.site.organization
    role = role_for(by, organization, EDITORS)
    rows = [row for row in held.rows(text) if row.layer != "group" and not row.leaving and _stands(row)]
    for row in rows:
        _put_aside(row)
        row.returned = True
    LocalOperation.objects.bulk_update(rows, ["state", "leaving", "returned"])
    review(held, text, at=at)
    ask_approver(held, text.language, role, by=by, at=at)
    told = {"text": text.pk, "operations": [row.pk for row in rows]}
    log.append([log.Entry("text.returned_to_national", _subject_of(text), told, organization, role=role)], by=by, at=at)
    return rows


def _stands(row: LocalOperation) -> bool:
    decided = row.decided_in_id and row.state == OperationState.DRAFT
    return row.state in (OperationState.ACTIVE, OperationState.DRAFT) and not decided


@transaction.atomic
def restore_local(*, text: AdoptedText, by: User, at: datetime) -> list[LocalOperation]:
    """Bring back everything that `return_to_national` set aside (semantics.md section 8, invariant 7)."""
    held = gather([lock_adoption(text.adoption_id)])
    text = held.texts[text.pk]
    organization = text.adoption.site.organization
    role = role_for(by, organization, EDITORS)
    rows = [_brought_back(held, row, by, at) for row in list(held.rows(text)) if row.returned]
    review(held, text, at=at)
    ask_approver(held, text.language, role, by=by, at=at)
    told = {"text": text.pk, "operations": [row.pk for row in rows]}
    log.append([log.Entry("text.local_restored", _subject_of(text), told, organization, role=role)], by=by, at=at)
    return rows


def _subject_of(text: AdoptedText) -> str:
    return subjects.adoption(text.adoption_id)
