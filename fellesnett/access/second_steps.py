"""Questions about second steps: who has one, who must have one, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django_otp.plugins.otp_static.models import StaticToken

from fellesnett.access.models import Authenticator, Grace
from fellesnett.organizations.permissions import every_membership_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def authenticator_of(user: User) -> Authenticator | None:
    """The person's authenticator app, proven by a code; None where there is none."""
    found: Authenticator | None = Authenticator.objects.filter(user=user, confirmed=True).order_by("pk").first()
    return found


def with_second_step(users: Iterable[User]) -> set[int]:
    """The keys of those among these people who have an authenticator app. One query."""
    return set(Authenticator.objects.filter(user__in=list(users), confirmed=True).values_list("user_id", flat=True))


def recovery_codes_left(user: User) -> int:
    """How many unused recovery codes the person has."""
    return int(StaticToken.objects.filter(device__user=user).count())


def is_required_of(user: User) -> bool:
    """Must this person have a second step? Those whose role publishes, approves or releases; demonstration people never."""
    if user.is_demonstration:
        return False
    return every_membership_of(user).filter(role__in=settings.SECOND_STEP_ROLES).exists()


def deadline(user: User, *, at: datetime) -> datetime | None:
    """By when a person without a second step must have set one up; None where nothing is demanded.

    The days count from the first time it is asked.
    """
    if not is_required_of(user) or authenticator_of(user):
        return None
    grace, _new = Grace.objects.get_or_create(user=user, defaults={"since": at})
    return grace.since + timedelta(days=settings.SECOND_STEP_GRACE_DAYS)
