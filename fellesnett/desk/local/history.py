"""What has happened to a topic here: who, when and what, in words; and every version that patients have seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import Adoption, ApprovalKind, Choice, Showing
from fellesnett.desk.classes import CLASSES
from fellesnett.desk.local import address
from fellesnett.desk.local.frame import page, topic_trail
from fellesnett.desk.local.scope import LANGUAGES, adoption_of, here
from fellesnett.desk.local.words import OPERATIONS
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event

ROWS = 50
VERBS = {
    "adoption.adopted": gettext_lazy("tok temaet i bruk"),
    "adoption.not_offered": gettext_lazy("svarte at det ikke tilbys her"),
    "adoption.own_page": gettext_lazy("svarte at dere har egen side"),
    "adoption.places": gettext_lazy("sa hvor det tilbys"),
    "adoption.undecided": gettext_lazy("tok svaret tilbake"),
    "comment.written": gettext_lazy("skrev en kommentar til kolleger"),
    "comment.settled": gettext_lazy("satte en kommentar som ferdig"),
    "comment.reopened": gettext_lazy("åpnet en kommentar igjen"),
    "operation.saved": gettext_lazy("skrev lokal tekst"),
    "operation.put_aside": gettext_lazy("la lokal tekst til side"),
    "operation.restored": gettext_lazy("hentet lokal tekst tilbake"),
    "operation.signed": gettext_lazy("godkjente lokal tekst faglig"),
    "operation.active": gettext_lazy("Lokal tekst kom i bruk"),
    "operation.replaced": gettext_lazy("Lokal tekst ble avløst av en nyere"),
    "operation.set_aside": gettext_lazy("Lokal tekst gikk ut av siden"),
    "operation.parked": gettext_lazy("Lokal tekst ble parkert"),
    "text.returned_to_national": gettext_lazy("gikk tilbake til nasjonal tekst"),
    "text.local_restored": gettext_lazy("hentet all lokal tekst tilbake"),
    "update.opened": gettext_lazy("En ny nasjonal utgave kom"),
    "update.decided": gettext_lazy("valgte"),
    "update.approved": gettext_lazy("En ny nasjonal utgave ble tatt i bruk"),
    "update.undone": gettext_lazy("Godkjenningen av en ny nasjonal utgave ble angret"),
    "snapshot.live": gettext_lazy("Siden ble publisert"),
    "snapshot.taken_down": gettext_lazy("Siden ble tatt ned"),
    "safety.notice_opened": gettext_lazy("Et sikkerhetsvarsel ble satt over deres tekst"),
    "open_item.reminded": gettext_lazy("Påminnelse sendt"),
    "open_item.escalated": gettext_lazy("Saken gikk videre til nettansvarlig og regionen"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    event: Event
    what: str
    detail: str
    link: str
    times: int = 1


@require_safe
def history(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """The history of one topic here, newest first."""
    where = here(request, site)
    adoption = adoption_of(where, key)
    events = Event.objects.filter(subject=subjects.adoption(adoption.pk)).order_by("-sequence")
    found = Paginator(events, ROWS).get_page(request.GET.get("side"))
    shown = Showing.objects.for_site(where.site).filter(text__adoption=adoption)
    shown = (
        shown.select_related("snapshot__edition", "approval", "text", "place")
        .defer("snapshot__recipe", *_HEAVY)
        .order_by("-live_from", "-pk")
    )
    return page(
        request,
        "history.html",
        _("Historikk"),
        topic_trail(where, adoption.topic),
        where=where,
        adoption=adoption,
        found=found,
        lines=_once(_line(request, adoption, event) for event in found),
        showings=_showings(request, adoption, shown[:ROWS]),
        short=address.short(request, adoption),
    )


_HEAVY = tuple(f"snapshot__edition__{name}" for name in ("sections", "lineage", "changes"))


def _showings(request: HttpRequest, adoption: Adoption, shown: Iterable[Showing]) -> list[tuple[Showing, str]]:
    return [(showing, address.version(request, adoption.site, showing.snapshot.hash)) for showing in shown]


def _once(lines: Iterable[Line]) -> list[Line]:
    """What one act did many times over is said once, with how many."""
    told: list[Line] = []
    for line in lines:
        last = told[-1] if told else None
        if (
            last
            and not line.link
            and (last.event.at, last.what, last.detail, last.link) == (line.event.at, line.what, line.detail, "")
        ):
            told[-1] = replace(last, times=last.times + 1)
        else:
            told.append(line)
    return told


def _line(request: HttpRequest, adoption: Adoption, event: Event) -> Line:
    told = event.payload
    link = address.version(request, adoption.site, told["hash"]) if event.verb == "snapshot.live" else ""
    return Line(event, str(VERBS.get(event.verb, event.verb)), "; ".join(_details(event.verb, told)), link)


def _details(verb: str, told: dict[str, Any]) -> Iterable[str]:
    if told.get("language"):
        yield LANGUAGES.get(told["language"], told["language"])
    if told.get("document"):
        yield str(OPERATIONS.get(told["document"].get("op"), "")).lower()
    if verb == "update.decided":
        yield str(Choice(told["choice"]).label) if told["choice"] in Choice.values else told["choice"]
    if verb == "update.opened" and told.get("class"):
        yield str(CLASSES.get(told["class"], told["class"]))
    if verb == "snapshot.live":
        yield str(ApprovalKind(told["kind"]).label)
    if told.get("reason"):
        yield str(told["reason"])
