"""What the machine may do by itself at a site: the site owner's standing consent."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fellesnett.adoption.actions import set_policy
from fellesnett.adoption.models import SitePolicy
from fellesnett.desk.local.frame import attempt, page, site_trail
from fellesnett.desk.local.scope import here
from fellesnett.foundation.clock import now


class PolicyForm(forms.Form):
    """Two boxes, both empty by default."""

    consent_editorial = forms.BooleanField(
        label=gettext_lazy("Språklige endringer kan gå rett ut"),
        required=False,
        help_text=gettext_lazy(
            "Skrivefeil, tegnsetting og lenker: meningen er den samme. Bare der dere ikke har lokal tekst som berøres."
        ),
    )
    take_clean_after_30_days = forms.BooleanField(
        label=gettext_lazy("Faglige endringer tas i bruk etter 30 dager"),
        required=False,
        help_text=gettext_lazy(
            "Når ingen har svart, og dere ikke har lokal tekst som berøres. Konflikter og sikkerhet venter alltid på dere."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, site: str) -> HttpResponse:
    """See the standing consent; the site owner changes it."""
    where = here(request, site)
    given = SitePolicy.objects.filter(site=where.site).select_related("given_by").first()
    initial = {name: getattr(given, name) for name in PolicyForm.base_fields} if given else {}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    if not where.rights.consent:
        for field in form.fields.values():
            field.disabled = True
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: set_policy(site=where.site, by=where.user, at=now(), **form.cleaned_data))
        for reason in reasons:
            messages.error(request, reason.text)
        if not reasons:
            messages.success(request, _("Samtykket er lagret. Det gjelder for det som kommer etter dette."))
        return redirect("desk_local:policy", where.site.slug)
    return page(request, "policy.html", _("Stående samtykke"), site_trail(where), where=where, form=form, given=given)
