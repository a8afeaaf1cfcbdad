"""Who may: those with a role at the site order, answer and propose in its name; the national editors handle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.national.permissions import NotAllowed
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.permissions import may_at_site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

SPEAKS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN, Role.CONTRIBUTOR, Role.REGIONAL_OWNER)
"""Who orders and proposes. An auditor changes nothing."""
ANSWERS = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN)
"""Who answers a hearing for the site."""


def may_speak(user: User, site: Site) -> bool:
    """May this user order and propose in the name of this site?"""
    return may_at_site(user, site, *SPEAKS)


def may_answer(user: User, site: Site) -> bool:
    """May this user answer a hearing in the name of this site?"""
    return may_at_site(user, site, *ANSWERS)


def demand_speaker(user: User, site: Site) -> None:
    """Raises NotAllowed."""
    if not may_speak(user, site):
        raise NotAllowed(_("Bare de som har en rolle ved %(site)s, kan gjøre dette. Be en redaktør der.") % {"site": site})


def demand_answerer(user: User, site: Site) -> None:
    """Raises NotAllowed."""
    if not may_answer(user, site):
        raise NotAllowed(
            _("Bare redaktør, kliniker eller nettansvarlig ved %(site)s svarer på høringer. Be en av dem.") % {"site": site}
        )
