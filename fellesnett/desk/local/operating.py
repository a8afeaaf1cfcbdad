"""Local text: the small forms that add, replace, leave out, fill in and retitle; and aside and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.operating import restore, restore_local, return_to_national, save_operation, set_aside
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, LocalOperation, OperationState
from fellesnett.adoption.permissions import EDITORS
from fellesnett.adoption.recipes import LAYERS, Part, layers_of
from fellesnett.adoption.validating import a_year_after
from fellesnett.composition.advice import Passage
from fellesnett.composition.blocks import Edition
from fellesnett.composition.composing import CompositionError, base_for
from fellesnett.desk.advising import Hints, hints_on
from fellesnett.desk.local import changes, people
from fellesnett.desk.local.answering import tell
from fellesnett.desk.local.frame import DeskForm, attempt, page, text_trail
from fellesnett.desk.local.rich import RichTextField
from fellesnett.desk.local.scope import Here, here, place_of, text_of
from fellesnett.desk.local.words import REASON_CODES
from fellesnett.editorial import subjects
from fellesnett.editorial.keeping import kept_in
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Place
from fellesnett.organizations.permissions import roles_at

FIELDS = {
    "fill": ("from_place", "value", "speaker"),
    "supplement": ("content", "position", "speaker", "clinical", "clinical_owner", "valid_until"),
    "override": ("content", "reason_code", "reason_text", "clinical_owner", "valid_until", "speaker"),
    "omit": ("reason_code", "reason_text", "clinical_owner", "valid_until", "speaker"),
    "retitle": ("title", "speaker"),
}
TITLES = {
    "fill": gettext_lazy("Fyll ut"),
    "supplement": gettext_lazy("Legg til"),
    "override": gettext_lazy("Erstatt"),
    "omit": gettext_lazy("Utelat"),
    "retitle": gettext_lazy("Egen tittel"),
}
FIELD_OF = {
    "needs_reason": "reason_text",
    "needs_owner": "clinical_owner",
    "wrong_validity": "valid_until",
    "wrong_place": "speaker",
    "wrong_layer": "speaker",
    "wrong_position": "position",
    "wrong_source": "from_place",
    "empty_source": "from_place",
}
WORDS_IN = {"fill": "value", "supplement": "content", "override": "content", "retitle": "title"}


class OperationForm(DeskForm):
    """What is asked about one local change; `op` decides which fields there are."""

    content = RichTextField(
        label=gettext_lazy("Deres tekst"),
        error_messages={"required": gettext_lazy("Teksten er tom. Skriv noe, eller gå tilbake.")},
    )
    from_place = forms.ModelChoiceField(
        label=gettext_lazy("Hent fra sted"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ikke hent: skriv selv"),
        help_text=gettext_lazy("Da står det samme her som på stedet, også når stedet endres."),
    )
    value = forms.CharField(
        label=gettext_lazy("Verdi"),
        max_length=500,
        required=False,
        error_messages={"required": gettext_lazy("Skriv det som skal stå i feltet.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Tittel hos oss"), max_length=200, error_messages={"required": gettext_lazy("Skriv en tittel.")}
    )
    position = forms.ChoiceField(
        label=gettext_lazy("Plassering"),
        widget=forms.RadioSelect,
        choices=[("after", gettext_lazy("Etter avsnittet")), ("before", gettext_lazy("Før avsnittet"))],
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Årsak"),
        choices=[("", gettext_lazy("Velg årsak")), *REASON_CODES.items()],
        error_messages={"required": gettext_lazy("Velg en årsak.")},
    )
    reason_text = forms.CharField(
        label=gettext_lazy("Begrunnelse"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Den neste redaktøren og den nasjonale redaksjonen leser dette. Pasientene ser det ikke."),
        error_messages={"required": gettext_lazy("Skriv hvorfor den nasjonale teksten ikke passer her.")},
    )
    clinical = forms.BooleanField(
        label=gettext_lazy("Tillegget er faglig"),
        required=False,
        help_text=gettext_lazy("Kryss av når det handler om behandling, legemidler eller råd. Da må en kliniker godkjenne det."),
    )
    clinical_owner = forms.ModelChoiceField(
        label=gettext_lazy("Faglig ansvarlig"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Velg kliniker"),
        error_messages={"required": gettext_lazy("Velg hvem som har det faglige ansvaret for avviket.")},
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Gjelder til"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Høyst tolv måneder. Dere får beskjed i god tid."),
        error_messages={"required": gettext_lazy("Velg en dato."), "invalid": gettext_lazy("Skriv datoen slik: 2027-11-24.")},
    )
    speaker = forms.ChoiceField(label=gettext_lazy("Gjelder for"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, op: str, at_end: bool, speakers: list[tuple[str, str]], where: Here, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in FIELDS[op] if not (name == "position" and at_end)}
        if len(speakers) == 1:
            del self.fields["speaker"]
        else:
            self.field("speaker").choices = speakers
        if "from_place" in self.fields:
            self.field("from_place").queryset = people.places(where.site.organization)
        if "clinical_owner" in self.fields:
            self.field("clinical_owner").queryset = people.clinicians(where.site.organization)
            self.field("clinical_owner").required = op != "supplement"
            if not self.field("clinical_owner").queryset.exists():
                self.field("clinical_owner").help_text = _(
                    "Ingen har rollen kliniker her ennå. Be nettansvarlig om å gi den til noen."
                )

    def clean(self) -> dict[str, Any]:
        """A slot is filled by a place, or by what somebody writes."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "value" in self.fields and not data.get("value") and not data.get("from_place"):
            self.add_error("value", self.field("value").error_messages["required"])
        return data


