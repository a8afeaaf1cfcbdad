"""Who puts up signposts: the national editors. Who looks one over: they, and whoever answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.national.permissions import NotAllowed, may_write
from fellesnett.organizations.permissions import memberships_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.signposts.models import Signpost


def may_put_up(user: User) -> bool:
    """Put up, change and take down."""
    return may_write(user)


def may_review(user: User, signpost: Signpost) -> bool:
    """Say that a signpost still leads right."""
    owns = user.is_active and user.pk == signpost.owner_id
    return may_put_up(user) or (owns and memberships_of(user).exists())


def demand_editor(user: User) -> None:
    """Raises NotAllowed."""
    if not may_put_up(user):
        raise NotAllowed(_("Bare nasjonale redaktører setter opp og tar ned veivisere. Be dem om hjelp."))


def demand_reviewer(user: User, signpost: Signpost) -> None:
    """Raises NotAllowed."""
    if not may_review(user, signpost):
        raise NotAllowed(_("Bare nasjonale redaktører og den ansvarlige kan se over veiviseren. Send saken til en av dem."))
