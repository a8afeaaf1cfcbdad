"""How often a person gets a letter about what waits: chosen by themselves, also never."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.accounts.models import DigestChoice
from fellesnett.desk.local.scope import person
from fellesnett.desk.national.pages import page
from fellesnett.editorial.digest import choose
from fellesnett.foundation.clock import now

CHOICES = {
    DigestChoice.DAILY: gettext_lazy("Hver dag det er noe nytt"),
    DigestChoice.WEEKLY: gettext_lazy("En gang i uken"),
    DigestChoice.NONE: gettext_lazy("Aldri"),
}


class LettersForm(forms.Form):
    digest = forms.ChoiceField(
        label=gettext_lazy("Hvor ofte vil du ha e-post om det som venter på deg?"),
        choices=list(CHOICES.items()),
        widget=forms.RadioSelect,
    )


def letters(request: HttpRequest) -> HttpResponse:
    """Choose, and be told where the letters go."""
    user = person(request)
    form = LettersForm(request.POST or None, initial={"digest": user.digest})
    if request.method == "POST" and form.is_valid():
        choose(person=user, choice=DigestChoice(form.cleaned_data["digest"]), at=now())
        messages.success(request, _("Valget er lagret."))
        return redirect("desk_mine:letters")
    return page(request, "letters.html", _("E-post til deg"), form=form)