@dataclass(frozen=True)
class Draft:
    """What is to be written, and where: everything a form screen shows around its fields."""

    where: Here
    held: Holdings
    text: AdoptedText
    op: str
    target: str
    position: str
    place: Place | None
    row: LocalOperation | None

    @property
    def edition(self) -> Edition:
        return self.held.shelf.patched(Part(edition=self.text.edition_id, patches=self.text.patches, moved={}, operations=[]))

    @property
    def national(self) -> SafeString:
        """The national text that this is about; in normal form since the edition was made."""
        return mark_safe(changes.text_of(self.edition, self.target)) if self.target else mark_safe("")

    @property
    def name(self) -> str:
        return changes.name_of(self.edition, self.target) if self.target else ""

    @property
    def at_end(self) -> bool:
        return self.position == "end"

    @property
    def label(self) -> str:
        """An open field's own words."""
        block = changes.blocks(self.edition).get(self.target)
        return block.label if block else ""

    def layer_of(self, speaker: str) -> str:
        return speaker.partition(":")[0]

    def base_hash(self, speaker: str) -> str:
        """The hash of what stands there before this layer speaks: saved with the form, so that no change goes unseen."""
        layer = self.layer_of(speaker)
        if self.op in ("fill", "retitle") or layer == "group":
            return ""
        rows = [row for row in self.held.next_rows(self.text, self.place) if LAYERS.index(row.layer) < LAYERS.index(layer)]  # type: ignore[arg-type]
        earlier = layers_of(rows, self.held.owners(self.text, self.place), self.text.language, self.text.moved)
        try:
            return base_for(self.edition, earlier, self.target).block_hash
        except CompositionError:
            return ""


def speakers(draft: Draft) -> list[tuple[str, str]]:
    """In whose name this person may speak here: the site, one of its places, the group it shares a variant with."""
    if draft.row:
        return [(_speaker_of(draft.row), "")]
    found = [("site", _("Hele %(site)s") % {"site": draft.where.site.name})]
    found += [
        (f"place:{place.slug}", _("Bare %(place)s") % {"place": place.name_in(draft.text.language)})
        for place in draft.held.places.get(draft.text.adoption_id, [])
    ]
    variant = draft.text.adoption.variant
    if variant and not roles_at(draft.where.user, variant.organization).isdisjoint(EDITORS):
        found.append(("group", _("Alle som bruker varianten «%(name)s»") % {"name": variant.name}))
    return found


def _speaker_of(row: LocalOperation) -> str:
    return f"place:{row.place.slug}" if row.place else row.layer


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """Write a new local change. What and where stand in the address: `?op=supplement&target=b1&position=after`."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    op, target, position = (request.GET.get(name, "") for name in ("op", "target", "position"))
    if op not in FIELDS or bool(target) == (op == "retitle"):
        raise Http404
    draft = Draft(where, held, text, op, target, position, place_of(text, request.GET.get("sted", "")), None)
    if (
        target
        and not draft.national
        and target not in {section.key for section in draft.edition.sections}
        and not _is_shared(draft)
    ):
        raise Http404
    return _form_screen(request, draft)


def _is_shared(draft: Draft) -> bool:
    """Is the target a block that an earlier layer put on the page?"""
    return any(draft.target.startswith(f"{row.key}.") for row in draft.held.rows(draft.text))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, site: str, key: str, language: str, operation: int) -> HttpResponse:
    """Write a local change anew. The earlier words stay stored."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    row = held_row(held, text, operation)
    return _form_screen(request, Draft(where, held, text, row.op, row.target, row.position, row.place, row))


