"""An update: what is new nationally, what it asks of us, the page as it will be, and the yes. Kept step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fellesnett.adoption.actions import decide
from fellesnett.adoption.actions.undoing import UNDO_WITHIN, may_still_be_undone
from fellesnett.adoption.candidates import foreseen
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, Choice, Update
from fellesnett.desk.access.lapsed import plain
from fellesnett.desk.commenting import CommentForm, said_on
from fellesnett.desk.local import changes, commenting
from fellesnett.desk.local.composed import Chapter, chapters
from fellesnett.desk.local.frame import DeskForm, attempt, page, text_trail
from fellesnett.desk.local.looking import look_address, looks_elsewhere
from fellesnett.desk.local.operating import held_text
from fellesnett.desk.local.questions import Question, questions
from fellesnett.desk.local.readiness import readiness
from fellesnett.desk.local.rich import RichTextField
from fellesnett.desk.local.scope import LANGUAGES, Here, here
from fellesnett.desk.local.words import due
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Place

CLOSED = {
    "approved": gettext_lazy("Denne oppdateringen er godkjent."),
    "overtaken": gettext_lazy("Denne oppdateringen er overtatt av en nyere."),
    "withdrawn": gettext_lazy("Temaet er trukket tilbake nasjonalt."),
    "answered": gettext_lazy("Temaet er besvart på en annen måte."),
    "dissolved": gettext_lazy("Dette er ikke lenger aktuelt."),
}


class DecisionForm(DeskForm):
    """One choice. Ids carry the question's key, so that several forms can stand on one screen. `kept`: what stands there was
    typed, and is not saved."""

    choice = forms.ChoiceField(error_messages={"required": gettext_lazy("Velg hva som skal stå.")})
    content = RichTextField(label=gettext_lazy("Deres nye tekst"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor skal deres tekst fortsatt stå?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sign_off = forms.BooleanField(label=gettext_lazy("Jeg godkjenner faglig at denne lokale teksten skal stå"), required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{question.key}-%s"})
        self.field("choice").choices = [(option.value, option.label) for option in question.options]
        made = question.decision
        stands = {
            "content": question.start,
            "choice": made.choice if made else "",
            "reason": made.reason if made else "",
        }
        self.kept = bool(self.initial)
        self.initial = stands | dict(self.initial)

    def typed(self) -> dict[str, Any]:
        """What stands in the form as it was sent, right or wrong: to stand there again, and be saved by nobody."""
        return {name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("choice") == Choice.WRITE and not data.get("content") and "content" not in self.errors:
            self.add_error("content", _("Teksten er tom. Skriv noe, eller velg noe annet."))
        return data

    @property
    def chosen(self) -> str:
        """The choice that stands in the form now."""
        return str(self["choice"].value() or "")


class Asked(NamedTuple):
    """A question as it stands on the screen: its choice, what can be said beside it, and where that stands in the text."""

    question: Question
    form: DecisionForm
    comment_form: CommentForm | None
    blocks: list[str]


FIELD_OF = {"needs_reason": "reason", "needs_sign_off": "sign_off", "not_a_clinician": "sign_off", "invalid": "content",
            "empty_content": "content", "wrong_choice": "choice"}  # fmt: skip


@require_safe
def update(request: HttpRequest, site: str, update: int) -> HttpResponse:
    """One update, as far as it has been answered."""
    where = here(request, site)
    return _screen(request, where, _update(where, update))


def _update(where: Here, pk: int) -> Update:
    related = ("text__adoption__topic__successor", "text__adoption__site__organization", "text__adoption__variant__organization")
    return get_object_or_404(
        Update.objects.for_site(where.site).select_related(*related, "from_edition__topic", "to_edition__topic"), pk=pk
    )


@require_POST
def choose(request: HttpRequest, site: str, update: int) -> HttpResponse:
    """Make one choice. It can be made again until the page is approved."""
    where = here(request, site)
    row = _update(where, update)
    text, held = held_text(row.text)
    asked = None if row.closed_at else _asked_about(request, held, text, row, where)
    if asked is None:
        return _moved_on(request, where, row)
    form = DecisionForm(request.POST, question=asked)
    if form.is_valid() and _decided(form, where, row, asked):
        messages.success(request, _("Valget er lagret."))
        return redirect(_next(where, row, asked))
    return _screen(request, where, row, shown={asked.key: form}, status=422)


@require_POST
def say(request: HttpRequest, site: str, update: int) -> HttpResponse:
    """Say something to colleagues about one question. What is typed of the choice is sent along, and stands there still."""
    where = here(request, site)
    row = _update(where, update)
    text, held = held_text(row.text)
    parts = chapters(held, readiness(where, held, text).pages[0])
    asked = None if row.closed_at else _asked_about(request, held, text, row, where)
    if asked is None:
        return _said_late(request, where, row, text, parts)
    spot = commenting.spot_of(where, text, asked, parts)
    form = commenting.form_beside(spot, asked.key, request.POST)
    reasons = said_on(request, spot, form)
    said = reasons == ()
    if said:
        messages.info(request, _("Valget er ikke lagret ennå. Det du har skrevet, står der fortsatt."))
    typed = DecisionForm(request.POST, question=asked).typed()
    return _screen(
        request,
        where,
        row,
        shown={asked.key: DecisionForm(question=asked, initial=typed)},
        comment_forms={} if said else {asked.key: form},
        reasons=reasons or (),
        status=200 if said else 422,
    )


def _said_late(request: HttpRequest, where: Here, row: Update, text: AdoptedText, parts: list[Chapter]) -> HttpResponse:
    """The choice is made, or asked no more: what is said is kept with the text, where its words still stand there."""
    block = request.POST.get("block", "")
    there = commenting.blocks_of(parts).get(block)
    if there is None:
        return _nothing_to_choose(request, where, row)
    spot = commenting.spot(where, text, block, commenting.words_of(there))
    said_on(request, spot, commenting.form_beside(spot, "", request.POST))
    return redirect(commenting.address(where, text, block))


def _asked_about(request: HttpRequest, held: Holdings, text: AdoptedText, row: Update, where: Here) -> Question | None:
    """The question that a form was sent about."""
    wanted = request.POST.get("operation")
    return next((item for item in questions(held, text, row, where.user) if item.key == wanted), None)


def _nothing_to_choose(request: HttpRequest, where: Here, row: Update) -> HttpResponse:
    messages.warning(request, _("Det er ingenting å velge her lenger. Du ser siden slik den er nå."))
    return redirect("desk_local:update", where.site.slug, row.pk)


def _moved_on(request: HttpRequest, where: Here, row: Update) -> HttpResponse:
    """The question is closed, or the national text moved again, while the person decided. What was written stands in the newer
    question, unsaved, or beside the words that say that there is none."""
    text, held = held_text(row.text)
    newer, key = held.updates.get(text.pk), request.POST.get("operation", "")
    again = questions(held, text, newer, where.user) if newer else []
    asked = next((question for question in again if question.key == key), None)
    if newer is not None and asked is not None:
        form = DecisionForm(request.POST, question=asked)
        words = _("Ikke lagret: den nasjonale teksten ble endret igjen mens du valgte. Det du svarte, står her. Se på det nye.")
        form.add_error(None, words)
        return _screen(request, where, _update(where, newer.pk), shown={key: form}, status=409)
    typed = [words for name in ("content", "reason") if (words := plain(request.POST.get(name, "")))]
    return _screen(request, where, row, typed=typed, status=409) if typed else _nothing_to_choose(request, where, row)


def _decided(form: DecisionForm, where: Here, row: Update, asked: Question) -> bool:
    data = form.cleaned_data
    kind = asked.row.content[0]["type"] if len(asked.row.content) == 1 else "text"
    content = [{"type": kind, "html": data["content"]}] if data["choice"] == Choice.WRITE else None
    reasons = attempt(
        lambda: decide(
            update=row,
            operation=asked.row,
            choice=data["choice"],
            by=where.user,
            at=now(),
            reason=data["reason"],
            content=content,
            sign_off=data["sign_off"],
        )
    )
    for reason in reasons:
        form.add_error(FIELD_OF.get(reason.code), reason.text)
    return not reasons


def _next(where: Here, row: Update, asked: Question) -> str:
    """To the next question that is not answered; to the page and the yes when all are."""
    text, held = held_text(row.text)
    rest = [question for question in questions(held, text, row, where.user) if question.decision is None]
    anchor = f"q-{rest[0].key}" if rest else "siden"
    return f"{reverse('desk_local:update', args=[where.site.slug, row.pk])}#{anchor}"


class Sent(NamedTuple):
    """What came with a form and is to stand there again: choices by the question's key, remarks, refusals, loose words."""

    shown: Mapping[str, DecisionForm] = {}
    comment_forms: Mapping[str, CommentForm] = {}
    reasons: tuple[Reason, ...] = ()
    typed: Sequence[str] = ()


