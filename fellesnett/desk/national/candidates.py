"""From draft to edition: sent to approval with its impact shown, read, signed, approved, released, or sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.accounts.models import User
from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.documents import InvalidDocument
from fellesnett.desk.classes import CLASSES
from fellesnett.desk.national import commenting
from fellesnett.desk.national.forms import AskForm, ReasonForm, ReleaseForm, SignForm, SubmissionForm
from fellesnett.desk.national.impact import impact
from fellesnett.desk.national.pages import attempt, page, topic_trail
from fellesnett.desk.national.queries import previous_edition, requests_about
from fellesnett.desk.national.topics import person
from fellesnett.editorial.models import SignOff
from fellesnett.foundation.clock import now
from fellesnett.national import turns
from fellesnett.national.actions import NotReady, Reason, approve, confirm_editorial, release, send_back, sign_off, submit
from fellesnett.national.changes import Tangled, by_id, floors, says_something_new, told
from fellesnett.national.drafting import edition_value, sections_document
from fellesnett.national.gates import text as text_gate
from fellesnett.national.gates.changes import comes_again
from fellesnett.national.locking import latest_edition
from fellesnett.national.models import Candidate, CandidateState, Edition, TopicText
from fellesnett.national.permissions import may_approve, may_sign, may_write
from fellesnett.national.reading import candidate_value
from fellesnett.national.signing import marks
from fellesnett.national.telling import changed_blocks, in_words, name_of, shown_sections
from fellesnett.participation.queries import open_hearing_of


def submission(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What would be sent: every change with its class, the notes, and what it means at each site."""
    found = TopicText.objects.select_related("topic", "latest_revision")
    text = get_object_or_404(found, topic__key=key, language=language)
    previous = latest_edition(text.topic, text.language)
    old, new, reasons = _drafted(text, previous)
    form = SubmissionForm(
        request.POST or None,
        floors=floors(old, new) if new else {},
        initial={"note_editors": text.note_editors, "revision": text.latest_revision_id},
    )
    if request.method == "POST" and new and form.is_valid():
        reasons = attempt(lambda: _submit(text, form, person(request)))
        if not reasons:
            messages.success(request, _("Teksten er sendt til faglig godkjenning."))
            return redirect(
                "desk_national:candidate", Candidate.objects.filter(topic=text.topic, language=language).latest("pk").pk
            )
    changed = changed_blocks(old, new) if new else []
    unchanged = old is not None and new is not None and not says_something_new(old, new) and not comes_again(previous)
    return page(
        request,
        "submission.html",
        _("Send til godkjenning"),
        topic_trail(text.topic),
        topic=text.topic,
        text=text,
        language=language,
        old=old,
        new=new,
        form=form,
        rows=[(change, [form.of(floor.block) for floor in change.floors]) for change in changed],
        sections=shown_sections(new) if new and not old else [],
        unchanged=unchanged,
        impact=impact(text.topic, new, at=now()) if new and not unchanged else None,
        talk=commenting.talk(person(request), commenting.read_draft(text)),
        reasons=in_words(reasons, old, new),
    )


def _submit(text: TopicText, form: SubmissionForm, by: User) -> None:
    if form.cleaned_data["revision"] != text.latest_revision_id:
        raise NotReady(
            [
                Reason(
                    "changed_since", _("Teksten er lagret på nytt siden du åpnet denne siden."), _("Les endringene en gang til.")
                )
            ]
        )
    notes = {name: form.cleaned_data[name] for name in ("note_editors", "note_public", "effective_at")}
    submit(text=text, classes=form.classes(), **notes, by=by, at=now())


def _drafted(text: TopicText, previous: Edition | None) -> tuple[Value | None, Value | None, tuple[Reason, ...]]:
    """The edition before, what the draft would become, and what is wrong with the draft already."""
    old = previous.value if previous else None
    number = previous.number + 1 if previous else 1
    reasons = text_gate.blockers(text, sections_document(text))
    try:
        plain = edition_value(text, number)
        return old, edition_value(text, number, lineage=told(text.pending_lineage, old, plain) if old else ()), reasons
    except (InvalidDocument, Tangled) as fault:
        return (
            old,
            None,
            reasons or (Reason("invalid", _("Teksten kan ikke leses: %(fault)s.") % {"fault": fault}, _("Rett det i teksten.")),),
        )