def held_text(text: AdoptedText) -> tuple[AdoptedText, Holdings]:
    held = gather([text.adoption_id])
    return held.texts[text.pk], held


def held_row(held: Holdings, text: AdoptedText, operation: int) -> LocalOperation:
    row = next((row for row in held.rows(text) if row.pk == operation), None)
    if row is None:
        raise Http404
    return row


def _form_screen(request: HttpRequest, draft: Draft) -> HttpResponse:
    at = now()
    choices = speakers(draft)
    asks_advice = "advise" in request.POST
    saves = request.method == "POST" and not asks_advice
    form = OperationForm(
        request.POST if saves else None,
        op=draft.op,
        at_end=draft.at_end or draft.op != "supplement",
        speakers=choices,
        where=draft.where,
        initial={**_initial(draft, choices, at), **(_typed(request) if asks_advice else {})},
    )
    reasons: tuple[Reason, ...] = ()
    if saves and form.is_valid():
        speaker = form.cleaned_data.get("speaker") or choices[0][0]
        reasons = _tell(
            form, attempt(lambda: _save(draft, form.cleaned_data, speaker, request.POST.get("base_hash", ""), at)), draft.op
        )
        if form.is_valid() and not reasons:
            messages.success(request, _("Lagret som utkast. Pasientene ser det når siden er godkjent."))
            return redirect(_back(draft))
    seen = form.data.get("speaker") or form.initial.get("speaker") or choices[0][0]
    return page(
        request,
        "operation.html",
        str(TITLES[draft.op]),
        text_trail(draft.where, draft.text),
        422 if saves else 200,
        where=draft.where,
        draft=draft,
        text=draft.text,
        form=form,
        reasons=reasons,
        advice=_advice(draft, form) if asks_advice or draft.row else (),
        asks_advice=asks_advice,
        one_by_one=reverse("desk_local:hints", args=[draft.where.site.slug, draft.text.adoption.topic.key, draft.text.language]),
        writes=WORDS_IN.get(draft.op) == "content",
        base_hash=draft.base_hash(seen),
        back=_back(draft),
        newer=_newer(draft) if any(reason.code == "rewritten" for reason in reasons) else None,
        speaks=choices[0][1] if len(choices) == 1 else "",
    )


@dataclass(frozen=True)
class Newer:
    """What somebody has written in the meantime, instead of the words that a form was opened on."""

    row: LocalOperation

    @property
    def words(self) -> list[SafeString]:
        """Its text, in normal form since it was saved; the value of an open field, or the title."""
        rich = [mark_safe(item["html"]) for item in self.row.content]
        return rich or [escape(self.row.value or self.row.title)]


def _newer(draft: Draft) -> Newer | None:
    stands = (OperationState.DRAFT, OperationState.ACTIVE)
    family = [row for row in draft.held.rows(draft.text) if draft.row and row.key == draft.row.key and row.state in stands]
    latest = max(family, key=lambda row: row.pk, default=None)
    return Newer(latest) if latest and latest != draft.row else None


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form now, neither saved nor judged: the person asked for advice on it."""
    fields = OperationForm.base_fields.items()
    return {name: field.widget.value_from_datadict(request.POST, request.FILES, name) for name, field in fields}


def _advice(draft: Draft, form: forms.Form) -> tuple[Hints, ...]:
    """What a reader may stumble on in the hospital's own words."""
    html = str(form["content"].value() or "") if "content" in form.fields else ""
    if not html:
        return ()
    kept = kept_in(subjects.adoption(draft.text.adoption_id), draft.text.language)
    return hints_on([Passage(_("Deres tekst"), html, draft.text.language)], here=draft.where.site, kept=kept)


def _tell(form: forms.Form, reasons: tuple[Reason, ...], op: str) -> tuple[Reason, ...]:
    words = WORDS_IN.get(op, "")
    return tell(form, reasons, {**FIELD_OF, "invalid": words, "empty_content": words})


