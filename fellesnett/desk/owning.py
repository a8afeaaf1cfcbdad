"""The two forms of ownership, for national topics and for a site's texts alike: who answers, and who takes over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fellesnett.accounts.models import User

SHORT = 8
"""So many texts to hand over stand open; more are folded, so that whoever takes over is not chosen below them all."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One who answers for texts, and where others take them over."""

    person: User
    address: str


def holders(texts: QuerySet[Any], owner: str, address_of: Callable[[int], str]) -> list[Holder]:
    """Everyone whom the field `owner` of these texts names, by name. One query."""
    people = User.objects.filter(pk__in=texts.exclude(**{owner: None}).order_by().values(owner))
    return [Holder(person, address_of(person.pk)) for person in people.order_by("first_name", "last_name", "pk")]


class AssignForm(forms.Form):
    """Unit, person and deputy."""

    unit = forms.CharField(label=_("Ansvarlig enhet"), max_length=160)
    owner = forms.ModelChoiceField(label=_("Fagansvarlig"), queryset=User.objects.none(), empty_label=_("Velg"))
    deputy = forms.ModelChoiceField(label=_("Vara"), queryset=User.objects.none(), required=False, empty_label=_("Ingen"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "deputy"):
            field: Any = self.fields[name]
            field.queryset = people


class HandOverForm(forms.Form):
    """Which of a person's texts go to whom: all of them, unless some are left out."""

    chosen = forms.MultipleChoiceField(
        label=_("Hva skal overleveres?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kryss av for minst én tekst.")},
    )
    to = forms.ModelChoiceField(label=_("Hvem overtar?"), queryset=User.objects.none(), empty_label=_("Velg"))
    unit = forms.CharField(
        label=_("Ny ansvarlig enhet (kan stå tom)"),
        max_length=160,
        required=False,
        help_text=_("Bare når enheten også er en annen. Ellers står den som før."),
    )

    def __init__(self, *args: Any, texts: list[tuple[str, str]], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"chosen": [key for key, _title in texts]}
        chosen, to = self.fields["chosen"], self.fields["to"]
        chosen.choices = texts  # type: ignore[attr-defined]
        to.queryset = people  # type: ignore[attr-defined]

    @property
    def is_short(self) -> bool:
        """Few enough to stand open; and whoever has left something out or been refused sees it."""
        return len(self.fields["chosen"].choices) <= SHORT or self.is_bound  # type: ignore[attr-defined]

    @property
    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["chosen"]]
