"""What is fetched from outside: on or off, how it goes, what waits for a person, what came last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.national.pages import attempt
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.intake.fetching.deciding import ensure_sources, fetch_soon, follow, settle, turn_off, turn_on, unfollow
from fellesnett.intake.fetching.queries import board, picture_of
from fellesnett.intake.models import Followed, Source, SourcedRecord
from fellesnett.intake.sources import IMPORTERS
from fellesnett.national.gates import Reason


class FollowForm(forms.Form):
    """What to have from a source, and what it is for."""

    key = forms.CharField(label=gettext_lazy("Id hos kilden"), max_length=120)
    about = forms.CharField(label=gettext_lazy("Nøkkelen til temaet"), max_length=120, required=False)

    def __init__(self, *args: Any, needs_about: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].required = needs_about
        if not needs_about:
            self.fields["about"].help_text = _("Tomt: det blir en støtteartikkel for seg.")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All of them, a line each."""
    ensure_sources()
    return _page(request, "sources.html", _("Kilder"), [], rows=board())


@require_safe
def source(request: HttpRequest, source: str) -> HttpResponse:
    """One of them."""
    return _source(request, _row(source))


@require_POST
def switch(request: HttpRequest, source: str) -> HttpResponse:
    """On or off."""
    row, verb = _row(source), turn_on if request.POST.get("on") == "1" else turn_off
    done = _("Slått på. Det hentes om litt.") if verb is turn_on else _("Slått av. Det som står, vises til det går ut.")
    return _done(request, row, attempt(lambda: verb(source=row, by=person(request), at=now())), done)


@require_POST
def fetch_now(request: HttpRequest, source: str) -> HttpResponse:
    """The worker asks as soon as it can."""
    row = _row(source)
    reasons = attempt(lambda: fetch_soon(source=row, by=person(request), at=now()))
    return _done(request, row, reasons, _("Det hentes om litt. Last siden på nytt for å se hvordan det går."))


@require_POST
def follow_one(request: HttpRequest, source: str) -> HttpResponse:
    """Have something from it."""
    row = _row(source)
    form = FollowForm(request.POST, needs_about=IMPORTERS[row.name].needs_about)
    if not form.is_valid():
        return _source(request, row, form=form, status=422)
    reasons = attempt(lambda: follow(source=row, **form.cleaned_data, by=person(request), at=now()))
    for reason in reasons:
        form.add_error(None, str(reason))
    if reasons:
        return _source(request, row, form=form, status=422)
    return _done(request, row, (), _("Lagret. Det hentes om litt."))


@require_POST
def unfollow_one(request: HttpRequest, source: str, followed: int) -> HttpResponse:
    """Have it no more."""
    row = _row(source)
    found = get_object_or_404(Followed.objects.select_related("source"), pk=followed, source=row)
    reasons = attempt(lambda: unfollow(followed=found, by=person(request), at=now()))
    return _done(request, row, reasons, _("Det følges ikke lenger. Leserne ser det ikke mer."))


@require_POST
def settle_one(request: HttpRequest, source: str, record: int) -> HttpResponse:
    """What a person decides."""
    row = _row(source)
    found = get_object_or_404(SourcedRecord.objects.select_related("source"), pk=record, source=row)
    choice = request.POST.get("choice", "")
    reasons = attempt(lambda: settle(row=found, choice=choice, by=person(request), at=now()))
    return _done(request, row, reasons, _("Lagret."))


def _row(name: str) -> Source:
    if name not in IMPORTERS:
        raise Http404
    return next(row for row in ensure_sources() if row.name == name)


def _done(request: HttpRequest, row: Source, reasons: tuple[Reason, ...], words: str) -> HttpResponse:
    for reason in reasons:
        messages.error(request, str(reason))
    if not reasons:
        messages.success(request, words)
    return redirect("desk_national:source", row.name)


def _source(request: HttpRequest, row: Source, *, form: FollowForm | None = None, status: int = 200) -> HttpResponse:
    importer = IMPORTERS[row.name]
    trail = [(_("Kilder"), reverse("desk_national:sources"))]
    shown = {"source": row, "importer": importer, "picture": picture_of(row)}
    if importer.follows:
        shown["form"] = form or FollowForm(needs_about=importer.needs_about)
    return _page(request, "source.html", str(importer.title), trail, status, **shown)


def _page(
    request: HttpRequest, template: str, title: str, trail: list[tuple[str, str]], status: int = 200, **shown: Any
) -> HttpResponse:
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": trail[-1][0] if trail else "", "breadcrumbs_items": items}
    return render(request, f"desk/sources/{template}", {**frame, **shown}, status=status)
