"""Who may do what with a site's own pages: one membership table, asked page by page.

A role counts for every page of the site, unless it was given for a branch (`branches.py`) or is of one kind of page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from fellesnett.organizations.models import Membership, Role, Site, SiteState
from fellesnett.organizations.permissions import every_membership_of, organizations_of, roles_at, users_with
from fellesnett.pages.branches import lies_in, lying_in, with_all_below

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

PUBLISHERS = (Role.SITE_OWNER, Role.EDITOR)
WRITERS = (*PUBLISHERS, Role.CONTRIBUTOR)
READERS = (*WRITERS, Role.REGIONAL_OWNER, Role.AUDITOR)
ROLES: dict[str, tuple[str, ...]] = {
    "add": WRITERS,
    "change": WRITERS,
    "view": READERS,
    "delete": PUBLISHERS,
    "publish": PUBLISHERS,
    "describe": PUBLISHERS,
    "lock": PUBLISHERS,
    "unlock": PUBLISHERS,
}
"""Wagtail's words for acts, and the roles at the page's organization that may."""
OF_THE_SITE = frozenset({"describe"})
"""What is done with the site as a whole: no branch and no kind of page gives a right to it."""
OF_A_KIND: dict[str, tuple[str, ...]] = {"study": (Role.STUDY_PUBLISHER,)}
"""The kinds of page that a role of their own writes and publishes."""


def roles_for(action: str, model: type[Any] | None = None) -> tuple[str, ...]:
    """The roles at the page's organization that may do this with pages of this kind."""
    kind = model._meta.model_name or "" if model and action not in OF_THE_SITE else ""
    return (*ROLES.get(action, ()), *(OF_A_KIND.get(kind, ()) if action in ROLES else ()))


def sites_where(user: User, action: str, model: type[Any] | None = None) -> QuerySet[Site]:
    """The sites where this user may do this with pages of this kind, with all of them or with a branch."""
    reached = Q(organization__in=organizations_of(user, *roles_for(action, model)))
    return _not_shut(Site.objects.filter(reached | Q(organization__in=_in_part(user, action).values("organization"))), action)


def whole_sites_where(user: User, action: str, model: type[Any] | None = None) -> QuerySet[Site]:
    """The sites where this user may do this with every page of this kind."""
    return _not_shut(Site.objects.filter(organization__in=organizations_of(user, *roles_for(action, model))), action)


def branches_where(user: User, action: str) -> frozenset[UUID]:
    """The branches, with all that lies below, where this user may do this. One query for those who have none."""
    return with_all_below(_in_part(user, action).values_list("branch", flat=True))


def pages_where(user: User, action: str, model: type[Any]) -> QuerySet[Any]:
    """The pages of this kind that this user may do this with."""
    whole, branches = whole_sites_where(user, action, model), branches_where(user, action)
    condition = Q(site__in=whole)
    if branches:
        condition |= lying_in(model, branches) & Q(site__in=sites_where(user, action, model))
    found: QuerySet[Any] = model._default_manager.filter(condition)
    return found


def may(user: User, action: str, site: Site, model: type[Any] | None = None) -> bool:
    """May this user do this with every page of this kind at this site? Those of a closed site are only looked at."""
    if site.state == SiteState.CLOSED and action != "view":
        return False
    return bool(roles_at(user, site.organization) & set(roles_for(action, model)))


def may_page(user: User, action: str, page: Any) -> bool:
    """May this user do this with this page as it stands: by a role at its site, or in the branch where it lies?"""
    if may(user, action, page.site, type(page)):
        return True
    if page.site.state == SiteState.CLOSED and action != "view":
        return False
    own = _in_part(user, action).filter(organization=page.site.organization_id)
    return lies_in(page, with_all_below(own.values_list("branch", flat=True)))


def may_somewhere(user: User, action: str, model: type[Any] | None = None) -> bool:
    """Does this user hold a role anywhere that may do this?"""
    wanted = roles_for(action, model)
    return any(role in wanted and not (in_part and action in OF_THE_SITE) for role, in_part in roles_anywhere(user))


def roles_anywhere(user: User) -> frozenset[tuple[str, bool]]:
    """The roles this user holds somewhere, and whether only for a branch. Asked once a request: they are kept on the user."""
    held: frozenset[tuple[str, bool]] | None = getattr(user, "_roles_anywhere", None)
    if held is None:
        rows = every_membership_of(user).values_list("role", "branch")
        held = frozenset((role, branch is not None) for role, branch in rows)
        user._roles_anywhere = held  # type: ignore[attr-defined]
    return held


def _in_part(user: User, action: str) -> QuerySet[Membership]:
    """The memberships for a branch that give a right to this."""
    held = every_membership_of(user).filter(branch__isnull=False, role__in=ROLES.get(action, ()))
    return held.none() if action in OF_THE_SITE else held


def _not_shut(sites: QuerySet[Site], action: str) -> QuerySet[Site]:
    return sites if action == "view" else sites.exclude(state=SiteState.CLOSED)


class SitePagePolicy(BasePermissionPolicy):  # type: ignore[misc]
    """Wagtail's questions, answered from memberships. «On some instance» means at some site of one's own."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return may_somewhere(user, action, self.model)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return instance.site_id is not None and may_page(user, action, instance)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Any]:
        keys = Q(pk__in=[])
        for action in actions:
            keys |= Q(pk__in=pages_where(user, action, self.model).values("pk"))
        found: QuerySet[Any] = self.model._default_manager.filter(keys)
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return get_user_model()._default_manager.none()  # nobody is listed across organizations

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[User]:
        roles = {role for action in actions for role in roles_for(action, self.model)}
        return get_user_model()._default_manager.filter(users_with(instance.site.organization, *roles))


def register() -> None:
    """Tell Wagtail whom to ask about each kind of page."""
    from fellesnett.pages.models import Picture, SiteProfile, page_models

    for model in (*page_models(), Picture, SiteProfile):
        register_permission_policy(model, SitePagePolicy(model))
