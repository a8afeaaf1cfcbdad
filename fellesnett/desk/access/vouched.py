"""Signing in through an organization's provider: there, back, and what a person without a role meets."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fellesnett.access import oidc
from fellesnett.access.actions.requests import LONGEST_NOTE, ask_for_access, asked_by, owners_of, sites_to_ask
from fellesnett.access.actions.vouched import code_of, record_refusal, take_word
from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Method, Provider
from fellesnett.access.queries import providers_on
from fellesnett.accounts.models import User
from fellesnett.desk.access import guard, lapsed
from fellesnett.desk.access.frame import attempt, outside
from fellesnett.desk.access.sessions import enter, sign_in_of, stand_behind
from fellesnett.desk.rules import any_member
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site

ONWARD = "onward"


@never_cache
@require_safe
def begin(request: HttpRequest, provider: str) -> HttpResponseBase:
    """To the provider. A plain link leads here: a form could not, since the desk's policy sends forms to itself alone."""
    found = get_object_or_404(providers_on(), slug=provider)
    if shut := guard.shut_out(request, f"provider:{found.slug}"):
        return shut
    onward = request.GET.get("next", "")
    fine = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    request.session[ONWARD] = onward if fine else ""
    try:
        return redirect(oidc.authorization(request, found, answer_at=_answer_at(request, found)))
    except oidc.ProviderFault as fault:
        return _failed(request, found, fault.code)


@never_cache
@require_safe
def answer(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Back from the provider."""
    found = get_object_or_404(providers_on(), slug=provider)
    if shut := guard.shut_out(request, f"provider:{found.slug}"):
        return shut
    at, onward = clock.now(), str(request.session.get(ONWARD) or reverse("wagtailadmin_home"))
    try:
        vouched = oidc.answer(request, found)
    except oidc.ProviderFault as fault:
        return _failed(request, found, fault.code)
    try:
        user = take_word(provider=found, claims=vouched.claims, at=at)
    except Refused as refusal:
        guard.failed(request, f"provider:{found.slug}")
        record_refusal(provider=found, code=code_of(refusal), at=at)
        return outside(request, "refused.html", status=403, provider=found, reasons=refusal.reasons)
    enter(request, user, Method.PROVIDER, at=at, provider=found, id_token=vouched.id_token)
    return redirect(lapsed.first(request, onward))


def _answer_at(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("desk_entry:answer", args=[provider.slug]))


def _failed(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """What went wrong between us and the provider, in words for the person and in one word for the record."""
    guard.failed(request, f"provider:{provider.slug}")
    record_refusal(provider=provider, code=code, at=clock.now())
    names = {"provider": provider.name, "organization": provider.organization}
    if code == "access_denied":
        words, act = _("Du avbrøt innloggingen hos %(provider)s."), _("Prøv igjen, eller logg inn med passord.")
    elif code == "unreachable":
        words, act = (
            _("%(provider)s svarer ikke akkurat nå."),
            _("Vent litt og prøv igjen. Si fra til IT-avdelingen hvis det varer."),
        )
    elif code in ("mismatching_state", "invalid_grant"):
        words, act = _("Innloggingen hos %(provider)s er brukt opp eller for gammel."), _("Begynn på nytt.")
    else:
        words = _("Svaret fra %(provider)s holder ikke, så vi slipper ingen inn på det.")
        act = _("Si fra til IT-avdelingen ved %(organization)s, og oppgi koden nedenfor.")
    status = 502 if code == "unreachable" else 403
    reasons = (Reason(code, words % names, act % names),)
    return outside(request, "refused.html", status=status, provider=provider, reasons=reasons, code=code)


class AskForm(forms.Form):
    """Where, and for what."""

    site = forms.ModelChoiceField(
        Site.objects.none(),
        label=gettext_lazy("Hvor arbeider du?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg nettstedet du skal arbeide med.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Hva skal du gjøre?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("For eksempel: «Skal skrive om operasjoner ved ortopedisk avdeling.» Nettansvarlig leser dette."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def without_role(request: HttpRequest) -> HttpResponseBase:
    """A person who is known, and may do nothing yet: whom to ask, and the asking."""
    user = cast("User", request.user)
    if not user.is_authenticated:
        return redirect("wagtailadmin_login")
    if shut := stand_behind(request, at=clock.now()):
        messages.error(request, shut)
        return redirect("wagtailadmin_login")
    if any_member(user, {}, request):
        return redirect("wagtailadmin_home")
    here = sign_in_of(request)
    provider = here.provider if here else None
    sites = sites_to_ask(provider) if provider else Site.objects.none()
    only = sites[0] if len(sites) == 1 else None
    form = AskForm(request.POST if request.method == "POST" else None, initial={"site": only})
    form.fields["site"].queryset = sites  # type: ignore[attr-defined]
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and provider and form.is_valid():
        site, note = form.cleaned_data["site"], form.cleaned_data["note"]
        reasons = attempt(lambda: ask_for_access(user=user, provider=provider, site=site, note=note, at=clock.now()))
        if not reasons:
            messages.success(request, _("Spørsmålet er sendt til nettansvarlig."))
            return redirect("desk_entry:without_role")
    asked = list(asked_by(user))
    owners = [(site, list(owners_of(site.organization))) for site in sites[:20]]
    return outside(
        request, "without_role.html", user=user, provider=provider, form=form, asked=asked, owners=owners, reasons=reasons
    )
