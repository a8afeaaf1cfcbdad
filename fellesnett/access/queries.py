"""Questions about providers and open sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from fellesnett.access.models import Identity, Provider, SignIn

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def providers_on() -> QuerySet[Provider]:
    """The providers that people can sign in through today, by name."""
    return Provider.objects.filter(enabled=True).select_related("organization")


def all_providers() -> QuerySet[Provider]:
    """Every provider, on or off, by name."""
    return Provider.objects.select_related("organization", "described_by")


def open_sign_ins(user: User) -> QuerySet[SignIn]:
    """The person's open sign-ins, the one seen last first."""
    return SignIn.objects.filter(user=user).select_related("provider").order_by("-seen_at", "-pk")


def identities_of(user: User) -> QuerySet[Identity]:
    """The providers that have vouched for this person."""
    return Identity.objects.filter(user=user).select_related("provider__organization").order_by("provider__name")
