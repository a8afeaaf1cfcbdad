"""Who reads and answers what readers say: those at the site; of the national front door, the national editors. And whose
boards speak of which sites: those where one has a role, or all with a national role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fellesnett.organizations.models import OrganizationKind, Role, Site
from fellesnett.organizations.permissions import is_national, may_at_site, memberships_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

ANSWERS = (Role.SITE_OWNER, Role.EDITOR)
READS = (*ANSWERS, Role.REGIONAL_OWNER, Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR)
BOARD_ROLES = frozenset(READS)
"""Who sees the boards of the sites where they hold the role: those who work with its texts, its region's owner, its auditor."""
NATIONAL_BOARD_ROLES = frozenset({Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN, Role.AUDITOR})
"""Who sees the boards of every site, when held at the national office."""


def may_answer(user: User, site: Site) -> bool:
    """May this user say what is done with what readers of this site have said?"""
    return is_national(user) if site.is_front_door else may_at_site(user, site, *ANSWERS)


def may_read(user: User, site: Site) -> bool:
    """May this user read what readers of this site have said?"""
    return is_national(user) if site.is_front_door else may_at_site(user, site, *READS)


Held = tuple[str, str, str]
"""A role, the path of the organization where it is held, and that organization's kind."""


def held_by(user: User) -> list[Held]:
    """The roles of a person. Asked once a request: door, menu and board ask the same, and it is kept on the user."""
    known: list[Held] | None = getattr(user, "_held_for_boards", None)
    if known is None:
        known = list(memberships_of(user).values_list("role", "organization__path", "organization__kind"))
        user._held_for_boards = known  # type: ignore[attr-defined]
    return known


def reads_the_nation(held: Iterable[Held]) -> bool:
    """Is one of these roles a national one that sees every site?"""
    return any(kind == OrganizationKind.NATIONAL and role in NATIONAL_BOARD_ROLES for role, _path, kind in held)


def may_see_boards(user: User) -> bool:
    """Is there any site whose boards are this person's to see?"""
    held = held_by(user)
    return any(role in BOARD_ROLES for role, _path, _kind in held) or reads_the_nation(held)
