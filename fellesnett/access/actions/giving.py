"""Giving a role and taking it away: the person is told by letter, and one without a way in is invited.

The rights themselves are `organizations.Membership`; its verbs ask the gate and log. Here is what follows for the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.access import letters
from fellesnett.access.actions.inviting import invite
from fellesnett.access.actions.sign_ins import end_all
from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Identity, Invitation, Provider
from fellesnett.accounts.models import User
from fellesnett.accounts.people import at_address, known_by_letter
from fellesnett.organizations.actions import NotAllowed, Terms, expire, grant, revoke
from fellesnett.organizations.gates import blockers_to_grant
from fellesnett.organizations.models import Membership

if TYPE_CHECKING:
    from fellesnett.organizations.models import Organization

LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Someone:
    """Who is to have the role, as the giver writes it. The name is used only for somebody we do not know."""

    email: str
    name: str = ""

    @property
    def address(self) -> str:
        return self.email.strip().lower()


@transaction.atomic
def give(
    *, someone: Someone, organization: Organization, role: str, terms: Terms, by: User, at: datetime
) -> Membership | Invitation:
    """Give the person at this address the role: at once for one who has a way in, else by an invitation in a letter.

    Raises Refused.
    """
    person = at_address(_checked(someone))
    _demand(blockers_to_grant(user=person, organization=organization, role=role, by=by, terms=terms, at=at))
    if not terms.why:
        raise Refused(Reason("why", _("Skriv hvorfor, så den som ser over tilgangene senere, forstår det.")))
    if person is None and not someone.name.strip():
        raise Refused(Reason("name", _("Vi kjenner ikke adressen. Skriv navnet også, så sender vi en invitasjon.")))
    if person is None and _is_vouched_for(someone.address, organization):
        person = known_by_letter(email=someone.address, name=someone.name, title="")
    if person is None or not has_a_way_in(person, organization):
        return invite(
            email=someone.address,
            name=someone.name.strip() or str(person),
            organization=organization,
            role=role,
            terms=terms,
            by=by,
            at=at,
        )
    membership = _granted(user=person, organization=organization, role=role, terms=terms, by=by, at=at)
    tell(person, letters.GIVEN, membership, at=at)
    return membership


def _checked(someone: Someone) -> str:
    try:
        validate_email(someone.address)
    except ValidationError as fault:
        raise Refused(Reason("email", _("Skriv hele e-postadressen, som navn@sykehus.no."))) from fault
    return someone.address


def has_a_way_in(person: User, organization: Organization) -> bool:
    """Can this person log in: with a password, or through a provider?"""
    if person.has_usable_password() or Identity.objects.filter(user=person, provider__enabled=True).exists():
        return True
    return _is_vouched_for(person.email, organization)


def _is_vouched_for(email: str, organization: Organization) -> bool:
    """Will the organization's own log-in know this address?"""
    providers = Provider.objects.filter(enabled=True, organization__in=organization.lineage)
    return any(email.rpartition("@")[2] in provider.email_domains for provider in providers)


@transaction.atomic
def take_away(*, membership: Membership, why: str, by: User, at: datetime) -> None:
    """Take one role from a person, who is told by letter. With the last role every sign-in ends. Raises Refused."""
    person, said = membership.user, " ".join(why.split())[:LONGEST_WHY]
    if not said:
        raise Refused(Reason("why", _("Skriv hvorfor, så den som ser over tilgangene senere, forstår det.")))
    held: dict[str, Any] = {"user": person, "organization": membership.organization, "role": membership.role}
    try:
        done = revoke(**held, branch=membership.branch, by=by, at=at)
    except NotAllowed as refusal:
        raise Refused(*(Reason(reason.code, reason.text) for reason in refusal.reasons)) from refusal
    if done:
        _follow_up(membership, letters.TAKEN, at, why=said)


@transaction.atomic
def expire_roles(*, at: datetime) -> int:
    """What has run out is taken away; each person is told. Run again: nothing. Returns how many."""
    gone = expire(at=at)
    for membership in gone:
        _follow_up(membership, letters.OVER, at)
    return len(gone)


def _follow_up(membership: Membership, what: str, at: datetime, why: str = "") -> None:
    if not Membership.objects.filter(user=membership.user_id).exists():
        end_all(user=membership.user)
    tell(membership.user, what, membership, at=at, why=why)


def tell(person: User, what: str, membership: Membership, *, at: datetime, why: str = "") -> None:
    """Write the letter that tells a person of a role. Nobody is written to where letters are off, or in a demonstration."""
    if settings.MAIL_IS_ON and person.is_active and not person.is_demonstration:
        letters.write_access(person, what, membership, at=at, why=why)


def _granted(**given: Any) -> Membership:
    try:
        return grant(**given)
    except NotAllowed as refusal:
        raise Refused(*(Reason(reason.code, reason.text) for reason in refusal.reasons)) from refusal


def _demand(reasons: tuple[Any, ...]) -> None:
    if reasons:
        raise Refused(*(Reason(reason.code, reason.text) for reason in reasons))
