"""Asking a clinician without log-in to read a candidate, and taking the question back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.desk.national.candidates import candidate as candidate_page
from fellesnett.desk.national.forms import AskForm
from fellesnett.desk.national.pages import attempt
from fellesnett.desk.national.topics import person
from fellesnett.editorial.asking import LinkClosed
from fellesnett.editorial.models import SignOffRequest
from fellesnett.foundation.clock import now
from fellesnett.national import turns
from fellesnett.national.actions import ask_clinician, withdraw_request
from fellesnett.national.models import Candidate


@require_POST
def ask(request: HttpRequest, candidate: int) -> HttpResponse:
    """Send a named clinician a personal link to this candidate."""
    one, form = get_object_or_404(Candidate, pk=candidate), AskForm(request.POST)
    if not form.is_valid():
        return candidate_page(request, candidate, ask_form=form)
    asked, message = form.asked(), form.cleaned_data["message"]
    reasons = attempt(lambda: ask_clinician(candidate=one, asked=asked, message=message, by=person(request), at=now()))
    if reasons:
        return candidate_page(request, candidate, ask_form=form, ask_again=True, reasons=reasons)
    messages.success(request, _("%(name)s får en e-post med lenken om litt.") % {"name": asked.name})
    return redirect("desk_national:candidate", candidate)


@require_POST
def withdraw(request: HttpRequest, candidate: int, asked: int) -> HttpResponse:
    """Take a request back before it is answered."""
    one = get_object_or_404(Candidate, pk=candidate)
    row = get_object_or_404(SignOffRequest.objects.about(turns.about(one)), pk=asked)
    try:
        withdraw_request(request=row, by=person(request), at=now())
    except LinkClosed:
        messages.error(request, _("Forespørselen er alt besvart."))
    else:
        messages.success(request, _("Forespørselen er trukket. Lenken virker ikke lenger."))
    return redirect("desk_national:candidate", candidate)
