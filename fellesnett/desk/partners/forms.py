"""The forms about partners and what they deliver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.frame import DeskForm
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Organization, Site
from fellesnett.partners.gates import OUTSIDE
from fellesnett.partners.models import Partner


class PartnerForm(DeskForm):
    """Who delivers, and whom to talk to there. The organization stands once it is written down."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Virksomhet"),
        empty_label=gettext_lazy("Velg"),
        help_text=gettext_lazy("Bare virksomheter med organisasjonsnummer står her: det er det tokenet deres sier."),
    )
    contact_name = forms.CharField(label=gettext_lazy("Kontaktperson"), max_length=160)
    contact_email = forms.EmailField(label=gettext_lazy("Kontaktens e-post"))

    def __init__(self, *args: Any, partner: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partner:
            del self.fields["organization"]
        else:
            known = Organization.objects.filter(active=True, identifiers__system=ORGNR, partner=None)
            self.field("organization").queryset = known.order_by("name")


class OrganizationForm(DeskForm):
    """An organization that no list has. A municipality is called what the list of municipalities calls it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[(str(kind.value), capfirst(kind.label)) for kind in OUTSIDE],
        widget=forms.RadioSelect,
        initial=str(OUTSIDE[0].value),
    )
    municipality = forms.CharField(
        label=gettext_lazy("Kommunenummer"),
        help_text=gettext_lazy("Fire sifre. Bare for en kommune: navnet hentes fra kommunelisten."),
        max_length=10,
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Navn"), help_text=gettext_lazy("Ikke for en kommune."), max_length=255, required=False
    )
    orgnr = forms.CharField(label=gettext_lazy("Organisasjonsnummer"), max_length=20)


class KindsForm(DeskForm):
    """What may be delivered."""

    content = forms.BooleanField(label=gettext_lazy("Lokale deler av tekster"), required=False, initial=True)
    places = forms.BooleanField(label=gettext_lazy("Steder"), required=False, initial=True)
    services = forms.BooleanField(
        label=gettext_lazy("Tjenester"),
        help_text=gettext_lazy("Hva dere tilbyr, og hvor det gjøres."),
        required=False,
        initial=True,
    )


class LeaveForm(KindsForm):
    """Which partner may deliver here, and what."""

    partner = forms.ModelChoiceField(Partner.objects.none(), label=gettext_lazy("Partner"), empty_label=gettext_lazy("Velg"))
    field_order = ("partner", "content", "places", "services")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("partner").queryset = Partner.objects.standing().select_related("organization")


class OwnLeaveForm(KindsForm):
    """To which of its own sites a partner may deliver, and what."""

    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Nettsted"), empty_label=gettext_lazy("Velg"))
    field_order = ("site", "content", "places", "services")

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organization.objects.below(partner.organization)
        self.field("site").queryset = Site.objects.filter(organization__in=own).order_by("name")


class RefuseForm(DeskForm):
    """Why it is not taken in."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor tar dere den ikke inn?"),
        help_text=gettext_lazy("Partneren leser det i kvitteringen."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
