"""Alerts in the desk: those of a site, or of the whole country; raise one, change it, give it another kind, end it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellesnett.desk.alerts.forms import AlertForm
from fellesnett.desk.local.frame import page, site_trail
from fellesnett.desk.local.scope import LANGUAGES, Here, here, person
from fellesnett.foundation import clock
from fellesnett.pages.actions.alerting import change_alert, end_alert, raise_alert, replace_alert
from fellesnett.pages.gates import NotReady, Reason
from fellesnett.pages.gates.alerts import (
    WantedAlert,
    blockers_to_alert,
    blockers_to_change,
    blockers_to_end,
    blockers_to_replace,
)
from fellesnett.pages.models import Alert, AlertChange, AlertQuerySet
from fellesnett.pages.wording import word_of

PAST = 50


@dataclass(frozen=True, slots=True)
class Act:
    """What a screen with the form does: its heading, the verb behind «Lagre», and the gate behind «Se hvordan den blir»."""

    title: str
    do: Callable[[WantedAlert], object]
    ask: Callable[[WantedAlert], tuple[Reason, ...]]
    done: str
    button: str


@require_safe
def alerts(request: HttpRequest, site: str = "") -> HttpResponse:
    """The alerts that show now, that are planned, and the last that are over."""
    where, at = _where(request, site), clock.now()
    rows = _rows(where).prefetch_related("texts")
    groups = (
        (_("Vises nå"), _listed(where, rows.in_force(at)), True),
        (_("Planlagt"), _listed(where, rows.planned(at)), True),
        (_("Avsluttet"), _listed(where, rows.past(at)[:PAST]), False),
    )
    new = _address("new_alert", where)
    return page(request, "alerts.html", _("Meldinger"), _trail(where), where=where, groups=groups, new=new)


@require_http_methods(["GET", "HEAD", "POST"])
def new_alert(request: HttpRequest, site: str = "") -> HttpResponse:
    """Raise an alert."""
    by, at = person(request), clock.now()
    act = Act(
        title=_("Ny melding"),
        do=lambda wanted: raise_alert(wanted=wanted, by=by, at=at),
        ask=lambda wanted: blockers_to_alert(wanted, by=by, at=at),
        done=_("Meldingen er lagret."),
        button=_("Legg ut meldingen"),
    )
    return _screen(request, _where(request, site), act)


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, alert: int, site: str = "") -> HttpResponse:
    """Change an alert."""
    where, by, at = _where(request, site), person(request), clock.now()
    row = get_object_or_404(_rows(where), pk=alert)
    act = Act(
        title=_("Endre melding"),
        do=lambda wanted: change_alert(alert=row, wanted=wanted, by=by, at=at),
        ask=lambda wanted: blockers_to_change(row, wanted, by=by, at=at),
        done=_("Meldingen er lagret."),
        button=_("Lagre endringen"),
    )
    return _screen(request, where, act, row)


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, alert: int, site: str = "") -> HttpResponse:
    """Give way to an alert of another kind, in one act."""
    where, by, at = _where(request, site), person(request), clock.now()
    row = get_object_or_404(_rows(where), pk=alert)
    act = Act(
        title=_("Bytt type melding"),
        do=lambda wanted: replace_alert(alert=row, wanted=wanted, by=by, at=at),
        ask=lambda wanted: blockers_to_replace(row, wanted, by=by, at=at),
        done=_("Den gamle meldingen er avsluttet, og den nye er lagt ut."),
        button=_("Avslutt den gamle og legg ut den nye"),
    )
    return _screen(request, where, act, row, as_another_kind=True)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, alert: int, site: str = "") -> HttpResponse:
    """It is over: what that means, and the act."""
    where, at = _where(request, site), clock.now()
    row = get_object_or_404(_rows(where), pk=alert)
    if request.method == "POST":
        return _end(request, where, row)
    reasons = blockers_to_end(row, by=person(request), at=at)
    shown: dict[str, Any] = {"row": row, "word": word_of(row.kind, row.level), "planned": row.state(at) == "planned"}
    return _about_one(request, "end_alert.html", _("Avslutt melding"), where, reasons=reasons, **shown)


@require_safe
def history(request: HttpRequest, alert: int, site: str = "") -> HttpResponse:
    """What an alert has said, from when, and who wrote it. Newest first."""
    where = _where(request, site)
    row = get_object_or_404(_rows(where).select_related("follows", "followed_by"), pk=alert)
    near = [
        (words, other, _address("alert_history", where, other.pk))
        for words, other in ((_("Kom i stedet for"), row.follows), (_("Ble avløst av"), getattr(row, "followed_by", None)))
        if other
    ]
    lines = [_happened(row, change) for change in row.changes.select_related("by").order_by("-at", "-pk")]
    return _about_one(request, "alert_history.html", _("Historikk"), where, row=row, lines=lines, near=near)


def _end(request: HttpRequest, where: Here | None, row: Alert) -> HttpResponse:
    try:
        end_alert(alert=row, by=person(request), at=clock.now())
        messages.success(request, _("Meldingen er avsluttet og vises ikke lenger."))
    except NotReady as refusal:
        messages.error(request, str(refusal))
    return redirect(_address("alerts", where))


def _happened(row: Alert, change: AlertChange) -> dict[str, Any]:
    words = [(code, str(LANGUAGES[code]).capitalize(), said) for code, said in change.words.items()]
    who = str(change.by) if change.by else ""
    return {"change": change, "who": who, "word": word_of(row.kind, change.level), "words": words}


def _screen(
    request: HttpRequest, where: Here | None, act: Act, row: Alert | None = None, *, as_another_kind: bool = False
) -> HttpResponse:
    """The form of an alert, looked at or acted on."""
    site, posted = where.site if where else None, request.POST if request.method == "POST" else None
    form = AlertForm(posted, site=site, alert=row, as_another_kind=as_another_kind, at=clock.now())
    preview: dict[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()
    if posted is not None and form.is_valid():
        wanted, look = form.wanted(), posted.get("act") == "preview"
        reasons = form.tell(act.ask(wanted) if look else _refusal(act, wanted))
        if form.is_valid() and not reasons:
            if not look:
                messages.success(request, act.done)
                return redirect(_address("alerts", where))
            preview = _in_words(wanted)
    status = 422 if posted is not None and preview is None else 200
    shown: dict[str, Any] = {
        "form": form,
        "reasons": reasons,
        "preview": preview,
        "row": row,
        "act": act,
        "replacing": as_another_kind,
    }
    word = word_of(row.kind, row.level) if row else ""
    return _about_one(request, "alert.html", act.title, where, status=status, word=word, **_ways(where, row), **shown)


def _refusal(act: Act, wanted: WantedAlert) -> tuple[Reason, ...]:
    """Do it. Returns why not."""
    try:
        act.do(wanted)
    except NotReady as refusal:
        return refusal.reasons
    return ()


def _about_one(
    request: HttpRequest, template: str, title: str, where: Here | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    back = _address("alerts", where)
    trail = [*_trail(where), (_("Meldinger"), back)]
    return page(request, template, title, trail, status=status, where=where, back=back, **context)


def _in_words(wanted: WantedAlert) -> dict[str, Any]:
    said = [(code, LANGUAGES[code].capitalize(), words) for code, words in wanted.words.items()]
    return {"word": word_of(wanted.kind, wanted.level), "wanted": wanted, "said": said}


def _where(request: HttpRequest, site: str) -> Here | None:
    """The site that the address names, None for the whole country."""
    return here(request, site) if site else None


def _rows(where: Here | None) -> AlertQuerySet:
    return Alert.objects.filter(site=where.site) if where else Alert.objects.filter(site__isnull=True)


def _listed(where: Here | None, rows: AlertQuerySet) -> list[tuple[Alert, str, dict[str, str]]]:
    return [(row, word_of(row.kind, row.level), _ways(where, row)) for row in rows]


def _ways(where: Here | None, row: Alert | None) -> dict[str, str]:
    """The addresses of what can be done with an alert."""
    names = {"change": "alert", "end": "end_alert", "replace": "replace_alert", "history": "alert_history"}
    return {way: _address(name, where, row.pk) for way, name in names.items()} if row else {}


def _address(name: str, where: Here | None, *arguments: int) -> str:
    if where is None:
        return reverse(f"desk_national:{name}", args=arguments)
    return reverse(f"desk_local:{name}", args=[where.site.slug, *arguments])


def _trail(where: Here | None) -> list[tuple[str, str]]:
    return site_trail(where) if where else [(_("Nasjonal base"), reverse("desk_national:topics"))]
