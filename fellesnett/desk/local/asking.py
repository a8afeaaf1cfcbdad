"""Asking a clinician without log-in to read a site's own words, and taking the question back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fellesnett.adoption.actions import asking
from fellesnett.adoption.gates import Reason
from fellesnett.desk.local.frame import attempt, page, text_trail
from fellesnett.desk.local.operating import held_text
from fellesnett.desk.local.scope import here, text_of
from fellesnett.desk.national.forms import AskForm
from fellesnett.editorial.asking import LinkClosed
from fellesnett.editorial.models import SignOffRequest
from fellesnett.foundation.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """Send a named clinician a personal link to this text; and see who has been asked."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    form = AskForm(request.POST if request.method == "POST" else None, ours=where.site.language)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        asked, message = form.asked(), form.cleaned_data["message"]
        reasons = attempt(lambda: asking.ask_clinician(text=text, asked=asked, message=message, by=where.user, at=now()))
        if not reasons:
            messages.success(request, _("%(name)s får en e-post med lenken om litt.") % {"name": asked.name})
            return redirect("desk_local:ask", site, key, language)
    waiting = asking.waiting_of(held, text)
    rows = SignOffRequest.objects.about(asking.about(text)).select_related("asked_by").prefetch_related("letters")
    asked_before = [(row, asking.standing_of(row, waiting, now())) for row in rows.order_by("-asked_at", "-pk")]
    shown = {"form": form, "reasons": reasons, "requests": asked_before, "may_ask": bool(waiting.rows), "text": text}
    status = 422 if reasons or form.errors else 200
    return page(request, "ask.html", _("Spør en kliniker"), text_trail(where, text), status, where=where, **shown)


@require_POST
def withdraw(request: HttpRequest, site: str, key: str, language: str, asked: int) -> HttpResponse:
    """Take a request back before it is answered."""
    where = here(request, site)
    text = text_of(where, key, language)
    row = get_object_or_404(SignOffRequest.objects.about(asking.about(text)), pk=asked)
    try:
        asking.withdraw_request(request=row, by=where.user, at=now())
    except LinkClosed:
        messages.error(request, _("Forespørselen er alt besvart."))
    else:
        messages.success(request, _("Forespørselen er trukket. Lenken virker ikke lenger."))
    return redirect("desk_local:ask", site, key, language)
