"""Who may: the system owner says who is a partner; a hospital gives leave at its own site and answers what is delivered there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotAllowed, Reason
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.permissions import is_national, may_at_site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.partners.models import Partner

ANSWERS = (Role.SITE_OWNER, Role.EDITOR)
"""Who takes a delivery in or refuses it: those who write places and local text for the site."""


def may_manage_partners(user: User) -> bool:
    """Who may say which organization is a partner: the national medical editor, as with log-in providers."""
    return is_national(user, Role.NATIONAL_MEDICAL_EDITOR)


def may_give_leave(user: User, partner: Partner, site: Site) -> bool:
    """The site's own owner; and whoever manages partners, where the site is the partner's own."""
    own = partner.organization_id in site.organization.lineage
    return may_at_site(user, site, Role.SITE_OWNER) or (own and may_manage_partners(user))


def may_answer(user: User, site: Site) -> bool:
    """May this user take deliveries in, and refuse them, for this site?"""
    return may_at_site(user, site, *ANSWERS)


def demand_manager(user: User) -> None:
    """Raises NotAllowed."""
    if not may_manage_partners(user):
        words = _("Bare nasjonal medisinsk redaktør kan si hvem som er partner. Send opplysningene dit.")
        raise NotAllowed(Reason("no_authority", words))


def demand_answerer(user: User, site: Site) -> None:
    """Raises NotAllowed."""
    if not may_answer(user, site):
        words = _("Bare nettansvarlig og redaktører ved %(site)s svarer på leveringer. Be en av dem.")
        raise NotAllowed(Reason("wrong_role", words % {"site": site}))
