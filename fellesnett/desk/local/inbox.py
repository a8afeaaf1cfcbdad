"""The inbox: what waits for me, at all my sites or at one, and the batch of clean updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.adoption.actions import approve_batch, undo_batch
from fellesnett.adoption.actions.batch import Answered
from fellesnett.adoption.models import Update, UpdateQuerySet
from fellesnett.desk import choosing
from fellesnett.desk.local import changes, waiting
from fellesnett.desk.local.frame import page
from fellesnett.desk.local.scope import Here, here, my_sites, number, person
from fellesnett.desk.local.waiting import Row
from fellesnett.desk.national.inbox import listing
from fellesnett.desk.national.panels import WaitingPanel
from fellesnett.desk.sitepages.waiting import BranchPanel
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Site


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person: the top of what waits nationally and in parts of sites as on the front page, then
    at all their sites. Who has nothing but the national office has its whole list here."""
    national, branch = WaitingPanel(request), BranchPanel(request)
    has_sites = bool(my_sites(request))
    if national.is_shown and not has_sites and not branch.rows:
        return listing(request, _("Venter på deg"))
    shown = [panel for panel in (national, branch) if panel.rows or (panel.is_shown and not has_sites)]
    return _screen(request, _("Venter på deg"), "inbox.html", None, elsewhere=shown, has_sites=has_sites or not shown)


@require_safe
def site(request: HttpRequest, site: str) -> HttpResponse:
    """One site's front page in the desk: what waits there, for me or for anybody."""
    where = here(request, site)
    return _screen(request, where.site.name, "site.html", where)


def _screen(request: HttpRequest, title: str, template: str, where: Here | None, **more: Any) -> HttpResponse:
    user, at, one, choice = person(request), now(), where.site if where else None, choosing.choice_of(request)
    rows = waiting.rows_for(user, my_sites(request), at, site=one, everyone=choice.of_others_too)
    answers = waiting.adoptions_at(user, one)
    own_units = waiting.tell_answers(rows, user, answers)
    all_at_once = request.GET.get("velg") == "alle"
    drawn = choosing.screen(request, rows, choice, own_units)
    shown = list(drawn["found"].object_list)
    waiting.address_rows(shown, answers)
    tell_changes(shown, waiting.updates_at(user, one))
    return page(
        request,
        template,
        title,
        where=where,
        clean=choosing.counts(rows).get(choosing.CLEAN, 0),
        sites=_sites(rows) if not where else [],
        can_batch=any(row.is_clean for row in shown),
        all_at_once=all_at_once,
        back=request.get_full_path(),
        **drawn,
        **more,
    )


def _sites(rows: Sequence[Row]) -> list[Site]:
    found = {row.site.pk: row.site for row in rows}
    return sorted(found.values(), key=lambda site: site.name)


def tell_changes(rows: Sequence[Row], mine: UpdateQuerySet) -> None:
    """What each clean update changes, to be read in the list. One query for a screen of rows."""
    clean = {row.update: row for row in rows if row.update}
    updates = mine.filter(pk__in=clean).select_related("from_edition__topic", "to_edition__topic")
    for update in updates:
        row = clean[update.pk]
        row.changed = changes.changes(update.from_edition.value, update.to_edition.value)
        row.note = update.to_edition.note_editors
        row.language = update.to_edition.language


@require_POST
def approve_chosen(request: HttpRequest) -> HttpResponse:
    """Approve the chosen clean updates, each for itself, and say how each one went."""
    user = person(request)
    wanted = [number(value) for value in request.POST.getlist("update")]
    if not wanted:
        messages.warning(request, _("Ingen saker er valgt. Kryss av for dem du vil godkjenne."))
        return redirect(_back(request))
    chosen = list(Update.objects.for_user(user).filter(pk__in=wanted).select_related("text__adoption__site", "to_edition"))
    results = approve_batch(updates=chosen, by=user, at=now())
    summary = _counted(results, _("%(done)s av %(all)s er godkjent og publisert."))
    return page(request, "batch.html", _("Godkjent samlet"), results=results, back=_back(request), summary=summary)


@require_POST
def undo_chosen(request: HttpRequest) -> HttpResponse:
    """Take back what was approved within the hour, each for itself, and say how each one went."""
    user = person(request)
    wanted = [number(value) for value in request.POST.getlist("update")]
    chosen = list(Update.objects.for_user(user).filter(pk__in=wanted).select_related("text__adoption__site", "to_edition"))
    results = undo_batch(updates=chosen, by=user, at=now())
    summary = _counted(results, _("%(done)s av %(all)s er angret. Sidene viser det de viste før, og sakene venter på deg igjen."))
    return page(request, "undone.html", _("Angret"), results=results, back=_back(request), summary=summary)


def _counted(results: Sequence[Answered], words: str) -> str:
    return words % {"done": sum(result.done for result in results), "all": len(results)}


def _back(request: HttpRequest) -> str:
    """The list the batch was sent from, with its filter; never an address elsewhere."""
    wanted = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/admin/")
    return wanted if own else reverse("desk_local:inbox")
