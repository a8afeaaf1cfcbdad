"""The session of a desk: an open sign-in stands behind it, and it is shut when that ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fellesnett.access.actions import sign_ins
from fellesnett.access.models import Method, Provider, SignIn
from fellesnett.accounts.models import User
from fellesnett.desk.access import lapsed
from fellesnett.desk.access.devices import device_of

SIGN_IN, ID_TOKEN = "sign_in", "id_token"
BACKEND = "fellesnett.organizations.backends.MembershipBackend"


def enter(
    request: HttpRequest, user: User, method: str, *, at: datetime, provider: Provider | None = None, id_token: str = ""
) -> SignIn:
    """Log a person in who has proven who they are. The session gets a new key, and what it held is gone, but for what this
    person had written when the last sign-in was over."""
    written = lapsed.through_the_log_in(request, user.pk, at=at)
    request.session.flush()
    login(request, user, backend=BACKEND)
    lapsed.put_back(request, written)
    device = device_of(request.headers.get("User-Agent", ""))
    opened = sign_ins.begin(user=user, method=method, provider=provider, device=device, at=at)
    request.session[SIGN_IN] = opened.pk
    if id_token:
        request.session[ID_TOKEN] = id_token
    return opened


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """The open sign-in behind this session."""
    key = request.session.get(SIGN_IN)
    return SignIn.objects.select_related("provider__organization").filter(pk=key, user=request.user.pk).first() if key else None


def stand_behind(request: HttpRequest, *, at: datetime, counts: bool = True) -> str:
    """See that an open sign-in stands behind the session, and let a provider's word reach no further than its organization.

    Empty when all is well; else the session is shut, and the words say why. `counts`: the person did this, not a timer.
    """
    if SIGN_IN not in request.session and not settings.SIGN_INS_ARE_KEPT:
        return ""
    user: Any = request.user
    found = sign_in_of(request)
    if found is None:
        logout(request)
        return _("Innloggingen ble avsluttet. Logg inn på nytt.")
    if sign_ins.is_over(found, at=at):
        sign_ins.end(sign_in=found, by=None, why="idle", at=at)
        logout(request)
        return _("Du ble logget ut fordi det var lenge siden du gjorde noe, eller fordi dagen var over. Logg inn på nytt.")
    if found.method == Method.PROVIDER and found.provider:
        if not found.provider.enabled:
            logout(request)
            return _("Innloggingen fra virksomheten din er slått av.")
        user.vouched_within = found.provider.organization.path
    if counts:
        sign_ins.seen(sign_in=found, at=at)
    request.sign_in = found  # type: ignore[attr-defined]
    return ""


def is_late(request: HttpRequest, *, at: datetime) -> bool:
    """Are the days over in which this person was to set up a second step?"""
    found: SignIn | None = getattr(request, "sign_in", None)
    return bool(found and found.must_set_up_by and found.must_set_up_by <= at)


def leave(request: HttpRequest, *, at: datetime) -> tuple[Provider | None, str]:
    """Log out here. Returns the provider that opened the door, if one did, and its token, for logging out there too."""
    found, token = sign_in_of(request), str(request.session.get(ID_TOKEN, ""))
    if found is not None:
        sign_ins.end(sign_in=found, by=found.user, why="left", at=at)
    logout(request)
    return (found.provider if found else None), token
