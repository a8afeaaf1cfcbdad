"""A named clinician without log-in is asked for a yes by a personal link (semantics.md section 6).

Steps inside larger acts, as in `actions`: the verb that calls them holds the transaction, has asked who may, and logs.
What is read, and what a yes does, is known by the rooms above; the request holds the address of it and its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_noop

from fellesnett.accounts.people import at_address, known_by_letter
from fellesnett.editorial.actions import open_item
from fellesnett.editorial.models import (
    ClosedBecause,
    Letter,
    LetterKind,
    OpenItem,
    OpenItemKind,
    PersonalLink,
    SignOffAnswer,
    SignOffRequest,
)
from fellesnett.editorial.wording import worded
from fellesnett.foundation import languages
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site

ANSWER_WITHIN = timedelta(days=14)
READ_ANSWER_WITHIN = timedelta(days=7)
SECRET_BYTES = 32
ANSWER, AGAIN, UNDELIVERED = "answer", "again", "undelivered"


class Standing(StrEnum):
    """What a request is worth now."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    NOT_NEEDED = "not_needed"
    EXPIRED = "expired"


CLOSED = {
    ClosedBecause.BY_ASKER: Standing.WITHDRAWN,
    ClosedBecause.TEXT_CHANGED: Standing.CHANGED,
    ClosedBecause.NOT_NEEDED: Standing.NOT_NEEDED,
    ClosedBecause.EXPIRED: Standing.EXPIRED,
}


