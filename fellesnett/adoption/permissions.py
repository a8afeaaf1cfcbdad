"""Who may: the site's editors edit and approve, its clinicians answer for departures, the group's people for its layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotAllowed, Reason
from fellesnett.organizations.models import Organization, Role
from fellesnett.organizations.permissions import is_national, roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.adoption.models import Adoption, Variant

APPROVERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN)
EDITORS = (Role.EDITOR, Role.SITE_OWNER, Role.CLINICIAN, Role.CONTRIBUTOR)
OWNERS = (Role.SITE_OWNER, Role.EDITOR)


def role_for(user: User, organization: Organization, roles: tuple[Role, ...]) -> str:
    """The first of these roles that the user holds at the organization. Raises `NotAllowed` naming who may."""
    held = roles_at(user, organization)
    for role in roles:
        if role in held:
            return str(role)
    names = ", ".join(str(role.label) for role in roles)
    text = _("Dette kan bare gjøres av %(roles)s ved %(organization)s.") % {"roles": names, "organization": organization}
    raise NotAllowed(Reason("wrong_role", text))


def speaker(adoption: Adoption | None, variant: Variant | None) -> Organization:
    """The organization in whose name a layer speaks."""
    if variant:
        return variant.organization
    if adoption is None:
        raise ValueError("an operation belongs to an adoption or a variant")
    return adoption.site.organization


def is_clinician(user: User, organization: Organization) -> bool:
    return Role.CLINICIAN in roles_at(user, organization)


def may_except_from_lock(user: User) -> bool:
    """Only the national medical editor lets a site depart from a locked block (semantics.md section 6)."""
    return is_national(user, Role.NATIONAL_MEDICAL_EDITOR)
