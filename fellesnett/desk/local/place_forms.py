"""The forms of a place: what is asked, and the way between them and the record that `describe_place` takes.

Rows that are left empty are not there. Nothing needs a script: each group has spare rows, and saving gives new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local.frame import DeskForm
from fellesnett.desk.local.scope import LANGUAGES
from fellesnett.organizations.checking import RECORD, Fault, Record
from fellesnett.organizations.describing import record_of
from fellesnett.organizations.facts import week_of
from fellesnett.organizations.hours import MIDNIGHT, grouped
from fellesnett.organizations.models import Place, PlaceKind, Site

SPARE = 2
DAYS = [(str(day), name) for day, name in enumerate(("ma", "ti", "on", "to", "fr", "lø", "sø"), 1)]
MEETING = {
    "entrance": (gettext_lazy("Inngang"), ""),
    "floor": (gettext_lazy("Etasje"), ""),
    "code": (gettext_lazy("Kode på skiltene"), gettext_lazy("For eksempel D1.1.")),
    "text": (gettext_lazy("Mer om veien fram"), ""),
}
DESCRIPTIONS = {
    "hours": (gettext_lazy("Mer om åpningstiden"), gettext_lazy("Kort, for eksempel «Andre tider etter avtale».")),
    "visiting": (gettext_lazy("Besøk"), gettext_lazy("Besøkstider, hvor mange som kan komme, og hva de må vite.")),
    "transit": (gettext_lazy("Slik kommer du hit"), gettext_lazy("Buss, tog, båt og bil.")),
    "parking": (gettext_lazy("Parkering"), gettext_lazy("Hvor, hva det koster, og plasser for dem som går dårlig.")),
    "accessibility": (
        gettext_lazy("Tilgjengelighet i bygget"),
        gettext_lazy("Trinnfri inngang, heis, teleslynge, rullestol til låns."),
    ),
    "interpreter": (gettext_lazy("Tolk"), ""),
    "overnight": (gettext_lazy("Overnatting"), gettext_lazy("Pasienthotell, og hvem som kan bo der.")),
    "note": (gettext_lazy("Godt å vite"), ""),
}


class ClockField(forms.TimeField):
    """A time of day. 24.00 is the end of the day."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%H:%M", "%H.%M", "%H"],
            widget=forms.TimeInput(format="%H.%M", attrs={"size": 5, "inputmode": "decimal"}),
            error_messages={"invalid": gettext_lazy("Skriv tiden slik: 08.00.")},
        )

    def to_python(self, value: Any) -> time | None:
        text = str(value or "").strip().replace(":", ".")
        return MIDNIGHT if text in ("24.00", "24") else super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return "24.00" if value == MIDNIGHT else value


class DayField(forms.DateField):
    """A date, with the browser's calendar where it has one."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            error_messages={"invalid": gettext_lazy("Skriv datoen slik: 2026-12-24.")},
        )


class Worded(DeskForm):
    """A form with some fields once for each of the site's languages."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        self.add_worded()

    def add_worded(self) -> None:
        """Add the fields that are asked in each language."""

    def ask(self, name: str, label: Any, help_text: Any = "", **options: Any) -> None:
        """A text field in each language; the language is named where there are several."""
        for code in self.languages:
            said = f"{label} ({LANGUAGES[code]})" if len(self.languages) > 1 else label
            field = forms.CharField(label=said, help_text=help_text, required=False, **options)
            field.widget.attrs["lang"] = code
            self.fields[f"{name}_{code}"] = field

    def said(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in self.languages}


