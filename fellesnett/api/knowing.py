"""Who asks: nobody we know, which is enough for reading; the holder of a key; or a subscriber, by its own signature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import APIKeyHeader

from fellesnett.delivery.keys import HEADER, reader
from fellesnett.delivery.messages import BadSignature, check
from fellesnett.delivery.models import Key, Subscription
from fellesnett.delivery.pushing import secrets_of
from fellesnett.foundation import clock, limiting


def key_of(request: HttpRequest) -> Key | None:
    found: Key | None = getattr(request, "key", None)
    return found


def reader_of(request: HttpRequest) -> str:
    """What one reader is told from another by: the key, else the address."""
    return reader(key_of(request), limiting.address_of(request))


class ByKey(APIKeyHeader):
    """`X-API-Key`, as the national editors gave it out."""

    param_name = HEADER

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return key_of(request)


class BySignature(APIKeyHeader):
    """The question is signed as we sign our messages: `webhook-id`, `webhook-timestamp` and `webhook-signature`, with the
    secret of the subscription that the address names."""

    param_name = "webhook-signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        match = request.resolver_match
        found = _subscription(str(match.kwargs.get("id", ""))) if match and key else None
        if found is None:
            return None
        at = clock.now()
        try:
            check({name.lower(): value for name, value in request.headers.items()}, request.body, secrets_of(found, at), at=at)
        except BadSignature:
            return None
        return found


def _subscription(named: str) -> Subscription | None:
    try:
        return Subscription.objects.standing().filter(pk=UUID(named)).first()
    except ValueError:
        return None
