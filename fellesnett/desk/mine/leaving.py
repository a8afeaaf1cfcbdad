"""A person says when they leave, so that others can take over in time."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.scope import person
from fellesnett.desk.national.pages import page
from fellesnett.editorial.leaving import announce
from fellesnett.foundation.clock import now


class LastDayForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("Siste dag"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("La den stå tom hvis du blir."),
    )

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day is not None and day < timezone.localdate(now()):
            raise ValidationError(_("Dagen er passert. Velg en dag fram i tid."))
        return day


def last_day(request: HttpRequest) -> HttpResponse:
    """Write down one's own last day, or that one stays."""
    user = person(request)
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": user.leaves_on})
    if request.method == "POST" and form.is_valid():
        announce(person=user, last_day=form.cleaned_data["last_day"], by=user, at=now())
        messages.success(request, _("Lagret. En måned før spør vi redaktørene om hvem som overtar."))
        return redirect("desk_mine:letters")
    return page(request, "last_day.html", _("Slutter du?"), form=form)