def _screen(request: HttpRequest, where: Here, row: Update, status: int = 200, **sent: Any) -> HttpResponse:
    text, held = held_text(row.text)
    show = _closed if row.closed_at else _open
    return show(request, where, row, text, held, Sent(**sent), status)


def _title(row: Update) -> str:
    if row.from_edition_id == row.to_edition_id:
        return _("Lokal tekst som må ses på")
    return _("Ny utgave %(number)s") % {"number": row.to_edition.number}


def _closed(
    request: HttpRequest, where: Here, row: Update, text: AdoptedText, held: Holdings, sent: Sent, status: int
) -> HttpResponse:
    """Nothing is asked any more: why not, and for an hour the way back."""
    newer = held.updates.get(text.pk)
    return page(
        request,
        "closed.html",
        _title(row),
        text_trail(where, text),
        status,
        where=where,
        text=text,
        update=row,
        typed=sent.typed,
        words=CLOSED.get(row.outcome, ""),
        newer=newer,
        undo_until=None if newer else _undo_until(where, row),
    )


def _open(
    request: HttpRequest, where: Here, row: Update, text: AdoptedText, held: Holdings, sent: Sent, status: int
) -> HttpResponse:
    """What is new nationally, what it asks, and the page as it will be."""
    asked = questions(held, text, row, where.user)
    place = _place(held, text, request.GET.get("sted", ""))
    ready, result = readiness(where, held, text), foreseen(held, text, place)
    parts = chapters(held, ready.pages[0])
    inside = look_address(where, text, place, newer=True, inside=True)
    return page(
        request,
        "update.html",
        _title(row),
        text_trail(where, text),
        status,
        where=where,
        text=text,
        adoption=text.adoption,
        update=row,
        old=row.from_edition,
        new=row.to_edition,
        changed=_not_shown(changes.changes(row.from_edition.value, row.to_edition.value), asked),
        rest=[question for question in asked if question.decision is None],
        ready=ready,
        questions=_as_shown(where, text, asked, parts, sent),
        talk=commenting.talk(where, text, parts),
        reasons=sent.reasons,
        undecided=sum(question.decision is None for question in asked),
        chapters=chapters(held, result),
        result=result,
        look=look_address(where, text, place, newer=True),
        inside=inside + (f"#{asked[0].section}" if asked else ""),
        others=looks_elsewhere(where, held, text),
        place=place,
        places=held.places.get(text.adoption_id, []),
        language_name=LANGUAGES[text.language],
        media=_media(asked),
        notices=[(notice, due(notice.deadline, now()) if notice.deadline else "") for notice in held.notices.get(text.pk, [])],
        here_address=reverse("desk_local:update", args=[where.site.slug, row.pk]),
        has_local=bool(asked),
    )


