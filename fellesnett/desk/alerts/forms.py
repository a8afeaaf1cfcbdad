"""The form for an alert: everything it says and where, in each language of its site. What is wrong is said by the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.frame import DeskForm
from fellesnett.desk.local.scope import LANGUAGES
from fellesnett.foundation import languages
from fellesnett.organizations.models import Site
from fellesnett.pages.gates import Reason
from fellesnett.pages.gates.alerts import OF_ALL, WantedAlert, Words, is_region
from fellesnett.pages.models import Alert, AlertKind, Reach, Service
from fellesnett.pages.wording import GRADES, word_of

MINUTES = "%Y-%m-%dT%H:%M"
WORDS = (
    ("title", gettext_lazy("Tittel"), 1),
    ("text", gettext_lazy("Kort tekst: hva skal folk gjøre?"), 3),
    ("link", gettext_lazy("Lenke (valgfritt)"), 1),
    ("link_text", gettext_lazy("Lenkens ord"), 1),
    ("long_text", gettext_lazy("Lengre forklaring (valgfritt)"), 5),
)
GRADE_OF = {"kind": "grade", "level": "grade"}  # the gate's fields that are one question here
COUNTRY_LANGUAGES = (OF_ALL, *(each.code for each in languages.LANGUAGES if each.has_interface and each.code != OF_ALL))


class MomentField(forms.DateTimeField):
    """A day and a time on the clock in Norway, to the minute."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateTimeInput(format=MINUTES, attrs={"type": "datetime-local"})
        errors = {"required": gettext_lazy("Velg dag og klokkeslett."), "invalid": gettext_lazy("Skriv dag og klokkeslett.")}
        super().__init__(label=label, widget=widget, input_formats=[MINUTES, "%Y-%m-%d %H:%M"], error_messages=errors)


class AlertForm(DeskForm):
    """An alert as its editor wants it."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Hva slags melding er det?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg hva slags melding det er.")},
    )
    reach = forms.ChoiceField(label=gettext_lazy("Hvor skal den vises?"))
    path = forms.CharField(
        label=gettext_lazy("Adresse på nettstedet"),
        required=False,
        help_text=gettext_lazy("Bare for en del av nettstedet eller én side. For eksempel /steder/haukeland/"),
    )
    starts_at = MomentField(gettext_lazy("Vises fra"))
    stops_at = MomentField(gettext_lazy("Vises til"))
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tjenester som er rammet"),
        queryset=Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        site: Site | None,
        alert: Alert | None = None,
        as_another_kind: bool = False,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.site, self.languages = site, languages_of(site, alert)
        self.field("grade").choices = grades_of(alert, as_another_kind=as_another_kind)
        self.field("reach").choices = reaches_of(site)
        self._offer_services(site, alert, as_another_kind=as_another_kind)
        for language in self.languages:
            self._ask_for_words(language)
        self.initial = initial_of(alert) if alert else {"starts_at": at, "reach": self.field("reach").choices[0][0]}
        if alert and as_another_kind:
            self.initial |= {"grade": "", "starts_at": max(at, alert.starts_at)}
        elif len(self.field("grade").choices) == 1:
            self.field("grade").widget = forms.HiddenInput()

    def _offer_services(self, site: Site | None, alert: Alert | None, *, as_another_kind: bool) -> None:
        """Only operations alerts are about services."""
        offered = Service.objects.filter(site=site, retired=False)
        can_be = AlertKind.OPERATIONS in {kind_in(grade) for grade, _word in self.field("grade").choices}
        if not can_be or not offered.exists():
            del self.fields["services"]
            return
        self.field("services").queryset = offered
        if alert is None or as_another_kind:
            self.field("services").help_text = gettext_lazy("Bare for driftsmeldinger.")

    def _ask_for_words(self, language: str) -> None:
        for name, label, rows in WORDS:
            widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
            words = f"{label} – {LANGUAGES[language]}"
            self.fields[f"{name}_{language}"] = forms.CharField(label=words, required=False, widget=widget)

    @property
    def about(self) -> list[Any]:
        """What it is, where and when: all fields but the words."""
        return [self[name] for name in self.fields if not name.endswith(tuple(f"_{code}" for code in self.languages))]

    @property
    def spoken(self) -> list[tuple[str, str, list[Any], bool]]:
        """The words: language, its name, its fields, and whether it must be seen at once."""
        groups = []
        for number, code in enumerate(self.languages):
            fields = [self[f"{name}_{code}"] for name, *_rest in WORDS]
            groups.append((code, LANGUAGES[code], fields, number == 0 or any(each.value() or each.errors for each in fields)))
        return groups

    def wanted(self) -> WantedAlert:
        """What was asked for. A language in which nothing is written is left out."""
        data = self.cleaned_data
        spoken = {code: Words(**{name: data[f"{name}_{code}"] for name, *_rest in WORDS}) for code in self.languages}
        facts = {name: data[name] for name in ("reach", "path", "starts_at", "stops_at")}
        facts["kind"], facts["level"] = kind_in(data["grade"]), int(data["grade"].rpartition("-")[2])
        words = {code: said for code, said in spoken.items() if said != Words("", "")}
        return WantedAlert(**facts, site=self.site, words=words, services=tuple(data.get("services", ())))

    def tell(self, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
        """Put each reason at its field. Returns those that are about none."""
        told = [(GRADE_OF.get(reason.field, reason.field), reason) for reason in reasons]
        for name, reason in told:
            if name in self.fields:
                self.add_error(name, reason.text)
        return tuple(reason for name, reason in told if name not in self.fields)


def languages_of(site: Site | None, alert: Alert | None) -> list[str]:
    """The languages of the site, its own first, and any other that the alert is said in already."""
    said = list(alert.texts.values_list("language", flat=True)) if alert else []
    offered = [site.language, *site.languages] if site else COUNTRY_LANGUAGES
    return list(dict.fromkeys([*offered, *said]))


def grades_of(alert: Alert | None, *, as_another_kind: bool = False) -> list[tuple[str, str]]:
    """What it can be. An alert that is there keeps its kind, unless it is to give way to one of another kind."""
    allowed = [(kind, level) for kind, level in GRADES if alert is None or (kind == alert.kind) is not as_another_kind]
    return [(f"{kind}-{level}", word_of(kind, level)) for kind, level in allowed]


def kind_in(grade: str) -> str:
    """`operations-2` is of the kind `operations`."""
    return grade.rpartition("-")[0]


def reaches_of(site: Site | None) -> list[tuple[str, str]]:
    """How far an alert of this site can reach."""
    if site is None:
        own: tuple[Reach, ...] = (Reach.ALL,)
    else:
        own = (Reach.SITE, Reach.PART, Reach.PAGE, *((Reach.REGION,) if is_region(site) else ()))
    return [(reach.value, str(reach.label).capitalize()) for reach in own]


def initial_of(alert: Alert) -> dict[str, Any]:
    """The form as the alert stands now."""
    facts = {name: getattr(alert, name) for name in ("reach", "path", "starts_at", "stops_at")}
    words = {f"{name}_{text.language}": getattr(text, name) for text in alert.texts.all() for name, *_rest in WORDS}
    return {**facts, **words, "grade": f"{alert.kind}-{alert.level}", "services": list(alert.services.all())}
