"""A provider vouches for a person: the account is found or made, linked once, and let in. Roles are never taken from claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from fellesnett.access.gates import Refused
from fellesnett.access.models import Identity, Provider
from fellesnett.access.vouching import demand_vouched_address, known_person
from fellesnett.accounts.models import User
from fellesnett.editorial import log


@transaction.atomic
def take_word(*, provider: Provider, claims: Mapping[str, Any], at: datetime) -> User:
    """The person that a token which holds speaks of; a new account, without any role, the first time. Raises Refused."""
    current = Provider.objects.select_for_update().select_related("organization").get(pk=provider.pk)
    address = demand_vouched_address(current, claims)
    subject = str(claims["sub"])
    user = known_person(current, subject, address) or _new_person(current, claims, address, at)
    identity, new = Identity.objects.get_or_create(provider=current, subject=subject, defaults={"user": user, "linked_at": at})
    if new:
        entry = log.Entry("identity.linked", f"user:{user.pk}", {"provider": current.slug}, current.organization)
        log.append([entry], by=user, at=at)
    return identity.user


@transaction.atomic
def record_refusal(*, provider: Provider, code: str, at: datetime) -> None:
    """Write down that a sign-in through a provider was refused, and in one word why."""
    entry = log.Entry("sign_in.refused", f"provider:{provider.slug}", {"why": code[:80]}, provider.organization)
    log.append([entry], by=None, at=at)


def code_of(refusal: Refused) -> str:
    """The first reason's code."""
    return refusal.reasons[0].code


def _new_person(provider: Provider, claims: Mapping[str, Any], address: str, at: datetime) -> User:
    names = {"first_name": _name(claims.get("given_name")), "last_name": _name(claims.get("family_name"))}
    user = User.objects.create_user(email=address, **names)
    entry = log.Entry("user.made", f"user:{user.pk}", {"provider": provider.slug}, provider.organization)
    log.append([entry], by=user, at=at)
    return user


def _name(value: Any) -> str:
    return " ".join(str(value or "").split())[:150]
