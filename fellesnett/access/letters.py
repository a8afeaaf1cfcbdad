"""What the letters about access say: a role given, taken or run out; an invitation; a new password.

In the reader's own language of the desk, bokmål or nynorsk. No secret is stored: it is made when the letter is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from fellesnett.access.models import Invitation
from fellesnett.editorial.letters import Words, written
from fellesnett.editorial.models import Letter, LetterKind
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Membership

GIVEN, TAKEN, OVER = "given", "taken", "over"
SUBJECTS = {
    "nb": {
        GIVEN: "Du har fått en rolle ved {organization}",
        TAKEN: "En rolle ved {organization} er tatt bort",
        OVER: "Rollen din ved {organization} er over",
        "invitation": "Du er invitert til Fellesnett",
        "password": "Lag et nytt passord",
    },
    "nn": {
        GIVEN: "Du har fått ei rolle ved {organization}",
        TAKEN: "Ei rolle ved {organization} er teken bort",
        OVER: "Rolla di ved {organization} er over",
        "invitation": "Du er invitert til Fellesnett",
        "password": "Lag eit nytt passord",
    },
}


def write_access(person: User, what: str, membership: Membership, *, at: datetime, why: str) -> Letter:
    """Lay a letter about one role in the outbox. A step inside the verb that changes the role."""
    until = membership.until.isoformat() if membership.until else ""
    facts = {"what": what, "role": membership.role, "organization": membership.organization_id, "until": until, "why": why}
    key = f"access:{what}:{membership.pk or 0}:{person.pk}:{at.timestamp()}"
    return Letter.objects.create(
        kind=LetterKind.ACCESS, key=key, to=person.email, person=person, facts=facts, written_at=at, next_try_at=at
    )


def write_password(person: User, *, at: datetime) -> Letter:
    """Lay a letter with the way to a new password in the outbox."""
    key = f"password:{person.pk}:{at.timestamp()}"
    return Letter.objects.create(kind=LetterKind.PASSWORD, key=key, to=person.email, person=person, written_at=at, next_try_at=at)


def _access(letter: Letter, at: datetime) -> Words | None:
    person, facts = letter.person, letter.facts
    organization = Organization.objects.filter(pk=facts.get("organization")).first()
    if person is None or organization is None:
        return None
    values = {**facts, "person": person, "organization": organization, "role": str(Role(facts["role"]).label)}
    return _said(letter, person.language, facts["what"], "access", values, organization=organization)


def _invitation(letter: Letter, at: datetime) -> Words | None:
    from fellesnett.access.actions.inviting import is_open, new_secret

    found = Invitation.objects.select_related("organization", "invited_by").filter(pk=letter.facts.get("invitation")).first()
    if found is None or not is_open(found, at=at):
        return None
    address = settings.MAIL_LINKS + reverse("desk_entry:invited", args=[new_secret(found, at=at)])
    values = {"invitation": found, "role": str(Role(found.role).label), "address": address}
    return _said(letter, found.invited_by.language, "invitation", "invitation", values)


def _password(letter: Letter, at: datetime) -> Words | None:
    person = letter.person
    if person is None or not person.is_active or not person.has_usable_password():
        return None
    arguments = [urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)]
    address = settings.MAIL_LINKS + reverse("desk_entry:new_password", args=arguments)
    return _said(letter, person.language, "password", "password", {"person": person, "address": address})


def _said(letter: Letter, language: str, what: str, template: str, values: dict[str, Any], **filled: Any) -> Words:
    language = language if language in SUBJECTS else "nb"
    log_in = settings.MAIL_LINKS + reverse("wagtailadmin_login")
    with translation.override(language):
        subject = SUBJECTS[language][what].format(**filled)
        return written(letter, subject, template, {**values, "log_in": log_in, "what": what, "nn": language == "nn"})


WRITERS: dict[LetterKind, Callable[[Letter, datetime], Words | None]] = {
    LetterKind.ACCESS: _access,
    LetterKind.INVITATION: _invitation,
    LetterKind.PASSWORD: _password,
}