class LinkClosed(Exception):
    """The request can no longer be answered; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(str(standing))
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked: name, address and position, as the asker vouches for them, and the Norwegian that they are asked in."""

    name: str
    email: str
    function: str
    language: str = languages.SOURCE

    @property
    def address(self) -> str:
        return self.email.strip().lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read: its address, whose it is, and the hash of exactly this text."""

    about: str
    subject: str
    content_hash: str
    title: str
    organization: Organization
    site: Site | None = None


def why_not(asked: Asked, reading: Reading, *, writers: set[int], by: User, at: datetime) -> str:
    """The code of what stands in the way of asking this person, or nothing. The words are those of the room that asks."""
    person = at_address(asked.address)
    if not settings.MAIL_IS_ON:
        return "mail_off"
    if asked.address == by.email:
        return "asks_oneself"
    if person and not person.is_active:
        return "person_inactive"
    if person and person.pk in writers:
        return "asks_writer"
    if SignOffRequest.objects.about(reading.about).open(at).filter(email=asked.address).exists():
        return "already_asked"
    return ""


def ask(*, asked: Asked, reading: Reading, message: str, by: User, at: datetime) -> SignOffRequest:
    """Write the request and the letter that carries it. The link is made when the letter is sent."""
    late = SignOffRequest.objects.about(reading.about).unanswered().filter(email=asked.address, expires_at__lte=at)
    late.update(closed_at=at, closed_because=ClosedBecause.EXPIRED)
    request: SignOffRequest = SignOffRequest.objects.create(
        about=reading.about,
        subject=reading.subject,
        content_hash=reading.content_hash,
        title=reading.title,
        organization=reading.organization,
        site=reading.site,
        name=asked.name.strip(),
        email=asked.address,
        function=asked.function.strip(),
        language=asked.language,
        message=message.strip(),
        asked_by=by,
        asked_at=at,
        expires_at=at + ANSWER_WITHIN,
    )
    key = f"sign_off:{request.pk}"
    Letter.objects.create(kind=LetterKind.SIGN_OFF, key=key, to=request.email, request=request, written_at=at, next_try_at=at)
    return request


def close(*, because: ClosedBecause, at: datetime, about: str = "", subject: str = "") -> int:
    """Take back every unanswered request about this text, or about anything of this subject. Returns how many."""
    scope = SignOffRequest.objects.about(about) if about else SignOffRequest.objects.filter(subject=subject)
    return scope.unanswered().update(closed_at=at, closed_because=because)


def close_one(request: SignOffRequest, *, because: ClosedBecause, at: datetime) -> None:
    """Take one held request back."""
    request.closed_at, request.closed_because = at, because
    request.save(update_fields=["closed_at", "closed_because"])


def keys_of(request: SignOffRequest) -> list[str]:
    """The questions to the asker that a request can lead to."""
    return [f"request:{request.pk}:{what}" for what in (ANSWER, AGAIN, UNDELIVERED)]


def hold(request: SignOffRequest) -> SignOffRequest:
    """The request as it is now, held until the transaction ends: two clicks come one after the other."""
    rows = SignOffRequest.objects.select_for_update(of=("self",)).select_related("organization", "site", "asked_by")
    found: SignOffRequest = rows.get(pk=request.pk)
    return found


def standing(request: SignOffRequest, content_hash: str, at: datetime) -> Standing:
    """Whether the request can be answered. `content_hash` is the text as it is now; empty where it is gone."""
    if request.answered_at is not None:
        return Standing.ANSWERED
    if request.closed_at is not None:
        return CLOSED[ClosedBecause(request.closed_because)]
    if request.content_hash != content_hash:
        return Standing.CHANGED
    return Standing.EXPIRED if request.expires_at <= at else Standing.OPEN


def answer(request: SignOffRequest, *, yes: bool, comment: str, at: datetime) -> SignOffRequest:
    """Write the answer down and tell the asker of a no or a remark. A step: the caller has found the request open."""
    request.answer = SignOffAnswer.YES if yes else SignOffAnswer.NO
    request.answered_by, request.answered_at, request.comment = person_of(request), at, comment.strip()
    request.save(update_fields=["answer", "answered_by", "answered_at", "comment"])
    if not yes or request.comment:
        message = (
            gettext_noop("{title}: {name} godkjente teksten med en merknad")
            if yes
            else gettext_noop("{title}: {name} svarte nei")
        )
        title = worded(message, title=request.title, name=request.name)
        open_item(_to_asker(request, ANSWER, title, f"{request.name}, {request.function}: {request.comment}", at))
    return request


def person_of(request: SignOffRequest) -> User:
    """The person behind the request, known by the address that the link was sent to."""
    return known_by_letter(email=request.email, name=request.name, title=request.function)


def wants_new(request: SignOffRequest, *, at: datetime) -> OpenItem:
    """The clinician asks to read the text as it has become: a question to the asker, asked once."""
    title = worded("{title}: {name} vil lese den nye teksten", title=request.title, name=request.name)
    reason = worded("Teksten ble endret før svaret kom. Send en ny forespørsel.")
    return open_item(_to_asker(request, AGAIN, title, reason, at))


def not_delivered(request: SignOffRequest, *, at: datetime) -> OpenItem:
    """The letter could not be delivered: the asker is told."""
    title = worded("{title}: e-posten til {name} kom ikke fram", title=request.title, name=request.name)
    reason = worded(
        "Adressen {address} tok ikke imot. Rett adressen og spør på nytt, eller spør en annen.", address=request.email
    )
    return open_item(_to_asker(request, UNDELIVERED, title, reason, at))


def _to_asker(request: SignOffRequest, what: str, title: str, reason: str, at: datetime) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.SIGN_OFF,
        organization=request.organization,
        owner=request.asked_by,
        role=Role.NATIONAL_EDITOR if request.site is None else Role.EDITOR,
        site=request.site,
        subject=request.subject,
        key=f"request:{request.pk}:{what}",
        title=title,
        reason=reason,
        detail={"request": request.pk, "about": request.about},
        opened_at=at,
        deadline=at + READ_ANSWER_WITHIN,
    )


# --- the link -------------------------------------------------------------------------------------------------------


def new_secret(request: SignOffRequest, *, at: datetime) -> str:
    """A secret for one letter. Only its hash is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    PersonalLink.objects.create(request=request, secret_hash=hash_of(secret), made_at=at)
    return secret


def hash_of(secret: str) -> str:
    """The secret holds 256 random bits, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> SignOffRequest | None:
    """The request that this secret opens, if any."""
    found = PersonalLink.objects.filter(secret_hash=hash_of(secret)).select_related(
        "request", "request__asked_by", "request__organization", "request__site"
    )
    link = found.first()
    return link.request if link else None