def _initial(draft: Draft, choices: list[tuple[str, str]], at: datetime) -> dict[str, Any]:
    row = draft.row
    speaker = f"place:{draft.place.slug}" if draft.place else choices[0][0]
    fresh = {
        "speaker": speaker,
        "position": draft.position or "after",
        "valid_until": a_year_after(at),
        "title": draft.edition.title,
        "clinical_owner": draft.text.adoption.clinical_owner_id,
        "content": draft.national if draft.op == "override" else "",
    }
    if row is None:
        return fresh
    return {
        **fresh,
        "content": "".join(item["html"] for item in row.content),
        "value": "" if row.from_place_id else row.value,
        "from_place": row.from_place_id,
        "title": row.title,
        "reason_code": row.reason_code,
        "reason_text": row.reason_text,
        "clinical": row.clinical,
        "clinical_owner": row.clinical_owner_id,
        "valid_until": _still(row.valid_until, at),
    }


def _still(until: date | None, at: datetime) -> date:
    """The date a text was valid to, or a year from now when that has passed."""
    return until if until and until > at.date() else a_year_after(at)


def _save(draft: Draft, data: dict[str, Any], speaker: str, base_hash: str, at: datetime) -> LocalOperation:
    adoption, row = draft.text.adoption, draft.row
    layer, _colon, slug = speaker.partition(":")
    block_type = row.content[0]["type"] if row and len(row.content) == 1 else "text"
    return save_operation(
        language=draft.text.language,
        op=draft.op,
        by=draft.where.user,
        at=at,
        adoption=None if layer == "group" else adoption,
        variant=adoption.variant if layer == "group" else None,
        place=place_of(draft.text, slug) if layer == "place" else None,
        target=draft.target,
        position=data.get("position") or draft.position,
        content=[{"type": block_type, "html": data["content"]}] if "content" in data else (),
        value=data.get("value", ""),
        title=data.get("title", ""),
        base_hash=base_hash,
        reason_code=data.get("reason_code", ""),
        reason_text=data.get("reason_text", ""),
        clinical=bool(data.get("clinical")),
        clinical_owner=data.get("clinical_owner"),
        valid_until=data.get("valid_until"),
        replaces=row,
        from_place=data.get("from_place"),
    )


def _back(draft: Draft) -> str:
    return _workbench(draft.where, draft.text, draft.place)


def _workbench(where: Here, text: AdoptedText, place: Place | None = None) -> str:
    address = reverse("desk_local:text", args=[where.site.slug, text.adoption.topic.key, text.language])
    return f"{address}?sted={place.slug}" if place else address


# --- aside and back -------------------------------------------------------------------------------------------------


@require_POST
def put_aside(request: HttpRequest, site: str, key: str, language: str, operation: int) -> HttpResponse:
    """Take one local change off the page. It stays stored."""
    done = _("Lagt til side. Den nasjonale teksten vises når siden er godkjent, og deres kan hentes tilbake.")
    return _one(request, site, key, language, operation, set_aside, done)


@require_POST
def bring_back(request: HttpRequest, site: str, key: str, language: str, operation: int) -> HttpResponse:
    """Bring one local change back as a draft."""
    return _one(
        request,
        site,
        key,
        language,
        operation,
        restore,
        _("Hentet tilbake som utkast. Pasientene ser det når siden er godkjent."),
    )


def _one(
    request: HttpRequest, site: str, key: str, language: str, operation: int, verb: Callable[..., LocalOperation], done: str
) -> HttpResponse:
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    row = held_row(held, text, operation)
    return _done(request, where, text, attempt(lambda: verb(operation=row, by=where.user, at=now())), done)


@require_POST
def to_national(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """Set all local text aside at once."""
    done = _("All lokal tekst er lagt til side. Se over siden og godkjenn. Dere kan hente alt tilbake.")
    return _all(request, site, key, language, return_to_national, done)


@require_POST
def to_local(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """Bring all of it back."""
    return _all(
        request, site, key, language, restore_local, _("Den lokale teksten er hentet tilbake. Se over siden og godkjenn.")
    )


def _all(request: HttpRequest, site: str, key: str, language: str, verb: Callable[..., object], done: str) -> HttpResponse:
    where = here(request, site)
    text = text_of(where, key, language)
    return _done(request, where, text, attempt(lambda: verb(text=text, by=where.user, at=now())), done)


def _done(request: HttpRequest, where: Here, text: AdoptedText, reasons: tuple[Reason, ...], done: str) -> HttpResponse:
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        messages.success(request, done)
    return redirect(_workbench(where, text))
