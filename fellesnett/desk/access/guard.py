"""The log-in's guard against guessing (django-axes), asked about codes and providers as it is about passwords."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse


def shut_out(request: HttpRequest, name: str) -> HttpResponse | None:
    """The page that says so, when this address has failed too often with this name (an e-mail address, or `provider:<slug>`)."""
    credentials = {"username": name}
    if AxesProxyHandler.is_allowed(request, credentials):
        return None
    answer: HttpResponse = get_lockout_response(request, None, credentials)
    return answer


def failed(request: HttpRequest, name: str) -> None:
    """One more failure with this name from this address."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


def failures_allowed(request: HttpRequest | None, credentials: dict[str, str] | None) -> int:
    """Ten wrong passwords or codes for a person; more for a provider, whose people share a hospital's one address."""
    name = (credentials or {}).get("username") or ""
    return 60 if name.startswith("provider:") else 10
