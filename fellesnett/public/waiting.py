"""How long the wait is, as a page says it: weeks, who reckoned, and when. Silent unless a source is configured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.models import WaitingKind, WaitingTime
from fellesnett.public import dates
from fellesnett.public.topic_pages import Link

_TO = {
    WaitingKind.ASSESSMENT: _("Til utredning"),
    WaitingKind.OUTPATIENT: _("Til time på poliklinikken"),
    WaitingKind.DAY: _("Til dagbehandling"),
    WaitingKind.INPATIENT: _("Til innleggelse"),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """One figure in words; `where` names the place where the page speaks of several."""

    to: str
    where: str
    weeks: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The figures of one source, as it reckoned on one day."""

    figures: tuple[Wait, ...]
    source: Link
    as_of: str


def waits(site: Site, topic: Topic, place: Place | None, language: str, today: date) -> tuple[Waits, ...]:
    """What patients wait for this topic at this site; at one place, that place's figures and the whole hospital's.

    No query where no source is configured, else one.
    """
    if not settings.WAITING_TIME_SOURCES:
        return ()
    rows = WaitingTime.objects.shown_at(site, topic, today).select_related("place")
    shown = [row for row in rows if place is None or row.place_id in (None, place.pk)]
    groups = sorted({(row.source, row.source_address, row.as_of) for row in shown})
    return tuple(
        _group([row for row in shown if (row.source, row.source_address, row.as_of) == each], language) for each in groups
    )


def _group(rows: list[WaitingTime], language: str) -> Waits:
    order = list(WaitingKind)
    ordered = sorted(rows, key=lambda row: (row.place.name_in(language) if row.place else "", order.index(WaitingKind(row.kind))))
    first = rows[0]
    figures = tuple(_wait(row, language) for row in ordered)
    return Waits(figures, Link(first.source, first.source_address), dates.in_words(first.as_of, language))


def _wait(row: WaitingTime, language: str) -> Wait:
    weeks = ngettext("%(count)s uke", "%(count)s uker", row.weeks) % {"count": row.weeks}
    said = weeks if row.weeks else gettext("mindre enn en uke")
    return Wait(gettext(_TO[WaitingKind(row.kind)]), row.place.name_in(language) if row.place else "", said)
