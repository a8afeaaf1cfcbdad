"""An invitation by letter, for whoever has neither a password here nor an organization that vouches.

The link holds a secret of which only the hash is kept; it is used once, for two weeks. Opening it changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Invitation, InvitationLink
from fellesnett.accounts.people import known_by_letter
from fellesnett.editorial import log
from fellesnett.editorial.models import Letter, LetterKind
from fellesnett.organizations.actions import NotAllowed, Terms, grant
from fellesnett.organizations.gates import blockers_to_grant

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization

ANSWER_WITHIN = timedelta(days=14)
SECRET_BYTES = 32


def invite(*, email: str, name: str, organization: Organization, role: str, terms: Terms, by: User, at: datetime) -> Invitation:
    """Ask somebody in by letter. What waited for the same address here is taken back: the newest holds. Raises Refused.

    A step of `giving.give`, which has asked who may.
    """
    if not settings.MAIL_IS_ON:
        raise Refused(Reason("mail_off", _("Det sendes ikke brev fra denne løsningen ennå. Spør driften.")))
    if by.is_demonstration:
        raise Refused(Reason("demonstration", _("I demonstrasjonen sendes det ingen invitasjoner. Gi rollen til en som finnes.")))
    standing(organization).filter(email=email).update(withdrawn_at=at)
    facts: dict[str, Any] = {"branch": terms.branch, "until": terms.until, "why": terms.why}
    invitation = Invitation.objects.create(
        email=email,
        name=name[:160],
        organization=organization,
        role=role,
        **facts,
        invited_by=by,
        invited_at=at,
        expires_at=at + ANSWER_WITHIN,
    )
    Letter.objects.create(
        kind=LetterKind.INVITATION,
        key=f"invitation:{invitation.pk}",
        to=email,
        facts={"invitation": invitation.pk},
        written_at=at,
        next_try_at=at,
    )
    _log("invitation.sent", invitation, by, at)
    return invitation


def standing(organization: Organization) -> QuerySet[Invitation]:
    """Those that nobody has accepted or taken back, here and below. The time may have run out."""
    asked = Invitation.objects.filter(organization__path__startswith=organization.path)
    return asked.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).select_related("invited_by", "organization")


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take an invitation back: its link opens nothing from now. Raises Refused where `by` could not have sent it."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    if reasons := blockers_to_grant(user=None, organization=held.organization, role=held.role, by=by):
        raise Refused(*(Reason(reason.code, reason.text) for reason in reasons))
    if held.accepted_at is None and held.withdrawn_at is None:
        Invitation.objects.filter(pk=held.pk).update(withdrawn_at=at)
        _log("invitation.withdrawn", held, by, at)


def new_secret(invitation: Invitation, *, at: datetime) -> str:
    """A secret for one letter. Only its hash is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    InvitationLink.objects.create(invitation=invitation, secret_hash=_hash(secret), made_at=at)
    return secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # 256 random bits: a plain hash is enough


def find(secret: str) -> Invitation | None:
    """The invitation that this secret opens, if any."""
    links = InvitationLink.objects.filter(secret_hash=_hash(secret))
    link = links.select_related("invitation__organization", "invitation__invited_by").first()
    return link.invitation if link else None


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Can it still be accepted?"""
    return invitation.accepted_at is None and invitation.withdrawn_at is None and invitation.expires_at > at


@transaction.atomic
def accept(*, invitation: Invitation, password: str, at: datetime) -> User:
    """The person at the address chooses a password and gets the role. Once. Raises Refused.

    Whoever invited must still have authority over the role. Nobody is logged in by this: the log-in asks as always.
    """
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organization", "invited_by").get(pk=invitation.pk)
    if not is_open(held, at=at):
        raise Refused(Reason("closed", _("Invitasjonen er brukt, trukket tilbake eller for gammel. Be om en ny.")))
    if held.until and held.until < timezone.localdate(at):
        raise Refused(Reason("past", _("Tilgangen du ble invitert til, er over. Be om en ny invitasjon.")))
    person = known_by_letter(email=held.email, name=held.name, title="")
    if person.has_usable_password():
        raise Refused(Reason("has_password", _("Du har allerede et passord her. Logg inn med det, og be om rollen på nytt.")))
    terms = Terms(held.branch, held.until, held.why)
    try:
        grant(user=person, organization=held.organization, role=held.role, by=held.invited_by, at=at, terms=terms)
    except NotAllowed as refusal:
        words = _("Den som inviterte deg, kan ikke gi rollen lenger. Be om en ny invitasjon.")
        raise Refused(Reason("not_allowed", words)) from refusal
    person.set_password(password)
    person.save(update_fields=["password"])
    Invitation.objects.filter(pk=held.pk).update(accepted_by=person, accepted_at=at)
    _log("invitation.accepted", held, person, at)
    return person


def _log(verb: str, invitation: Invitation, by: User, at: datetime) -> None:
    payload = {"invitation": invitation.pk, "role": invitation.role}
    log.append([log.Entry(verb, f"invitation:{invitation.pk}", payload, invitation.organization)], by=by, at=at)
