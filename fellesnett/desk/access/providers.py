"""Connecting the organizations' providers, and a lost second step of somebody without a site: the national medical editor."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access import oidc
from fellesnett.access.actions.providers import RECORD, describe_provider, switch_provider
from fellesnett.access.actions.second_steps import reset
from fellesnett.access.gates import Refused
from fellesnett.access.models import Provider
from fellesnett.access.queries import all_providers
from fellesnett.accounts.models import User
from fellesnett.desk.access.frame import attempt
from fellesnett.desk.access.people import ResetForm
from fellesnett.desk.national.pages import page
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Organization


class ProviderForm(forms.Form):
    """What the hospital's IT department sends."""

    name = forms.CharField(
        label=gettext_lazy("Navn på knappen"), max_length=120, help_text=gettext_lazy("For eksempel «Helse Bergen».")
    )
    slug = forms.SlugField(
        label=gettext_lazy("Kortnavn i adressen"),
        max_length=60,
        help_text=gettext_lazy(
            "Små bokstaver og bindestrek. Kan ikke endres siden: det står i adressen som IT-avdelingen registrerer."
        ),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Virksomhet"),
        empty_label=gettext_lazy("Velg"),
        help_text=gettext_lazy("Den går bare god for folk her og i virksomhetene under."),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Utsteder (issuer)"),
        max_length=300,
        help_text=gettext_lazy("Adressen foran /.well-known/openid-configuration."),
    )
    client_id = forms.CharField(label=gettext_lazy("Klient-ID (client ID)"), max_length=200)
    secret_name = forms.CharField(
        label=gettext_lazy("Navnet på hemmeligheten"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Selve hemmeligheten lagres ikke her. Driften legger den i miljøet under navnet, for eksempel OIDC_HELSE_BERGEN."
        ),
    )
    email_domains = forms.CharField(
        label=gettext_lazy("E-postdomener"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ett på hver linje. Bare adresser herfra slippes inn."),
    )
    claims = forms.CharField(
        label=gettext_lazy("Påstander som må stå i svaret"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Én på hver linje, for eksempel «tid=1234». Tomt: ingen krav ut over domenet."),
    )
    email_assured = forms.BooleanField(
        label=gettext_lazy("Leverandøren merker ikke adresser som bekreftet, men lar ingen endre sin egen"),
        required=False,
        help_text=gettext_lazy("Gjelder ofte Microsoft Entra ID. Spør IT-avdelingen før du krysser av."),
    )

    def __init__(self, *args: Any, provider: Provider | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organizations = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        organizations.queryset = Organization.objects.filter(active=True)
        if provider:
            self.fields["slug"].disabled = True

    def clean_email_domains(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["email_domains"].replace(",", "\n").splitlines() if line.strip()]

    def clean_claims(self) -> dict[str, str]:
        pairs = {}
        for line in filter(None, map(str.strip, self.cleaned_data["claims"].splitlines())):
            name, equals, value = line.partition("=")
            if not equals or not name.strip() or not value.strip():
                raise ValidationError(_("Skriv hver påstand som navn=verdi. Denne er feil: «%(line)s».") % {"line": line})
            pairs[name.strip()] = value.strip()
        return pairs


def as_form(provider: Provider) -> dict[str, Any]:
    """A provider as it is written in the form."""
    kept = {name: getattr(provider, name) for name in RECORD}
    lines = [f"{name}={value}" for name, value in provider.claims.items()]
    return {**kept, "email_domains": "\n".join(provider.email_domains), "claims": "\n".join(lines)}


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Every provider, on or off."""
    return page(request, "providers.html", _("Innlogging for virksomhetene"), providers=all_providers())


@require_http_methods(["GET", "HEAD", "POST"])
def new_provider(request: HttpRequest) -> HttpResponse:
    """Write down a new one. It is off until it is turned on."""
    return _screen(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, provider: str) -> HttpResponse:
    """One provider: what the IT department must register, whether it answers, and what is written down."""
    return _screen(request, get_object_or_404(all_providers(), slug=provider))


def _screen(request: HttpRequest, row: Provider | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ProviderForm(posted, provider=row, initial=as_form(row) if row else None)
    if posted is not None and form.is_valid():
        try:
            kept = describe_provider(provider=row, record=form.cleaned_data, by=cast("User", request.user), at=now())
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(reason.code if reason.code in form.fields else None, reason.text)
        else:
            messages.success(request, _("Lagret. Prøv forbindelsen før du slår den på."))
            return redirect("desk_national:provider", kept.slug)
    title = row.name if row else _("Ny innlogging")
    answer_at = request.build_absolute_uri(reverse("desk_entry:answer", args=[row.slug])) if row else ""
    back_at = request.build_absolute_uri(reverse("wagtailadmin_login"))
    shown = {"form": form, "provider": row, "answer_at": answer_at, "back_at": back_at}
    return page(request, "provider.html", title, _trail(), status=422 if posted else 200, **shown)


@require_POST
def switch(request: HttpRequest, provider: str) -> HttpResponse:
    """Turn it on or off."""
    row, on = get_object_or_404(all_providers(), slug=provider), request.POST.get("on") == "1"
    for reason in attempt(lambda: switch_provider(provider=row, on=on, by=cast("User", request.user), at=now())):
        messages.error(request, reason.text)
    messages.success(request, _("Slått på.") if on else _("Slått av. De som var logget inn herfra, er logget ut."))
    return redirect("desk_national:provider", row.slug)


@require_POST
def try_provider(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask the provider for its own description, and say whether it can be used."""
    row = get_object_or_404(all_providers(), slug=provider)
    try:
        found = oidc.look_up(row)
    except oidc.ProviderFault as fault:
        words = FAULTS.get(fault.code) or _("Svaret derfra kan ikke brukes.")
        messages.error(request, f"{words} ({fault.code})")
    else:
        ends = _("Den kan også logge ut.") if found.get("end_session_endpoint") else _("Den har ingen utlogging.")
        messages.success(request, _("Forbindelsen virker. %(ends)s") % {"ends": ends})
    return redirect("desk_national:provider", row.slug)


FAULTS = {
    "unreachable": gettext_lazy("Adressen svarer ikke. Se etter skrivefeil, og om brannmuren slipper oss fram."),
    "wrong_issuer": gettext_lazy("Leverandøren kaller seg noe annet enn det som står under «Utsteder». De må være helt like."),
    "no_secret": gettext_lazy("Hemmeligheten finnes ikke i miljøet under dette navnet. Be driften legge den inn."),
    "unsafe_address": gettext_lazy("Leverandøren oppgir en adresse uten https."),
    "weak_signature": gettext_lazy("Leverandøren signerer på en måte vi ikke godtar."),
}


class NationalResetForm(ResetForm):
    """Whom, and why."""

    email = forms.EmailField(label=gettext_lazy("Personens e-postadresse"))
    field_order = ["email", "reason"]


@require_http_methods(["GET", "HEAD", "POST"])
def reset_anyone(request: HttpRequest) -> HttpResponse:
    """Somebody has lost the telephone, and no site owner can help."""
    form = NationalResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
        if user is None:
            form.add_error("email", _("Ingen har denne adressen. Se etter skrivefeil."))
        else:
            said, by = form.cleaned_data["reason"], cast("User", request.user)
            for reason in attempt(lambda: reset(user=user, reason=said, by=by, at=now())):
                form.add_error("reason" if reason.code == "reason" else None, reason.text)
        if not form.errors:
            messages.success(
                request, _("To-trinns innlogging er nullstilt. Personen logger inn med passordet og setter opp på nytt.")
            )
            return redirect("desk_national:providers")
    return page(request, "reset.html", _("Nullstill to-trinns innlogging"), _trail(), form=form)


def _trail() -> list[tuple[str, str]]:
    return [(_("Innlogging for virksomhetene"), reverse("desk_national:providers"))]