def _as_shown(where: Here, text: AdoptedText, asked: list[Question], parts: list[Chapter], sent: Sent) -> list[Asked]:
    """Each question with its form: as it was sent, or as it stands."""
    spots = {question.key: commenting.spot_of(where, text, question, parts) for question in asked if where.rights.edit}
    beside = commenting.forms_beside(spots, sent.comment_forms)
    return [
        Asked(
            question,
            sent.shown.get(question.key) or DecisionForm(question=question),
            beside.get(question.key),
            commenting.blocks_about(question, parts),
        )
        for question in asked
    ]


def _undo_until(where: Here, row: Update) -> datetime | None:
    """Until when this person may take back the yes; None where that is over, or never was."""
    closed = row.closed_at
    return closed + UNDO_WITHIN if closed and where.rights.approve and may_still_be_undone(row, now()) else None


def _not_shown(changed: list[changes.Change], asked: list[Question]) -> list[changes.Change]:
    """The national changes that no question shows: what else is new."""
    shown = {block for question in asked for block in question.shows}
    return [change for change in changed if shown.isdisjoint(change.blocks)]


def _media(asked: list[Question]) -> forms.Media:
    return DecisionForm(question=asked[0]).media if any(question.may_write for question in asked) else forms.Media()


def _place(held: Holdings, text: AdoptedText, slug: str) -> Place | None:
    found = next((place for place in held.places.get(text.adoption_id, []) if place.slug == slug), None)
    if slug and found is None:
        raise Http404
    return found
