"""The forms about those who copy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.delivery.actions.consumers import HIGHEST, LOWEST, USUAL
from fellesnett.delivery.actions.subscribing import Wanted
from fellesnett.delivery.models import Only, Subscription
from fellesnett.foundation.languages import NORWEGIAN_CHOICES
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site


class ConsumerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Navn"), max_length=120, help_text=gettext_lazy("Virksomheten, eller programmet."))
    contact_name = forms.CharField(label=gettext_lazy("Kontaktperson"), max_length=160)
    contact_email = forms.EmailField(
        label=gettext_lazy("Kontaktens e-post"), help_text=gettext_lazy("Hit skriver vi når varslingen ikke kommer fram.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Språk i brev"), choices=NORWEGIAN_CHOICES)


class KeyForm(forms.Form):
    limit = forms.IntegerField(
        label=gettext_lazy("Spørringer i minuttet"), min_value=LOWEST, max_value=HIGHEST, initial=USUAL,
        help_text=gettext_lazy("Uten nøkkel er grensen 600."),
    )  # fmt: skip


class SubscriptionForm(forms.Form):
    """Where, and of what. All that is asked for must hold."""

    url = forms.CharField(
        label=gettext_lazy("Adresse"), max_length=500, help_text=gettext_lazy("Der mottakeren tar imot. Begynner med https://.")
    )
    only = forms.ChoiceField(
        label=gettext_lazy("Hvilke endringer"), choices=Only.choices, widget=forms.RadioSelect, initial=Only.ALL
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label=gettext_lazy("Bare fra nettstedet"), required=False, empty_label=gettext_lazy("alle")
    )
    language = forms.ChoiceField(label=gettext_lazy("Bare på språket"), required=False)
    codes = forms.CharField(
        label=gettext_lazy("Bare om kodene"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Én på hver linje, med kodeverket først: icd10 M17. Tomt: alle tekster."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("alle")), *LANGUAGE_CHOICES]  # type: ignore[attr-defined]

    def clean_codes(self) -> list[tuple[str, str]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["codes"].splitlines())):
            system, _gap, code = line.rpartition(" ")
            if not system:
                raise ValidationError(_("Skriv kodeverket først. Denne er feil: «%(line)s».") % {"line": line})
            found.append((system.strip(), code))
        return found

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["url"], said["only"], said["site"], said["language"], said["codes"])


def as_form(row: Subscription) -> dict[str, Any]:
    """A subscription as it is written in the form."""
    lines = "\n".join(f"{system} {code}" for system, code in row.codes)
    return {"url": row.url, "only": row.only, "site": row.site_id, "language": row.language, "codes": lines}


class RotateForm(forms.Form):
    overlap = forms.ChoiceField(
        label=gettext_lazy("Den gamle virker"),
        choices=[
            ("72", gettext_lazy("i tre dager til")), ("336", gettext_lazy("i fjorten dager til")),
            ("0", gettext_lazy("ikke lenger: den er på avveie")),
        ],
    )  # fmt: skip

    def time(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["overlap"]))
