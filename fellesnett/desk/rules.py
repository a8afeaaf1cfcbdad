"""What a door is, and the few rules that open one. Rules are data: `doors.DOORS` can be read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.organizations.permissions import every_membership_of, is_national, may_at_site

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Arguments = Mapping[str, Any]
Rule = Callable[["User", Arguments, HttpRequest], bool]
LOOKING = ("GET", "HEAD")
SiteOf = Callable[[Arguments], Site | None]


@dataclass(frozen=True, slots=True)
class Door:
    """One address of the desk, known by its view name (`desk_local:inbox`), who may pass, and why it is open at all.

    A name that ends in `*` opens every view whose name begins so. `anonymous` doors are for those who have not logged in.
    """

    name: str
    rule: Rule
    why: str
    anonymous: bool = False

    def fits(self, view_name: str) -> bool:
        """Does this door stand at that view?"""
        return view_name.startswith(self.name[:-1]) if self.name.endswith("*") else view_name == self.name


def anyone(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Everybody, also those who are not logged in."""
    return True


def any_member(user: User, arguments: Arguments, request: HttpRequest) -> bool:
    """Everyone with a role somewhere."""
    return every_membership_of(user).exists()


def national(*roles: str) -> Rule:
    """Those who hold one of these roles at the national editorial office (default: the national editors)."""

    def rule(user: User, arguments: Arguments, request: HttpRequest) -> bool:
        return is_national(user, *roles)

    return rule


def site_by_slug(arguments: Arguments) -> Site | None:
    """The site that the address names."""
    return Site.objects.select_related("organization").filter(slug=arguments.get("site", "")).first()


def at_site(*roles: str, site_of: SiteOf = site_by_slug) -> Rule:
    """Those who hold one of these roles for the organization of the site (default: any role that belongs to a site).
    At a closed site they only look.

    `site_of` finds the site from the address's arguments when the address does not name it as `site`.
    """
    wanted = roles or SITE_ROLES

    def rule(user: User, arguments: Arguments, request: HttpRequest) -> bool:
        site = site_of(arguments)
        if site is None or (site.state == SiteState.CLOSED and request.method not in LOOKING):
            return False
        return may_at_site(user, site, *wanted)

    return rule


def either(*rules: Rule) -> Rule:
    """Those whom any of these rules lets through."""

    def rule(user: User, arguments: Arguments, request: HttpRequest) -> bool:
        return any(one(user, arguments, request) for one in rules)

    return rule


SITE_ROLES: tuple[str, ...] = (
    Role.REGIONAL_OWNER,
    Role.SITE_OWNER,
    Role.EDITOR,
    Role.CONTRIBUTOR,
    Role.CLINICIAN,
    Role.AUDITOR,
)
