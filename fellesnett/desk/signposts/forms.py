"""The form of a signpost, and what the list is narrowed by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.accounts.models import User
from fellesnett.codes.queries import normalize_code, systems_by_any_name
from fellesnett.desk.national.forms import read_code
from fellesnett.foundation import languages
from fellesnett.national.models import Topic
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.signposts.actions import Said, Written
from fellesnett.signposts.models import Audience, Signpost, SignpostKind, SignpostState

STATES = [("", _("Oppe og tatt ned")), *SignpostState.choices, ("due", _("Skal ses over"))]


class SignpostSearch(forms.Form):
    """What to find in the list."""

    q = forms.CharField(label=_("Søk i tittel, adresse, avsender, tema eller kode"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Vis"), required=False, choices=STATES)


class SignpostForm(forms.Form):
    """All that is written on a signpost. What does not hold is told by the gate, in the same words everywhere."""

    publisher = forms.CharField(
        label=_("Hvem som står bak"),
        max_length=120,
        help_text=_("Slik leserne kjenner dem: Helsenorge, Norsk Revmatikerforbund."),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=SignpostKind.choices)
    audience = forms.ChoiceField(
        label=_("For hvem"), choices=Audience.choices, help_text=_("Det som er for helsepersonell, vises ikke for leserne.")
    )
    topics = forms.CharField(
        label=_("Temaer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nøkkelen til ett tema på hver linje, slik den står i adressen: kneprotese."),
    )
    codes = forms.CharField(
        label=_("Koder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Én på hver linje, med kodeverket først: icd10 M17. Vises på alle temaer med koden eller en under."),
    )
    unit = forms.CharField(label=_("Fagmiljø"), max_length=160)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Ansvarlig"), empty_label=_("Velg"))
    review_by = forms.DateField(label=_("Ses over innen"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=_("Siste dag den vises"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Bare når du vet at siden blir borte."),
    )

    def __init__(self, *args: Any, standing: Collection[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`standing` are the codes that the signpost has: they may stay, also when they are retired."""
        super().__init__(*args, **kwargs)
        self.standing = standing
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        people = User.objects.filter(is_active=True, memberships__isnull=False)
        owner.queryset = people.distinct().order_by("first_name", "last_name")
        for code, name in LANGUAGE_CHOICES:
            said = {"language": name}
            self.fields[f"title_{code}"] = forms.CharField(
                label=gettext("Tittel på %(language)s") % said, required=False, max_length=160
            )
            self.fields[f"address_{code}"] = forms.CharField(
                label=gettext("Adresse på %(language)s") % said, required=False, max_length=500
            )

    @property
    def arms(self) -> list[forms.BoundField]:
        """Title and address in Norwegian."""
        return [self[f"{part}_{code}"] for code in languages.NORWEGIAN for part in ("title", "address")]

    @property
    def rare(self) -> list[forms.BoundField]:
        """Title and address in the other languages."""
        others = [code for code, _name in LANGUAGE_CHOICES if code not in languages.NORWEGIAN]
        return [self[f"{part}_{code}"] for code in others for part in ("title", "address")]

    @property
    def has_rare(self) -> bool:
        return any(field.value() for field in self.rare)

    @property
    def about(self) -> list[forms.BoundField]:
        """What belongs to the signpost whatever the language."""
        return [self[name] for name in self.base_fields]

    def clean_topics(self) -> list[Topic]:
        keys = list(dict.fromkeys(self.cleaned_data["topics"].split()))
        found = Topic.objects.filter(withdrawn_at__isnull=True).in_bulk(keys, field_name="key")
        if missing := [key for key in keys if key not in found]:
            raise ValidationError(_("Temaet «%(key)s» finnes ikke, eller er trukket."), params={"key": missing[0]})
        return [found[key] for key in keys]

    def clean_codes(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        read = [self._as_it_stands(line) or read_code(line) for line in lines]
        if faults := [one for one in read if isinstance(one, str)]:
            raise ValidationError(faults)
        return list(dict.fromkeys(one for one in read if not isinstance(one, str)))

    def _as_it_stands(self, line: str) -> tuple[str, str] | None:
        name, _space, code = line.partition(" ")
        system = systems_by_any_name(name)
        said = (system.key, normalize_code(system, code)) if system else ("", "")
        return said if said in self.standing else None

    def written(self) -> Written:
        said = self.cleaned_data
        pairs = [(code, said[f"title_{code}"].strip(), said[f"address_{code}"].strip()) for code, _name in LANGUAGE_CHOICES]
        arms = [Said(code, title, address) for code, title, address in pairs if title or address]
        return Written(arms=arms, **{name: said[name] for name in self.base_fields})


def as_form(signpost: Signpost) -> dict[str, Any]:
    """A signpost as it is written in the form."""
    own = ("publisher", "kind", "audience", "unit", "owner", "review_by", "last_day")
    written = {name: getattr(signpost, name) for name in own}
    written["topics"] = "\n".join(signpost.topics.order_by("key").values_list("key", flat=True))
    written["codes"] = "\n".join(f"{key} {code}" for key, code in codes_of(signpost))
    for arm in signpost.arms.all():  # type: ignore[attr-defined]
        written |= {f"title_{arm.language}": arm.title, f"address_{arm.language}": arm.address}
    return written


def codes_of(signpost: Signpost) -> list[tuple[str, str]]:
    """(code system, code) of what it is about."""
    rows = signpost.codings.order_by("system__key", "code")  # type: ignore[attr-defined]
    return list(rows.values_list("system__key", "code"))
