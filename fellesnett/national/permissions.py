"""Who may do what to the national base. The rights themselves live in `organizations.Membership`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from fellesnett.organizations.models import Role
from fellesnett.organizations.permissions import is_national, memberships_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Topic


class NotAllowed(PermissionDenied):
    """This person's roles do not cover the act. The text says which role does, in the user's language."""


def may_write(user: User) -> bool:
    """Write, freeze and release texts, and open language versions: the national editors."""
    return is_national(user)


def may_approve(user: User) -> bool:
    """Approve an edition or withdraw a topic: the national medical editor."""
    return is_national(user, Role.NATIONAL_MEDICAL_EDITOR)


def may_sign(user: User, topic: Topic) -> bool:
    """Sign as a clinician: one at the national office, or the topic's owner or deputy who is a clinician anywhere."""
    if is_national(user, Role.CLINICIAN):
        return True
    owns = user.is_active and user.pk in (topic.owner_id, topic.deputy_id)
    return owns and memberships_of(user).filter(role=Role.CLINICIAN).exists()


def demand_writer(user: User) -> None:
    """Raises NotAllowed."""
    if not may_write(user):
        raise NotAllowed(_("Bare nasjonale redaktører kan gjøre dette. Be den nasjonale redaksjonen om hjelp."))


def demand_approver(user: User) -> None:
    """Raises NotAllowed."""
    if not may_approve(user):
        raise NotAllowed(_("Bare nasjonal medisinsk redaktør kan gjøre dette. Send saken til den medisinske redaktøren."))


def demand_clinician(user: User, topic: Topic) -> None:
    """Raises NotAllowed."""
    if not may_sign(user, topic):
        raise NotAllowed(_("Bare en nasjonal kliniker, fagansvarlig eller vara kan godkjenne faglig. Send saken til en av dem."))
