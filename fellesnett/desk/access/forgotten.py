"""Coming in by letter: a forgotten password, and an invitation. Opening a link changes nothing, and logs nobody in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from fellesnett.access.actions import inviting, passwords
from fellesnett.access.models import Invitation
from fellesnett.accounts.models import User
from fellesnett.desk.access.frame import attempt, outside
from fellesnett.foundation import clock, limiting
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.access.gates import Reason

OFTEN = limiting.SlidingCounter(limit=20, window=timedelta(minutes=10))  # by one address: a hospital's people share one
TOO_MANY, GONE = 429, 410


class AddressForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-post"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": gettext_lazy("Skriv e-postadressen du logger inn med."),
            "invalid": gettext_lazy("Skriv hele e-postadressen, som navn@sykehus.no."),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a letter. The answer is the same whether the address has an account."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return outside(request, "forgotten.html", 422 if form.errors else 200, form=form, mail=settings.MAIL_IS_ON)
    if not OFTEN.allows(limiting.address_of(request), clock.now()):
        form.add_error(None, _("Det er bedt om for mange brev herfra nå. Vent ti minutter og prøv igjen."))
        return outside(request, "forgotten.html", TOO_MANY, form=form, mail=settings.MAIL_IS_ON)
    passwords.ask_for_new(email=form.cleaned_data["email"], at=clock.now())
    return outside(request, "forgotten_sent.html", email=form.cleaned_data["email"])


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Choose a new password. The second step is asked for at the log-in that follows."""
    person = passwords.whose(uidb64, token) if _may_try(request) else None
    if person is None:
        return outside(request, "link_over.html", GONE, invitation=False)
    form = _password_form(request, person)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        reasons = attempt(lambda: passwords.set_new(person=person, token=token, password=chosen, at=clock.now()))
        if not reasons:
            messages.success(request, _("Passordet er endret, og du er logget ut overalt. Logg inn med det nye."))
            return redirect("wagtailadmin_login")
    status = 422 if form.errors or reasons else 200
    return outside(request, "new_password.html", status, form=form, reasons=reasons, person=person)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: choose a password, and log in."""
    found = inviting.find(secret) if _may_try(request) else None
    if found is None or not inviting.is_open(found, at=clock.now()):
        return outside(request, "link_over.html", GONE, invitation=True)
    form = _password_form(request, User(email=found.email, last_name=found.name))
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        reasons = attempt(lambda: inviting.accept(invitation=found, password=chosen, at=clock.now()))
        if not reasons:
            messages.success(request, _("Velkommen. Logg inn med e-posten din og passordet du valgte."))
            return redirect("wagtailadmin_login")
    status = 422 if form.errors or reasons else 200
    return outside(request, "invited.html", status, form=form, reasons=reasons, invitation=found, role=_role(found))


def _role(invitation: Invitation) -> str:
    return str(Role(invitation.role).label)


def _may_try(request: HttpRequest) -> bool:
    return request.method != "POST" or OFTEN.allows(limiting.address_of(request), clock.now())


def _password_form(request: HttpRequest, person: User) -> SetPasswordForm[User]:
    form: SetPasswordForm[User] = SetPasswordForm(person, request.POST if request.method == "POST" else None)
    for name in ("new_password1", "new_password2"):
        form.fields[name].widget.attrs["autocomplete"] = "new-password"
        form.fields[name].error_messages["required"] = _("Skriv passordet begge steder.")
    form.fields["new_password1"].label, form.fields["new_password2"].label = _("Nytt passord"), _("Samme passord en gang til")
    form.fields["new_password2"].help_text = ""
    return form
