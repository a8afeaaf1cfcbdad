"""A clinician without log-in reads a site's own words by a personal link, and says yes or no (semantics.md section 6).

The link is bound to the pages as they would be now: change a word, of ours or of the nation's, and it can no longer be
answered. A yes signs the departures that wait for a clinician; the editor then approves the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption.candidates import Candidate, candidates_of
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, LocalOperation, OperationState
from fellesnett.adoption.permissions import EDITORS, role_for
from fellesnett.adoption.readiness import is_departure, sign_rows, signed_hashes
from fellesnett.adoption.recipes import operation_value
from fellesnett.composition.canonical import digest, operation_hash
from fellesnett.editorial import asking, log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.asking import Asked, LinkClosed, Reading, Standing
from fellesnett.editorial.models import ClosedBecause
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.models import SignOffRequest

ABOUT = "adopted_text:"


@dataclass(frozen=True)
class Waiting:
    """A site's text as it would be shown, and what of its own words waits for a clinician."""

    text: AdoptedText
    held: Holdings
    pages: Sequence[Candidate]
    rows: tuple[LocalOperation, ...]

    @property
    def content_hash(self) -> str:
        """The pages as one: the hospital's own and each place's. Empty where one of them cannot be composed."""
        hashes = [page.hash for page in self.pages]
        return digest(hashes) if all(hashes) else ""


def about(text: AdoptedText) -> str:
    """What a request about a site's text is called."""
    return f"{ABOUT}{text.pk}"


def is_about_a_site(request: SignOffRequest) -> bool:
    """Is this request about a site's own words?"""
    return request.about.startswith(ABOUT)


def waiting_of(held: Holdings, text: AdoptedText) -> Waiting:
    """What of the site's own words waits for a clinician. The words of a group are signed by its own people."""
    pages = candidates_of(held, text)
    rows = {row.pk: row for page in pages for row in page.rows if _is_ours(row)}
    signed = signed_hashes(text, rows.values())
    unsigned = tuple(row for row in rows.values() if operation_hash(operation_value(row)) not in signed)
    return Waiting(text, held, pages, unsigned)


def _is_ours(row: LocalOperation) -> bool:
    return row.variant_id is None and row.state == OperationState.DRAFT and is_departure(row)


def reading_of(request: SignOffRequest) -> Waiting:
    """What a request is about, as it is now."""
    text = AdoptedText.objects.get(pk=request.about.removeprefix(ABOUT))
    held = gather([text.adoption_id])
    return waiting_of(held, held.texts[text.pk])


def standing_of(request: SignOffRequest, waiting: Waiting, at: datetime) -> Standing:
    """Whether the request can be answered now. Where a clinician has signed all of it, nobody more is needed."""
    found = asking.standing(request, waiting.content_hash, at)
    return Standing.NOT_NEEDED if found == Standing.OPEN and not waiting.rows else found


@transaction.atomic
def ask_clinician(*, text: AdoptedText, asked: Asked, message: str = "", by: User, at: datetime) -> SignOffRequest:
    """Ask a named clinician to read the site's own words as patients will see them. Raises NotAllowed, NotReady."""
    held = gather([lock_adoption(text.adoption_id)])
    waiting = waiting_of(held, held.texts[text.pk])
    site = waiting.text.adoption.site
    role = role_for(by, site.organization, EDITORS)
    title = f"{held.shelf.editions[waiting.text.edition_id].title}, {site.name}"
    subject = subjects.adoption(text.adoption_id)
    reading = Reading(about(text), subject, waiting.content_hash, title[:200], site.organization, site)
    writers = {row.author_id for row in waiting.rows}
    _refuse(waiting, asking.why_not(asked, reading, writers=writers, by=by, at=at))
    request = asking.ask(asked=asked, reading=reading, message=message, by=by, at=at)
    payload = {"request": request.pk, "hash": request.content_hash}
    log.append([log.Entry("sign_off.asked", subject, payload, site.organization, role=role)], by=by, at=at)
    return request


def _refuse(waiting: Waiting, fault: str) -> None:
    words = {
        "mail_off": _("Det sendes ikke brev fra denne løsningen ennå. Spør driften."),
        "asks_oneself": _("Du kan ikke spørre deg selv."),
        "person_inactive": _("Kontoen til denne personen er stengt. Spør en annen."),
        "asks_writer": _("Denne personen har skrevet teksten. Spør en annen."),
        "already_asked": _("Denne personen er alt spurt om teksten slik den er nå."),
    }
    reasons = []
    if not waiting.content_hash:
        reasons.append(Reason("not_composed", _("Siden kan ikke settes sammen slik den er nå. Rett det som står øverst.")))
    if not waiting.rows:
        reasons.append(Reason("nothing_to_sign", _("Ingenting her venter på en kliniker.")))
    if fault:
        reasons.append(Reason(fault, words[fault]))
    if reasons:
        raise NotReady(reasons)


@transaction.atomic
def withdraw_request(*, request: SignOffRequest, by: User, at: datetime) -> None:
    """Take a request back before it is answered: its link stops working. Raises NotAllowed; LinkClosed when it is answered."""
    waiting = reading_of(request)
    site = waiting.text.adoption.site
    role = role_for(by, site.organization, EDITORS)
    request = asking.hold(request)
    if request.answered_at is not None:
        raise LinkClosed(Standing.ANSWERED)
    asking.close_one(request, because=ClosedBecause.BY_ASKER, at=at)
    close_items(keys=asking.keys_of(request), by=by, at=at, resolution="forespørselen er trukket")
    entry = log.Entry("sign_off.withdrawn", request.subject, {"request": request.pk}, site.organization, role=role)
    log.append([entry], by=by, at=at)


@transaction.atomic
def answer_by_link(*, request: SignOffRequest, yes: bool, comment: str = "", at: datetime) -> None:
    """The clinician's yes or no, once. A yes signs every departure that waits. Raises LinkClosed, NotReady."""
    text = AdoptedText.objects.get(pk=request.about.removeprefix(ABOUT))
    held = gather([lock_adoption(text.adoption_id)])
    waiting, request = waiting_of(held, held.texts[text.pk]), asking.hold(request)
    standing = standing_of(request, waiting, at)
    if standing != Standing.OPEN:
        raise LinkClosed(standing)
    person = asking.person_of(request)
    if yes and person.pk in {row.author_id for row in waiting.rows}:
        raise NotReady(Reason("own_text", _("Du har skrevet teksten selv. En annen må godkjenne den.")))
    if not yes and not comment.strip():
        raise NotReady(Reason("no_reason", _("Skriv hva som ikke stemmer.")))
    asking.answer(request, yes=yes, comment=comment, at=at)
    payload = {"request": request.pk, "answer": request.answer}
    entries = [log.Entry("sign_off.answered", request.subject, payload, waiting.text.adoption.site.organization)]
    if yes:
        entries += sign_rows(
            waiting.text, waiting.rows, role=str(Role.CLINICIAN), by=person, at=at, comment=request.comment, request=request
        )
    log.append(entries, by=person, at=at)


def take_back_links(texts: Iterable[AdoptedText], *, at: datetime) -> None:
    """The words have changed: what was sent to be read is no longer what is written. A step inside the verb that writes."""
    for text in texts:
        asking.close(because=ClosedBecause.TEXT_CHANGED, about=about(text), at=at)
