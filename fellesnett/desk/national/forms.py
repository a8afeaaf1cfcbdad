"""The forms of the national desk: plain fields, checked in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.accounts.models import User
from fellesnett.codes.queries import find_in_force, normalize_code, systems_by_any_name
from fellesnett.composition.blocks import Edition
from fellesnett.editorial.asking import Asked
from fellesnett.foundation import languages
from fellesnett.foundation.clock import now
from fellesnett.national.changes import Floor
from fellesnett.national.models import Topic
from fellesnett.national.sections import SECTION_NAMES, TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES

DECLARED = {
    "editorial": _("Redaksjonell: meningen er den samme"),
    "content": _("Faglig: sykehusene må ta stilling"),
    "safety": _("Sikkerhet: må ut med én gang"),
}
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


class TopicSearch(forms.Form):
    """What to find in the list of topics."""

    q = forms.CharField(label=_("Søk i tittel, synonym eller kode"), required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Alle")), *TopicKind.choices])


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A topic's own facts, its other names, and its codes."""

    codes = forms.CharField(
        label=_("Koder"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Én på hver linje, kodeverk og kode: «icd10 M17.1». Koden må være lest inn."),
    )

    class Meta:
        model = Topic
        fields = ["title", "kind", "unit", "owner", "deputy", "high_risk", "source"]
        help_texts = {
            "title": _("Det redaktørene kaller temaet. Tittelen leserne ser, står i hver tekst."),
            "unit": _("Det fagmiljøet som svarer for teksten."),
            "owner": _("Får beskjed når teksten skal kvalitetssikres."),
            "source": _("Hvor teksten kommer fra, med lisens, når den ikke er skrevet her."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "deputy"):
            field = cast("forms.ModelChoiceField[User]", self.fields[name])
            field.queryset = (
                User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("first_name", "last_name")
            )
            field.empty_label = _("Ingen valgt")
        for code, language in LANGUAGE_CHOICES:
            self.fields[f"synonyms_{code}"] = forms.CharField(
                label=gettext("Andre ord på %(language)s") % {"language": language},
                required=False,
                help_text=_("Ett på hver linje."),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("Velg type")), *TopicKind.choices]
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
        return [self[f"synonyms_{code}"] for code, _language in LANGUAGE_CHOICES if code not in languages.NORWEGIAN]

    def synonyms(self) -> list[tuple[str, str]]:
        """(language, word) for every word, once."""
        pairs = (
            (code, term.strip())
            for code, _name in LANGUAGE_CHOICES
            for term in self.cleaned_data[f"synonyms_{code}"].splitlines()
        )
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
        return gettext("«%(line)s» mangler kode. Skriv kodeverket først, så koden: «icd10 M17.1».") % {"line": line}
    if system is None:
        return gettext("«%(line)s»: kodeverket er ikke lest inn. Bruk navnet på et som er, for eksempel icd10.") % {"line": line}
    if find_in_force(system, code, timezone.localdate(now())) is None:
        words = {"line": line, "system": system.name}
        return gettext("«%(line)s»: koden finnes ikke i utgivelsen av %(system)s som gjelder nå. Se etter skrivefeil.") % words
    return system.key, normalize_code(system, code)


class NewTopicForm(TopicForm):
    """A topic before it exists: its key, which never changes afterwards, can be chosen."""

    key = forms.SlugField(
        label=_("Nøkkel i adressen"),
        required=False,
        max_length=120,
        help_text=_("Siste del av nettadressen: «kneprotese». Kan ikke endres siden. Tom: lages av arbeidstittelen."),
    )

    class Meta(TopicForm.Meta):
        fields = ["title", "key", *TopicForm.Meta.fields[1:]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        key = data.get("key") or slugify(data.get("title", "").translate(LETTERS))[:120]
        data["key"] = self.instance.key = key
        if key and Topic.objects.filter(key=key).exists():
            self.add_error("key", gettext("Det finnes alt et tema med nøkkelen «%(key)s». Velg en annen.") % {"key": key})
        return data


class LanguageForm(forms.Form):
    """Which language version to start."""

    language = forms.ChoiceField(label=_("Språk"))

    def __init__(self, *args: Any, taken: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = [
            choice for choice in LANGUAGE_CHOICES if choice[0] not in set(taken)
        ]


class DateTimeLocal(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SubmissionForm(forms.Form):
    """What goes with a text to approval: a class for each changed block, and the notes."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note_editors = forms.CharField(
        label=_("Til redaktørene ved sykehusene"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hvorfor er teksten endret? Dette står øverst når de tar stilling."),
    )
    note_public = forms.CharField(
        label=_("Til leserne"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Vises i sidens endringslogg. Kan stå tom ved språklige rettelser."),
    )
    effective_at = forms.DateTimeField(
        label=_("Skal gjelde fra"),
        required=False,
        widget=DateTimeLocal(),
        help_text=_("Tom: fra den slippes."),
    )

    def __init__(self, *args: Any, floors: Mapping[str, Floor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.floors = floors
        for block, floor in floors.items():
            self.fields[f"class-{block}"] = forms.ChoiceField(
                label=_("Endringsklasse"),
                choices=allowed(floor),
                initial=floor.lowest,
                help_text=explained(floor),
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
        return [(key, str(words)) for key, words in DECLARED.items()]
    higher = [(key, str(DECLARED[key])) for key in ("content", "safety")]
    return (
        [*higher, ("editorial", gettext("Redaksjonell, når en annen redaktør bekrefter at meningen er den samme"))]
        if floor.confirmable
        else higher
    )


def explained(floor: Floor) -> str:
    """Why the floor is where it is, in words."""
    if floor.lowest == "editorial":
        return gettext("Ordene og tallene er de samme.")
    if floor.tokens:
        words = ", ".join(f"«{token}»" for token in floor.tokens)
        return gettext("Endringen rører %(words)s. Den kan ikke meldes som redaksjonell.") % {"words": words}
    if floor.confirmable:
        return gettext("Ordene er endret, men ingen tall, doser, tider eller nektelser.")
    return gettext("Blokken er ny, tatt bort eller flyttet. Den kan ikke meldes som redaksjonell.")


class SignForm(forms.Form):
    """A clinician's yes, and which sections are right also alone: offered by key and name."""

    standalone = forms.MultipleChoiceField(
        label=_("Deler som er riktige også når de står alene"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Andre kan hente én del uten resten, for eksempel til et innkallingsbrev. La stå tomt hvis du er i tvil."),
    )
    comment = forms.CharField(label=_("Merknad (kan stå tom)"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(section.key, SECTION_NAMES.get(section.key, section.key)) for section in edition.sections if section.blocks]
        cast(forms.MultipleChoiceField, self.fields["standalone"]).choices = named


class ReleaseForm(forms.Form):
    """Why an edition goes before what it should have waited for. Asked where something is to be waited for."""

    despite = forms.CharField(
        label=_("Hvorfor må utgaven ut før høringen er avsluttet?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Står i historikken. La feltet stå tomt hvis høringen skal avsluttes først."),
    )


class AskForm(forms.Form):
    """Who is asked to read, outside the log-in. `ours` is the language that the asker's own place uses."""

    name = forms.CharField(label=_("Navn"), max_length=160)
    function = forms.CharField(label=_("Stilling"), max_length=150, help_text=_("For eksempel «overlege, ortopedi, UNN»."))
    email = forms.EmailField(label=_("E-post"), help_text=_("Personens egen adresse. Lenken sendes dit, og bare dit."))
    language = forms.ChoiceField(
        label=_("Språk i brevet"),
        choices=languages.NORWEGIAN_CHOICES,
        required=False,
        help_text=_("Brevet og siden bak lenken skrives på dette. Teksten som skal leses, står på sitt eget språk."),
    )
    message = forms.CharField(
        label=_("Beskjed (kan stå tom)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Si hva du særlig vil ha svar på."),
    )

    def __init__(self, *args: Any, ours: str = languages.SOURCE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = ours if ours in languages.NORWEGIAN else languages.SOURCE

    def asked(self) -> Asked:
        """Whom the form names, and the language they are asked in: the asker's own where none is chosen."""
        said = {name: self.cleaned_data[name] for name in ("name", "email", "function")}
        return Asked(**said, language=self.cleaned_data["language"] or self.initial["language"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Hva må endres?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Forfatteren får dette. Teksten kan sendes på nytt."),
    )


class CallOffForm(forms.Form):
    """A scheduled edition is not to come: why."""

    reason = forms.CharField(label=_("Hvorfor avlyses den?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(forms.Form):
    """Take a topic out of the base."""

    reason = forms.CharField(label=_("Hvorfor trekkes temaet?"), widget=forms.Textarea(attrs={"rows": 3}))
    successor = forms.ModelChoiceField(
        label=_("Erstattes av"),
        required=False,
        queryset=Topic.objects.none(),
        empty_label=_("Ikke erstattet"),
        help_text=_("Sykehusene får tilbud om dette temaet i stedet."),
    )
    deadline = forms.DateTimeField(
        label=_("Siste frist for sykehusene"),
        widget=DateTimeLocal(),
        help_text=_("Etter fristen tas siden ned der sykehuset ikke har gjort den til sin egen."),
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Topic]", self.fields["successor"]).queryset = Topic.objects.filter(
            withdrawn_at__isnull=True
        ).exclude(pk=topic.pk)
