"""Open sign-ins: they begin, are seen, and end. Who came and went is logged, with the way, never the address of the machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from fellesnett.access.models import Method, Provider, SignIn
from fellesnett.access.second_steps import deadline
from fellesnett.editorial import log

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin(*, user: User, method: str, provider: Provider | None = None, device: str = "", at: datetime) -> SignIn:
    """A person has come in. Those of the person's sign-ins that are over by the clock are forgotten.

    With a password alone, a role that demands two steps sets the day by which they must be set up.
    """
    for old in SignIn.objects.filter(user=user):
        if is_over(old, at=at):
            old.delete()
    due = deadline(user, at=at) if method == Method.PASSWORD else None
    opened = SignIn.objects.create(
        user=user, method=method, provider=provider, device=device[:120], started_at=at, seen_at=at, must_set_up_by=due
    )
    payload = {"sign_in": opened.pk, "method": str(method), **({"provider": provider.slug} if provider else {})}
    organization = provider.organization if provider else None
    log.append([log.Entry("sign_in.begun", f"user:{user.pk}", payload, organization)], by=user, at=at)
    return opened


def is_over(sign_in: SignIn, *, at: datetime) -> bool:
    """Has it been idle too long, or lasted longer than any working day?"""
    idle = at - sign_in.seen_at > timedelta(minutes=settings.SIGN_IN_IDLE_MINUTES)
    return idle or at - sign_in.started_at > timedelta(hours=settings.SIGN_IN_HOURS)


def seen(*, sign_in: SignIn, at: datetime) -> None:
    """The person did something. Written down once a minute at most."""
    if at - sign_in.seen_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=sign_in.pk).update(seen_at=at)


@transaction.atomic
def end(*, sign_in: SignIn, by: User | None, why: str, at: datetime) -> None:
    """It is over: `why` is `left`, `idle` or `ended_elsewhere`. `by` is None when the clock ended it."""
    gone, _rows = SignIn.objects.filter(pk=sign_in.pk).delete()
    if gone:
        entry = log.Entry("sign_in.ended", f"user:{sign_in.user_id}", {"sign_in": sign_in.pk, "why": why})
        log.append([entry], by=by, at=at)


@transaction.atomic
def end_others(*, user: User, keep: int, at: datetime) -> int:
    """End the person's sign-ins on all other devices. Returns how many there were."""
    others = list(SignIn.objects.filter(user=user).exclude(pk=keep))
    for other in others:
        end(sign_in=other, by=user, why="ended_elsewhere", at=at)
    return len(others)


def end_all(*, user: User) -> None:
    """End every sign-in of a person: a step of an act that logs."""
    SignIn.objects.filter(user=user).delete()