def candidate(request: HttpRequest, candidate: int, **more: Any) -> HttpResponse:
    """A text under approval: where it stands, what it changes, and what this person can do with it."""
    one = _candidate(candidate)
    old, new = _values(one)
    user = person(request)
    classes = {change["block"]: change["class"] for change in one.changes}
    changed = changed_blocks(old, new)
    return page(
        request,
        "candidate.html",
        f"{one.title}, {one.get_language_display()}: {one.get_state_display()}",
        topic_trail(one.topic),
        candidate=one,
        topic=one.topic,
        language=one.language,
        rows=[(change, _tags(classes[block] for block in change.ids if block in classes)) for change in changed],
        old=old,
        sections=shown_sections(new),
        unsigned=_unsigned(old, new),
        signers=_signers(one, old, new),
        confirm_names=_named(one, old, new),
        steps=_steps(one),
        impact=impact(one.topic, new, at=now()) if one.is_open else None,
        next_step=_next_step(one),
        is_later=_comes_later(one),
        requests=requests_about(one),
        hearing=open_hearing_of(one),
        talk=commenting.talk(user, commenting.read_candidate(one, new)),
        **{
            "acts": _acts(one, user),
            "ask_form": AskForm(ours=one.language),
            "sign_form": SignForm(edition=new),
            "reason_form": ReasonForm(),
            "release_form": ReleaseForm(),
            **more,
        },
    )


def _tags(classes: Iterable[str]) -> list[tuple[str, str]]:
    """Each class of a change once, with what it is called."""
    return [(each, str(CLASSES[each])) for each in sorted(set(classes))]


def _candidate(pk: int) -> Candidate:
    found = Candidate.objects.select_related(
        "topic", "topic__owner", "author", "approved_by", "returned_by", "confirmed_editorial_by"
    )
    return get_object_or_404(found, pk=pk)


def _values(one: Candidate) -> tuple[Value | None, Value]:
    edition = getattr(one, "edition", None)
    previous = previous_edition(edition) if edition else latest_edition(one.topic, one.language)
    number = edition.number if edition else previous.number + 1 if previous else 1
    return (previous.value if previous else None), candidate_value(one, number)


def _unsigned(old: Value | None, new: Value) -> list[tuple[str, int]]:
    """(name of block, how many clinicians it lacks)."""
    blocks = {**(by_id(old) if old else {}), **by_id(new)}
    return [(name_of(blocks[mark.block]), mark.needed - len(mark.signed_by)) for mark in marks(old, new) if not mark.is_signed]


def _signers(one: Candidate, old: Value | None, new: Value) -> list[tuple[User, list[str]]]:
    """Everybody who has signed something in it, with how we know it was them."""
    hashes = {mark.content_hash for mark in marks(old, new)}
    rows = SignOff.objects.filter(subject=turns.subject_of(one), content_hash__in=hashes).select_related("signed_by")
    known: dict[User, set[str]] = {}
    for row in rows.order_by("signed_by__first_name", "signed_by__last_name"):
        known.setdefault(row.signed_by, set()).add(row.get_identified_by_display())
    return [(person, sorted(ways)) for person, ways in known.items()]


def _named(one: Candidate, old: Value | None, new: Value) -> list[str]:
    blocks = {**(by_id(old) if old else {}), **by_id(new)}
    return [name_of(blocks[block]) for block in one.needs_confirmation if block in blocks]


ORDER = (CandidateState.REVIEW, CandidateState.SIGNED, CandidateState.APPROVED, CandidateState.RELEASED)


def _steps(one: Candidate) -> list[dict[str, Any]]:
    """Sent, signed, approved, released: what is done, and what is being waited for."""
    place = ORDER.index(one.state) if one.state in ORDER else -1
    labels = (_("Sendt"), _("Faglig godkjent"), _("Redaksjonelt godkjent"), _("Sluppet"))
    return [{"label": label, "done": index <= place, "current": index == place + 1} for index, label in enumerate(labels)]


