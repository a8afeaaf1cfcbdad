"""Who may do what to the national base. The rights themselves live in `organizations.Membership`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from fellesnett.organizations.models import Membership, OrganizationKind, Role
from fellesnett.organizations.permissions import NATIONAL_ROLES, is_national, memberships_of, today

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


def may_tag(user: User, topic: Topic) -> bool:
    """Say which codes a topic is found by: whoever writes nationally, or the one who answers for it, or the deputy."""
    owns = user.is_active and user.pk in (topic.owner_id, topic.deputy_id)
    return may_write(user) or (owns and memberships_of(user).exists())


def may_comment(user: User, topic: Topic) -> bool:
    """Read what colleagues say of a topic's texts, and say something: whoever writes nationally, or may sign the topic."""
    return may_write(user) or may_sign(user, topic)


def those_who_may_comment(topic: Topic) -> Q:
    """The condition on `User` for everybody for whom `may_comment` holds."""
    standing = Membership.objects.standing(today()).whole()
    office = standing.filter(organization__kind=OrganizationKind.NATIONAL, role__in=(*NATIONAL_ROLES, Role.CLINICIAN))
    clinicians = standing.filter(role=Role.CLINICIAN)
    answers = Q(pk__in=(topic.owner_id, topic.deputy_id), id__in=clinicians.values("user"))
    return Q(is_active=True) & (Q(pk__in=office.values("user")) | answers)


def demand_writer(user: User) -> None:
    """Raises NotAllowed."""
    if not may_write(user):
        raise NotAllowed(_("Bare nasjonale redaktører kan gjøre dette. Be den nasjonale redaksjonen om hjelp."))


def demand_tagger(user: User, topic: Topic) -> None:
    """Raises NotAllowed."""
    if not may_tag(user, topic):
        raise NotAllowed(_("Bare nasjonale redaktører, fagansvarlig og vara kan endre kodene. Send saken til en av dem."))


def demand_approver(user: User) -> None:
    """Raises NotAllowed."""
    if not may_approve(user):
        raise NotAllowed(_("Bare nasjonal medisinsk redaktør kan gjøre dette. Send saken til den medisinske redaktøren."))


def demand_clinician(user: User, topic: Topic) -> None:
    """Raises NotAllowed."""
    if not may_sign(user, topic):
        raise NotAllowed(_("Bare en nasjonal kliniker, fagansvarlig eller vara kan godkjenne faglig. Send saken til en av dem."))


def demand_colleague(user: User, topic: Topic) -> str:
    """The role in which this person speaks of a topic's texts. Raises NotAllowed."""
    for role in (Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR):
        if is_national(user, role):
            return str(role)
    demand_clinician(user, topic)
    return str(Role.CLINICIAN)
