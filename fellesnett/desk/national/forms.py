"""The forms of the national desk: plain fields, checked in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from fellesnett.accounts.models import User
from fellesnett.codes.queries import find, normalize_code, systems_by_any_name
from fellesnett.national.changes import Floor
from fellesnett.national.models import Topic
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES

CLASSES = {
    "editorial": "Redaksjonell: meningen er den samme",
    "content": "Faglig: sykehusene må ta stilling",
    "safety": "Sikkerhet: må ut med én gang",
}
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


class TopicSearch(forms.Form):
    """What to find in the list of topics."""

    q = forms.CharField(label="Søk i tittel, synonym eller kode", required=False)
    kind = forms.ChoiceField(label="Type", required=False, choices=[("", "Alle"), *TopicKind.choices])


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A topic's own facts, its other names, and its codes."""

    codes = forms.CharField(
        label="Koder", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Én på hver linje: kodeverk og kode, for eksempel «icd10 M17.1». Koden må finnes i en utgivelse som er lest inn.",
    )

    class Meta:
        model = Topic
        fields = ["title", "kind", "unit", "owner", "deputy", "high_risk", "source"]
        help_texts = {
            "title": "Det redaktørene kaller temaet. Tittelen leserne ser, står i hver tekst.",
            "unit": "Det fagmiljøet som svarer for teksten.",
            "owner": "Får beskjed når teksten skal kvalitetssikres.",
            "source": "Hvor teksten kommer fra, med lisens, når den ikke er skrevet her.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "deputy"):
            field = self.fields[name]
            field.queryset = User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("first_name", "last_name")
            field.empty_label = "Ingen valgt"
        for code, language in LANGUAGE_CHOICES:
            self.fields[f"synonyms_{code}"] = forms.CharField(
                label=f"Andre ord på {language}", required=False, help_text="Ett på hver linje.", widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["kind"].choices = [("", "Velg type"), *TopicKind.choices]
        if self.instance.pk:
            self.fields["kind"].disabled = True
            self._fill_from(self.instance)

    def _fill_from(self, topic: Topic) -> None:
        self.initial["codes"] = "\n".join(
            f"{key} {code}" for key, code in topic.codings.order_by("system__key", "code").values_list("system__key", "code")
        )
        for code, _language in LANGUAGE_CHOICES:
            terms = topic.synonyms.filter(language=code).order_by("term").values_list("term", flat=True)
            self.initial[f"synonyms_{code}"] = "\n".join(terms)

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that every topic needs."""
        return [self[name] for name in (*self.Meta.fields, "codes", "synonyms_nb", "synonyms_nn") if name in self.fields]

    @property
    def rare(self) -> list[forms.BoundField]:
        """The fields that few topics need."""
        return [self[f"synonyms_{code}"] for code, _language in LANGUAGE_CHOICES if code not in ("nb", "nn")]

    def synonyms(self) -> list[tuple[str, str]]:
        """(language, word) for every word, once."""
        pairs = ((code, term.strip()) for code, _ in LANGUAGE_CHOICES for term in self.cleaned_data[f"synonyms_{code}"].splitlines())
        return list(dict.fromkeys(pair for pair in pairs if pair[1]))

    def clean_codes(self) -> list[tuple[str, str]]:
        """(code system, code) for every line, as they are stored. Says of each line that is wrong what is wrong with it."""
        lines = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        read = [read_code(line) for line in lines]
        faults = [one for one in read if isinstance(one, str)]
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(one for one in read if not isinstance(one, str)))


def read_code(line: str) -> tuple[str, str] | str:
    """A line of the form «icd10 M17.1» as (code system, code), or what is wrong with it."""
    name, _space, code = line.partition(" ")
    system = systems_by_any_name(name)
    if not code.strip():
        return f"«{line}» mangler kode. Skriv kodeverket først, så koden: «icd10 M17.1»."
    if system is None:
        return f"«{line}»: kodeverket «{name}» er ikke lest inn. Bruk navnet på et som er, for eksempel icd10."
    if find(system, code) is None:
        return f"«{line}»: koden finnes ikke i den nyeste utgivelsen av {system.name}. Se etter skrivefeil."
    return system.key, normalize_code(system, code)


class NewTopicForm(TopicForm):
    """A topic before it exists: its key, which never changes afterwards, can be chosen."""

    key = forms.SlugField(
        label="Nøkkel i adressen", required=False, max_length=120,
        help_text="Siste del av nettadressen, for eksempel «kneprotese». Den kan ikke endres siden. Tom: lages av arbeidstittelen.",
    )

    class Meta(TopicForm.Meta):
        fields = ["title", "key", *TopicForm.Meta.fields[1:]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        key = data.get("key") or slugify(data.get("title", "").translate(LETTERS))[:120]
        data["key"] = self.instance.key = key
        if key and Topic.objects.filter(key=key).exists():
            self.add_error("key", f"Det finnes alt et tema med nøkkelen «{key}». Velg en annen.")
        return data


class LanguageForm(forms.Form):
    """Which language version to start."""

    language = forms.ChoiceField(label="Språk")

    def __init__(self, *args: Any, taken: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [choice for choice in LANGUAGE_CHOICES if choice[0] not in set(taken)]


class DateTimeLocal(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SubmissionForm(forms.Form):
    """What goes with a text to approval: a class for each changed block, and the notes."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note_editors = forms.CharField(
        label="Til redaktørene ved sykehusene", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hvorfor er teksten endret? Dette står øverst når de tar stilling.",
    )
    note_public = forms.CharField(
        label="Til leserne", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Vises i sidens endringslogg. Kan stå tom ved språklige rettelser.",
    )
    effective_at = forms.DateTimeField(
        label="Skal gjelde fra", required=False, widget=DateTimeLocal(), help_text="Tom: fra den slippes.",
    )

    def __init__(self, *args: Any, floors: Mapping[str, Floor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.floors = floors
        for block, floor in floors.items():
            self.fields[f"class-{block}"] = forms.ChoiceField(
                label="Endringsklasse", choices=allowed(floor), initial=floor.lowest, help_text=explained(floor),
            )

    @property
    def notes(self) -> list[forms.BoundField]:
        """The fields that are not about one block."""
        return [self[name] for name in ("note_editors", "note_public", "effective_at")]

    def of(self, block: str) -> forms.BoundField:
        """The field of one block."""
        return self[f"class-{block}"]

    def classes(self) -> dict[str, str]:
        """Block id -> declared class."""
        return {block: self.cleaned_data[f"class-{block}"] for block in self.floors}


def allowed(floor: Floor) -> list[tuple[str, str]]:
    """The classes that can be chosen: nothing under the machine's floor unless a second person may lift it."""
    if floor.lowest == "editorial":
        return list(CLASSES.items())
    higher = [(key, CLASSES[key]) for key in ("content", "safety")]
    return [*higher, ("editorial", "Redaksjonell, når en annen redaktør bekrefter at meningen er den samme")] if floor.confirmable else higher


def explained(floor: Floor) -> str:
    """Why the floor is where it is, in words."""
    if floor.lowest == "editorial":
        return "Ordene og tallene er de samme."
    if floor.tokens:
        words = ", ".join(f"«{token}»" for token in floor.tokens)
        return f"Endringen rører {words}. Den kan ikke meldes som redaksjonell."
    if floor.confirmable:
        return "Ordene er endret, men ingen tall, doser, tider eller nektelser."
    return "Blokken er ny, tatt bort eller flyttet. Den kan ikke meldes som redaksjonell."


class SignForm(forms.Form):
    comment = forms.CharField(label="Merknad (kan stå tom)", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Hva må endres?", widget=forms.Textarea(attrs={"rows": 3}), help_text="Forfatteren får dette. Teksten kan sendes på nytt.",
    )


class WithdrawForm(forms.Form):
    """Take a topic out of the base."""

    reason = forms.CharField(label="Hvorfor trekkes temaet?", widget=forms.Textarea(attrs={"rows": 3}))
    successor = forms.ModelChoiceField(
        label="Erstattes av", required=False, queryset=Topic.objects.none(), empty_label="Ikke erstattet",
        help_text="Sykehusene får tilbud om dette temaet i stedet.",
    )
    deadline = forms.DateTimeField(
        label="Siste frist for sykehusene", widget=DateTimeLocal(),
        help_text="Etter fristen tas siden ned der sykehuset ikke har gjort den til sin egen.",
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Topic.objects.filter(withdrawn_at__isnull=True).exclude(pk=topic.pk)