class PlaceForm(Worded):
    """What the place is called and where it is, where to meet, and what it says in each language."""

    slug = forms.SlugField(
        label=gettext_lazy("Kortnavn i nettadressen"),
        max_length=80,
        help_text=gettext_lazy("Små bokstaver, tall og bindestrek, for eksempel «voss». Kan ikke endres siden."),
        error_messages={
            "required": gettext_lazy("Skriv et kortnavn, for eksempel «voss»."),
            "invalid": gettext_lazy("Bruk bare bokstavene a–z, tall og bindestrek."),
        },
    )
    part_of = forms.ModelChoiceField(
        label=gettext_lazy("Bygning ved"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ingen: dette er et eget sted"),
        help_text=gettext_lazy("En bygning med egen inngang hører til et sted, og bruker det som står der når feltene er tomme."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type sted"), choices=PlaceKind.choices)
    address = forms.CharField(label=gettext_lazy("Besøksadresse"), max_length=255, required=False)
    postal_code = forms.CharField(label=gettext_lazy("Postnummer"), max_length=4, required=False)
    city = forms.CharField(label=gettext_lazy("Poststed"), max_length=80, required=False)
    latitude = forms.DecimalField(
        label=gettext_lazy("Breddegrad"),
        required=False,
        localize=True,
        help_text=gettext_lazy("Tallet rundt 58–71 fra et kart på nett. Gir lenken «Se stedet på kart»."),
    )
    longitude = forms.DecimalField(label=gettext_lazy("Lengdegrad"), required=False, localize=True)

    GROUPS = (
        ("where", gettext_lazy("Navn og adresse")),
        ("meeting", gettext_lazy("Oppmøte")),
        ("descriptions", gettext_lazy("Om stedet")),
    )

    def __init__(self, *args: Any, place: Place | None, site: Site, **kwargs: Any) -> None:
        self.place = place
        super().__init__(*args, **kwargs)
        if place:
            del self.fields["slug"], self.fields["part_of"]
        else:
            self.field("part_of").queryset = Place.objects.filter(organization=site.organization).whole().order_by("slug")

    def add_worded(self) -> None:
        first = dict(self.fields)
        self.fields = {}
        self.ask("name", _("Navn"), max_length=160)
        self.fields |= first
        for part, (label, help_text) in MEETING.items():
            self.ask(f"meeting_{part}", label, help_text, max_length=255)
        for subject, (label, help_text) in DESCRIPTIONS.items():
            self.ask(f"about_{subject}", label, help_text, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def groups(self) -> Iterator[tuple[str, Any, list[Any]]]:
        """The fields under their headings: key, heading, fields."""
        starts = {"meeting": "meeting_", "descriptions": "about_"}
        for key, heading in self.GROUPS:
            start = starts.get(key)
            yield key, heading, [self[name] for name in self.fields if _belongs(name, start, tuple(starts.values()))]


def _belongs(name: str, start: str | None, others: tuple[str, ...]) -> bool:
    return name.startswith(start) if start else not name.startswith(others)


class WeekForm(Worded):
    """Days that are alike: which, from when and to when, and for what."""

    LABEL: Any = gettext_lazy("Gjelder")

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Dager"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    opens = ClockField(gettext_lazy("Åpner"))
    closes = ClockField(gettext_lazy("Stenger"))

    def add_worded(self) -> None:
        self.ask("label", self.LABEL, max_length=80)

    @property
    def is_filled(self) -> bool:
        return any(value not in (None, "", []) for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """Days and both times belong together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(data.get("days")), data.get("opens") is not None, data.get("closes") is not None]
        if any(given) and not all(given) and not self.errors:
            self.add_error("days", _("Velg dager, og skriv både når det åpner og når det stenger."))
        return data

    def rows(self) -> list[list[Any]]:
        data = self.cleaned_data
        return [[int(day), f"{data['opens']:%H:%M}", f"{data['closes']:%H:%M}"] for day in data["days"]]


class PhoneForm(WeekForm):
    """A number, what it is for, and when it is answered."""

    LABEL = gettext_lazy("Hva nummeret er til")
    number = forms.CharField(label=gettext_lazy("Telefon"), max_length=20, required=False)

    def add_worded(self) -> None:
        first = {"number": self.fields.pop("number")}
        times, self.fields = self.fields, first
        super().add_worded()
        self.fields |= times


class ExceptionForm(Worded):
    """Days with other hours."""

    first = forms.DateField(
        label=gettext_lazy("Fra og med"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(label=gettext_lazy("Til og med"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    closed = forms.BooleanField(label=gettext_lazy("Stengt hele dagen"), required=False)
    opens = ClockField(gettext_lazy("Åpner"))
    closes = ClockField(gettext_lazy("Stenger"))

    def add_worded(self) -> None:
        self.ask("note", _("Hvorfor"), max_length=120)

    @property
    def is_filled(self) -> bool:
        return any(value not in (None, "", False) for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        """A first day; and either closed, or both times."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.is_filled:
            return data
        if not data.get("first"):
            self.add_error("first", _("Velg hvilken dag det gjelder."))
        times = [data.get("opens") is not None, data.get("closes") is not None]
        if data.get("closed") == any(times) or (any(times) and not all(times)):
            self.add_error("closed", _("Kryss av for stengt, eller skriv både når det åpner og når det stenger."))
        return data

    def entry(self) -> dict[str, Any]:
        data = self.cleaned_data
        times = {name: f"{data[name]:%H:%M}" if data[name] else None for name in ("opens", "closes")}
        return {"first": str(data["first"]), "last": str(data["last"] or data["first"]), **times, "note": self.said("note")}


PhoneRows = formset_factory(PhoneForm, extra=SPARE)
HoursRows = formset_factory(WeekForm, extra=SPARE)
ExceptionRows = formset_factory(ExceptionForm, extra=SPARE)


class PlaceForms:
    """All that is asked about a place, as one: valid or not, turned into a record, told what is wrong with it."""

    def __init__(self, data: Any, *, site: Site, place: Place | None) -> None:
        self.place = place
        self.languages = languages_of(site, place)
        options = {"languages": self.languages}
        record = record_of(place) if place else EMPTY
        self.main = PlaceForm(data, initial=_main(record), place=place, site=site, **options)
        self.phones = PhoneRows(data, prefix="phones", initial=_phones(record), form_kwargs=options)
        self.hours = HoursRows(data, prefix="hours", initial=_hours(record), form_kwargs=options)
        self.exceptions = ExceptionRows(data, prefix="exceptions", initial=_exceptions(record), form_kwargs=options)

    @property
    def sets(self) -> tuple[tuple[str, str, str, BaseFormSet[Any]], ...]:
        """The groups of rows: key, heading, words, rows."""
        first = _(
            "Det første nummeret vises ved temaene. Skriv hva nummeret er til, for eksempel «Sentralbord» eller «Endre time», og "
            "når det blir besvart. Tøm feltene for å fjerne en rad."
        )
        week = _(
            "Én rad for dager som er like. «Gjelder» er tomt for stedet selv; skriv for eksempel «Kafé» eller «Blodprøver» for "
            "noe med egne tider. Døgnåpent skrives 00.00 til 24.00."
        )
        other = _("Helligdager og ferie, med grunn, for eksempel «Julaften». De vises ved temaene 30 dager før.")
        return (
            ("phones", _("Telefoner"), first, self.phones),
            ("hours", _("Åpningstider"), week, self.hours),
            ("exceptions", _("Dager med andre tider"), other, self.exceptions),
        )

    @property
    def is_valid(self) -> bool:
        return all([self.main.is_valid(), self.phones.is_valid(), self.hours.is_valid(), self.exceptions.is_valid()])

    @property
    def has_errors(self) -> bool:
        return bool(self.main.errors) or any(any(rows.errors) for *_words, rows in self.sets if rows.is_bound)

    def record(self) -> dict[str, Any]:
        """What was written, as the verb takes it. Languages that are not asked about here are kept."""
        data = self.main.cleaned_data
        plain = {name: data[name] for name in ("kind", "address", "postal_code", "city", "latitude", "longitude")}
        return {
            **plain,
            "name": self.main.said("name"),
            "phones": [
                {"number": row.cleaned_data["number"], "label": row.said("label"), "hours": row.rows()}
                for row in filled(self.phones)
            ],
            "hours": _entries(filled(self.hours)),
            "exceptions": [row.entry() for row in self._dated()],
            "meeting": self._by_language("meeting", MEETING),
            "descriptions": self._by_language("about", DESCRIPTIONS),
        }

    def _by_language(self, prefix: str, parts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        data = self.main.cleaned_data
        return {code: {part: data[f"{prefix}_{part}_{code}"] for part in parts} for code in self.languages}

    def _dated(self) -> list[Any]:
        """In the order in which the record keeps them, so that a fault finds its row."""
        return sorted(filled(self.exceptions), key=lambda row: row.cleaned_data["first"])

    def tell(self, faults: Iterable[Fault]) -> list[Fault]:
        """Say each fault at its field; those that belong to none are returned."""
        left = []
        for fault in faults:
            form, name = self._at(fault.field)
            if form is None:
                left.append(fault)
            else:
                form.add_error(name, fault.text)
        return left

    def _at(self, field: str) -> tuple[Any, str]:
        parts = field.split(".")
        rows = {"phones": filled(self.phones), "hours": _firsts(filled(self.hours)), "exceptions": self._dated()}
        if parts[0] in rows and len(parts) > 1:
            ends = {"phones": "number" if parts[-1] == "number" else "closes", "hours": "closes", "exceptions": "last"}
            return rows[parts[0]][int(parts[1])], ends[parts[0]]
        if parts[0] in ("meeting", "descriptions"):
            name = f"{'meeting' if parts[0] == 'meeting' else 'about'}_{parts[2]}_{parts[1]}"
        else:
            name = f"name_{self.languages[0]}" if field == "name" else field
        return (self.main, name) if name in self.main.fields else (None, "")


EMPTY: Record = {name: {} if name in ("name", "meeting", "descriptions") else [] for name in RECORD} | {
    "kind": PlaceKind.HOSPITAL, "address": "", "postal_code": "", "city": "", "latitude": None, "longitude": None
}  # fmt: skip


def languages_of(site: Site, place: Place | None) -> list[str]:
    """The site's languages, its own first, and any other that the place already says something in."""
    said = {code for values in (place.name, place.meeting, place.descriptions) for code in values} if place else set()
    return list(dict.fromkeys([*site.languages, *sorted(said & LANGUAGES.keys())]))


def filled(rows: BaseFormSet[Any]) -> list[Any]:
    """The rows that something is written in."""
    return [row for row in rows.forms if row.is_filled]


def _label(row: Any) -> tuple[tuple[str, str], ...]:
    return tuple((code, text) for code, text in row.said("label").items() if text)


def _entries(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows for the same thing are one entry."""
    found: dict[Any, list[list[Any]]] = {}
    for row in rows:
        found.setdefault(_label(row), []).extend(row.rows())
    return [{"label": dict(label), "week": week} for label, week in found.items()]


def _firsts(rows: Sequence[Any]) -> list[Any]:
    """The first row of each entry."""
    found: dict[Any, Any] = {}
    for row in rows:
        found.setdefault(_label(row), row)
    return list(found.values())


# --- what stands there now ------------------------------------------------------------------------------------------


def _main(record: Record) -> dict[str, Any]:
    plain = {name: record[name] for name in ("kind", "address", "postal_code", "city", "latitude", "longitude")}
    names = {f"name_{code}": name for code, name in record["name"].items()}
    meeting = {f"meeting_{part}_{code}": text for code, parts in record["meeting"].items() for part, text in parts.items()}
    about = {f"about_{key}_{code}": text for code, texts in record["descriptions"].items() for key, text in texts.items()}
    return {**plain, **names, **meeting, **about}


def _phones(record: Record) -> list[dict[str, Any]]:
    return [
        {"number": each["number"], **_worded("label", each["label"]), **next(iter(_weeks(each["hours"])), {})}
        for each in record["phones"]
    ]


def _hours(record: Record) -> list[dict[str, Any]]:
    return [{**_worded("label", each["label"]), **week} for each in record["hours"] for week in _weeks(each["week"])]


def _weeks(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """A row of the form for each group of days and each time of theirs."""
    return [
        {"days": [str(day) for day in days], "opens": opens, "closes": closes}
        for days, periods in grouped(week_of(rows))
        for opens, closes in periods
    ]


def _exceptions(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "first": each["first"],
            "last": each["last"],
            "closed": each["opens"] is None,
            "opens": time.fromisoformat(each["opens"]) if each["opens"] else None,
            "closes": time.fromisoformat(each["closes"]) if each["closes"] else None,
            **_worded("note", each["note"]),
        }
        for each in record["exceptions"]
    ]


def _worded(name: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": text for code, text in values.items()}
