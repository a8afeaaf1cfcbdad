"""Why not: what stands in the way of giving or taking away a role, in words, with what to do next.

Who has authority over a role: the national medical editor over all; a regional owner and a site owner over the local
roles in their own tree, and the regional owner over site owners too. Nobody over their own roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.organizations.models import BRANCH_ROLES, Membership, Organization, OrganizationKind, Role
from fellesnett.organizations.permissions import NATIONAL_ROLES, is_national, roles_at

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from fellesnett.accounts.models import User
    from fellesnett.organizations.actions import Terms

LOCAL_ROLES = frozenset({Role.CLINICIAN, Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.STUDY_PUBLISHER})
AUTHORITY: dict[str, frozenset[Role]] = {
    Role.SITE_OWNER: LOCAL_ROLES,
    Role.REGIONAL_OWNER: LOCAL_ROLES | {Role.AUDITOR},
}


LASTING = frozenset({Role.SITE_OWNER})
"""Roles that somebody must always hold."""


@dataclass(frozen=True)
class Reason:
    """One thing in the way: a code for programs, words for people."""

    code: str
    text: str


def blockers_to_grant(
    *, user: User | None, organization: Organization, role: str, by: User, terms: Terms | None = None, at: datetime | None = None
) -> tuple[Reason, ...]:
    """Why `by` cannot give `user` this role here on these terms; empty when nothing is in the way. `user` is None for
    somebody who has no account yet."""
    reasons = [*_about_role(role, organization), *_about_authority(user, organization, role, by)]
    if terms:
        reasons += _about_terms(user, organization, role, terms, at)
    if user and not user.is_active:
        reasons.append(Reason("inactive", _("Brukeren er ikke aktiv. Slå på brukeren først.")))
    if not organization.active:
        reasons.append(Reason("closed", _("Virksomheten er ikke aktiv. Velg en som er i drift.")))
    return tuple(reasons)


def blockers_to_revoke(
    *, user: User, organization: Organization, role: str, by: User, branch: UUID | None = None
) -> tuple[Reason, ...]:
    """Why `by` cannot take this role here from `user`; empty when nothing is in the way."""
    reasons = _about_authority(user, organization, role, by)
    if role == Role.SITE_OWNER and not _another_owner(organization, user):
        reasons.append(Reason("last_owner", _("Da står nettstedet uten nettansvarlig. Gi rollen til en annen først.")))
    if role == Role.NATIONAL_MEDICAL_EDITOR and not _others_with(role, organization, user):
        text = _("Dette er den siste nasjonale medisinske redaktøren. Gi rollen til en annen først.")
        reasons.append(Reason("last", text))
    return tuple(reasons)


def _about_role(role: str, organization: Organization) -> list[Reason]:
    if role not in Role.values:
        return [Reason("unknown_role", _("«%(role)s» er ikke en rolle. Velg en fra listen.") % {"role": role})]
    if role in NATIONAL_ROLES and organization.kind != OrganizationKind.NATIONAL:
        return [Reason("national_role", _("En nasjonal rolle kan bare gis i den nasjonale redaksjonen."))]
    if role == Role.REGIONAL_OWNER and organization.kind != OrganizationKind.REGIONAL_HEALTH_AUTHORITY:
        return [Reason("regional_role", _("Regional systemeier kan bare gis for et regionalt helseforetak."))]
    return []


def _about_authority(user: User | None, organization: Organization, role: str, by: User) -> list[Reason]:
    if user == by:
        return [Reason("own_role", _("Du kan ikke endre dine egne roller. Be en annen som har ansvaret, gjøre det."))]
    if is_national(by, Role.NATIONAL_MEDICAL_EDITOR) or _is_installing(by):
        return []
    if any(role in AUTHORITY.get(held, ()) for held in roles_at(by, organization)):
        return []
    return [Reason("no_authority", _("Du har ikke ansvar for denne rollen her. Be nettansvarlig eller nasjonal redaksjon."))]


def _about_terms(user: User | None, organization: Organization, role: str, terms: Terms, at: datetime | None) -> list[Reason]:
    reasons = []
    if terms.branch and role not in BRANCH_ROLES:
        reasons.append(Reason("not_in_part", _("Bare redaktør og bidragsyter kan gjelde en del av sidene. Velg alt.")))
    if terms.until and at and terms.until < timezone.localdate(at):
        reasons.append(Reason("past", _("Siste dag er allerede over. Velg en dag som kommer, eller la feltet stå tomt.")))
    if terms.until and role in LASTING and not _another_owner(organization, user):
        reasons.append(Reason("last_owner", _("Den eneste nettansvarlige kan ikke ha en siste dag. La feltet stå tomt.")))
    return reasons


def _another_owner(organization: Organization, user: User | None) -> bool:
    """Does somebody else own the sites here, with no last day?"""
    owners = Membership.objects.filter(role=Role.SITE_OWNER, organization__in=organization.lineage, until__isnull=True)
    return owners.filter(user__is_active=True).exclude(user_id=user.pk if user else 0).exists()


def _is_installing(by: User) -> bool:
    """A superuser gives the first national medical editor the role; after that a superuser has no say."""
    return by.is_active and by.is_superuser and not Membership.objects.filter(role=Role.NATIONAL_MEDICAL_EDITOR).exists()


def _others_with(role: str, organization: Organization, user: User) -> bool:
    return Membership.objects.filter(role=role, organization=organization, user__is_active=True).exclude(user=user).exists()
