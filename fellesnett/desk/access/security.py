"""One's own security: the second step and its recovery codes, and where one is logged in."""

from __future__ import annotations

from base64 import b32encode
from io import BytesIO
from typing import Any, cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access.actions import second_steps, sign_ins
from fellesnett.access.gates import Refused
from fellesnett.access.models import Authenticator
from fellesnett.access.queries import identities_of, open_sign_ins
from fellesnett.access.second_steps import authenticator_of, is_required_of, recovery_codes_left
from fellesnett.accounts.models import User
from fellesnett.desk.access import guard
from fellesnett.desk.access.entering import CodeForm
from fellesnett.desk.access.frame import inside
from fellesnett.desk.access.sessions import sign_in_of
from fellesnett.foundation import clock


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How I come in, and where I am in."""
    return _overview(request)


def _overview(request: HttpRequest, form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    user, here = _person(request), sign_in_of(request)
    return inside(
        request,
        "overview.html",
        _("Innlogging og sikkerhet"),
        parent=False,
        status=status,
        form=form or CodeForm(),
        has_password=user.has_usable_password(),
        has_second_step=authenticator_of(user) is not None,
        is_required=is_required_of(user),
        due=here.must_set_up_by if here else None,
        codes_left=recovery_codes_left(user),
        identities=identities_of(user),
        sign_ins=open_sign_ins(user),
        here=here,
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up the app: see the key, prove it by a code, and get the recovery codes."""
    user = _person(request)
    if not user.has_usable_password() or authenticator_of(user):
        return redirect("desk_security:overview")
    device = second_steps.begin_set_up(user=user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = _("De seks sifrene som appen viser nå.")
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_steps.confirm_set_up(user=user, code=form.cleaned_data["code"], at=clock.now())
        except Refused as refusal:
            form.add_error("code", " ".join(f"{reason.text} {reason.what_to_do}".strip() for reason in refusal.reasons))
        else:
            return _show(request, codes, _("To-trinns innlogging er satt opp"))
    here = sign_in_of(request)
    due = here.must_set_up_by if here else None
    shown: dict[str, Any] = {
        "picture": _picture(device),
        "key": _in_fours(device),
        "due": due,
        "is_late": bool(due and due <= clock.now()),
    }
    return inside(request, "set_up.html", _("Sett opp to-trinns innlogging"), form=form, **shown)


@never_cache
@sensitive_post_parameters("code")
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """With a code: take the app away, or make new recovery codes."""
    user, at = _person(request), clock.now()
    if shut := guard.shut_out(request, user.email):
        return shut
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, status=422)
    if not second_steps.check(user=user, code=form.cleaned_data["code"], at=at):
        guard.failed(request, user.email)
        form.add_error("code", _("Koden stemmer ikke, eller den er brukt. Vent til appen viser en ny, og skriv den."))
        return _overview(request, form, status=422)
    if request.POST.get("act") == "codes":
        return _show(request, second_steps.renew_recovery_codes(user=user, at=at), _("Nye gjenopprettingskoder"))
    second_steps.remove(user=user, at=at)
    messages.success(request, _("Appen er fjernet. Sett opp en ny når du vil."))
    return redirect("desk_security:overview")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    here = sign_in_of(request)
    ended = sign_ins.end_others(user=_person(request), keep=here.pk if here else 0, at=clock.now())
    messages.success(
        request, _("Logget ut på %(n)s andre enheter.") % {"n": ended} if ended else _("Du var ikke logget inn andre steder.")
    )
    return redirect("desk_security:overview")


def _show(request: HttpRequest, codes: list[str], title: str) -> HttpResponse:
    """The recovery codes, in the answer itself: they are kept nowhere as they are written."""
    return inside(request, "codes.html", title, codes=codes)


def _picture(device: Authenticator) -> SafeString:
    """The key as a QR code, drawn as SVG with attributes alone, as the policy demands."""
    drawn = BytesIO()
    segno.make(device.config_url, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=5, border=3, light="#fff", title=_("QR-kode for autentiseringsappen")
    )
    return mark_safe(drawn.getvalue().decode())  # drawn here, of our own text


def _in_fours(device: Authenticator) -> str:
    key = b32encode(device.bin_key).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))