def _next_step(one: Candidate) -> str:
    """Who must do what now."""
    return {
        CandidateState.REVIEW: _("En kliniker som ikke har skrevet i teksten, leser endringene og godkjenner dem faglig."),
        CandidateState.SIGNED: _("Nasjonal medisinsk redaktør godkjenner utgaven."),
        CandidateState.APPROVED: _("En nasjonal redaktør slipper utgaven.") + " " + _when_hospitals_get_it(one),
    }.get(CandidateState(one.state), "")


def _when_hospitals_get_it(one: Candidate) -> str:
    if not _comes_later(one):
        return _("Da får sykehusene den.")
    return _("Sykehusene får den %(day)s.") % {"day": _day(one)}


def _comes_later(one: Candidate) -> bool:
    return one.effective_at is not None and one.effective_at > now()


def _day(one: Candidate) -> str:
    return date_format(localtime(one.effective_at), r"j. F Y \k\l. H.i")


def _acts(one: Candidate, user: User) -> set[str]:
    """What this person is shown buttons for. The verb's own gate decides when one is pressed."""
    if not one.is_open:
        return set()
    unconfirmed = bool(one.needs_confirmation) and one.confirmed_editorial_by_id is None
    wrote = user.pk == one.author_id or user.pk in one.writers
    writes = may_write(user)
    shown = {
        "sign": one.state == CandidateState.REVIEW and may_sign(user, one.topic) and not wrote,
        "confirm": unconfirmed and writes and not wrote,
        "approve": one.state == CandidateState.SIGNED and may_approve(user),
        "release": one.state == CandidateState.APPROVED and writes,
        "ask": one.state == CandidateState.REVIEW and writes,
        "send_back": writes or may_sign(user, one.topic),
    }
    return {act for act, is_shown in shown.items() if is_shown}


# --- acts -----------------------------------------------------------------------------------------------------------


def _act(
    request: HttpRequest, pk: int, verb: Callable[..., object], done: str, form: forms.Form | None = None, **more: Any
) -> HttpResponse:
    """One verb on one candidate: done and told, or refused with the words of the gate, and nothing typed is lost."""
    one = _candidate(pk)
    if form is not None and not form.is_valid():
        return candidate(request, pk, **more)
    values = form.cleaned_data if form is not None else {}
    reasons = attempt(lambda: verb(candidate=one, by=person(request), at=now(), **values))
    if reasons:
        return candidate(request, pk, reasons=in_words(reasons, *_values(_candidate(pk))), **more)
    messages.success(request, done)
    return redirect("desk_national:candidate", pk)


@require_POST
def sign(request: HttpRequest, candidate: int) -> HttpResponse:
    _old, new = _values(_candidate(candidate))
    form = SignForm(request.POST, edition=new)
    return _act(request, candidate, sign_off, _("Du har godkjent teksten faglig."), form, sign_form=form)


@require_POST
def confirm(request: HttpRequest, candidate: int) -> HttpResponse:
    return _act(request, candidate, confirm_editorial, _("Du har bekreftet at meningen er den samme."))


@require_POST
def approve_candidate(request: HttpRequest, candidate: int) -> HttpResponse:
    return _act(request, candidate, approve, _("Utgaven er godkjent. Den kan slippes."))


@require_POST
def release_candidate(request: HttpRequest, candidate: int) -> HttpResponse:
    form = ReleaseForm(request.POST)
    return _act(request, candidate, release, _released(_candidate(candidate)), form, release_form=form)


def _released(one: Candidate) -> str:
    """What is told when it is done."""
    if _comes_later(one):
        return _("Utgaven er planlagt.") + " " + _when_hospitals_get_it(one)
    return _("Utgaven er sluppet. Sykehusene har fått den.")


@require_POST
def return_candidate(request: HttpRequest, candidate: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    return _act(request, candidate, send_back, _("Teksten er sendt tilbake til forfatteren."), form, reason_form=form)
