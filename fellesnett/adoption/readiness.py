"""What stands in the way of an approval (semantics.md sections 3 and 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.adoption.candidates import Candidate, candidates_of
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, Answer, LocalOperation, OperationState
from fellesnett.adoption.permissions import is_clinician, speaker
from fellesnett.adoption.recipes import operation_value
from fellesnett.composition.canonical import operation_hash
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import subjects
from fellesnett.editorial.log import Entry
from fellesnett.editorial.models import SignOff

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.models import SignOffRequest


def blockers(text: AdoptedText, *, by: User | None = None) -> tuple[Reason, ...]:
    """Why this text cannot be approved now, and what to do next; empty when it can. `by`: by this person."""
    held = gather([text.adoption_id])
    text = held.texts[text.pk]
    return blockers_of(held, text, candidates_of(held, text), by=by)


def blockers_of(held: Holdings, text: AdoptedText, pages: Sequence[Candidate], *, by: User | None) -> tuple[Reason, ...]:
    reasons = [*_answer(text), *_undecided(held, text, pages)]
    for page in pages:
        reasons.extend(_page(page))
    reasons.extend(_unsigned(text, pages, by))
    return tuple(dict.fromkeys(reasons))


def _answer(text: AdoptedText) -> Iterator[Reason]:
    adoption = text.adoption
    if adoption.topic.withdrawn_at:
        yield Reason("withdrawn", _("Temaet er trukket tilbake nasjonalt. Velg etterfølgeren, eller svar at dere har egen side."))
    if adoption.answer != Answer.ADOPTED:
        yield Reason("not_adopted", _("Temaet er ikke tatt i bruk her. Ta det i bruk først."))


def _undecided(held: Holdings, text: AdoptedText, pages: Sequence[Candidate]) -> Iterator[Reason]:
    """Choices that wait block the newer edition; they block the page only where nothing else is new on it, or where
    they are about local text that was brought back to this edition."""
    waiting = held.undecided(text)
    here = bool(waiting) and held.updates[text.pk].to_edition_id == text.edition_id
    if waiting and (here or not any(is_news(held, page) for page in pages)):
        words = _("Den nye utgaven venter på et valg om en lokal tekst. Gjør valget først.")
        yield from (Reason("undecided", words, outcome["operation"] or "") for outcome in waiting)


def is_news(held: Holdings, page: Candidate) -> bool:
    """Would approving change what is shown, or what it is made of?"""
    return held.live_recipe((page.text.pk, page.place.pk if page.place else None)) != page.recipe


def _page(page: Candidate) -> Iterator[Reason]:
    if page.fault:
        yield page.fault
    if page.page:
        for slot in page.page.missing_slots:
            yield Reason("missing_slot", _("Et felt som må fylles ut, er tomt. Fyll det ut."), slot)


def _unsigned(text: AdoptedText, pages: Sequence[Candidate], by: User | None) -> Iterator[Reason]:
    rows = {row.pk: row for page in pages for row in page.rows if is_departure(row) and row.state == OperationState.DRAFT}
    signing = {row.pk for row in signable(by, rows.values(), text)} if by else set()
    waiting = [row for row in rows.values() if row.pk not in signing]
    signed = signed_hashes(text, waiting)
    words = _("Teksten avviker faglig fra den nasjonale og må godkjennes av en kliniker her.")
    yield from (Reason("needs_sign_off", words, row.key) for row in waiting if operation_hash(operation_value(row)) not in signed)


def is_departure(row: LocalOperation) -> bool:
    """Override, omission or clinical supplement: the site's clinical owner must say yes (semantics.md section 6)."""
    return row.op in ("override", "omit") or (row.op == "supplement" and row.clinical)


def may_sign(user: User, row: LocalOperation, text: AdoptedText) -> bool:
    """May this person answer clinically for the operation: as its clinical owner, or as a clinician of who speaks?"""
    return bool(signable(user, [row], text))


def signable(user: User, rows: Iterable[LocalOperation], text: AdoptedText) -> list[LocalOperation]:
    """Those of a text's operations that this person may answer clinically for. Two questions at most, however many rows."""
    known: dict[bool, bool] = {}

    def speaks(shared: bool) -> bool:
        if shared not in known:
            known[shared] = is_clinician(user, speaker(text.adoption, text.adoption.variant if shared else None))
        return known[shared]

    return [row for row in rows if row.clinical_owner_id == user.pk or speaks(row.layer == "group")]


def signing_subject(row: LocalOperation, text: AdoptedText) -> str:
    """What a sign-off of this operation is about: the group's words are signed once for all who share them."""
    return subjects.variant(row.variant_id) if row.variant_id else subjects.adoption(text.adoption_id)


def sign_rows(
    text: AdoptedText,
    rows: Iterable[LocalOperation],
    *,
    role: str,
    by: User,
    at: datetime,
    comment: str = "",
    request: SignOffRequest | None = None,
) -> list[Entry]:
    """Write a clinician's yes to these operations' words; `request` is the letter that one without log-in answers. Returns
    the log entries. A step inside a verb."""
    entries = []
    for subject, group in groupby(sorted(rows, key=lambda row: row.layer), key=lambda row: signing_subject(row, text)):
        signed = list(group)
        organization = speaker(text.adoption, text.adoption.variant if signed[0].variant_id else None)
        hashes = [operation_hash(operation_value(row)) for row in signed]
        editorial.sign(
            hashes=hashes,
            subject=subject,
            organization=organization,
            role=role,
            by=by,
            at=at,
            comment=comment,
            request=request,
        )
        entries.append(Entry("operation.signed", subject, {"hashes": hashes}, organization, role=role))
    return entries


def signed_hashes(text: AdoptedText, rows: Iterable[LocalOperation]) -> set[str]:
    """Which of these operations a clinician has signed, by hash: a yes follows the same words into the next edition."""
    wanted = {operation_hash(operation_value(row)) for row in rows}
    if not wanted:
        return set()
    about = [subjects.adoption(text.adoption_id), subjects.variant(text.adoption.variant_id or 0)]
    found = SignOff.objects.filter(content_hash__in=wanted, subject__in=about)
    return set(found.values_list("content_hash", flat=True))
