"""The verb that takes in waiting times from a source, all or nothing, and what stands in its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.composition.documents import is_web_address
from fellesnett.editorial import log, subjects
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.actions import NotReady
from fellesnett.pages.gates import Reason
from fellesnett.pages.models import WaitingKind, WaitingTime
from fellesnett.pages.permissions import may

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

LONGEST = timedelta(days=100)
"""How long a figure may stand before it must be reckoned anew: the hospitals report theirs every month."""
RENEWED_AFTER = timedelta(days=7)
"""How old the day of a figure may be before the same figure, fetched again, gets a new day."""
MOST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class WaitingSource:
    """Who reckoned, where it can be read, on which day, and the last day it is shown."""

    name: str
    address: str
    as_of: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One figure as the source gives it: the keys of site, topic and place (empty: the whole site), and weeks."""

    site: str
    topic: str
    kind: str
    weeks: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows speak of, by its key."""

    sites: dict[str, Site]
    topics: dict[str, Topic]
    places: dict[tuple[str, str], Place]


@transaction.atomic
def record_waiting_times(*, source: WaitingSource, rows: Collection[WaitingRow], by: User | None, at: datetime) -> int:
    """Take in what a source says now: it replaces what the same source said before at the sites it names.

    `by` is None for the operator's own import. Returns how many figures stand. Raises NotReady with every fault.
    """
    known = _known(rows)
    about_whom = (*_about_source(source, timezone.localdate(at)), *_about_person(by, known))
    if reasons := (*about_whom, *_about_rows(rows, known)):
        raise NotReady(reasons)
    WaitingTime.objects.filter(source=source.name, site__in=known.sites.values()).delete()
    made = WaitingTime.objects.bulk_create(_made(source, row, known) for row in rows)
    counts = Counter(row.site for row in rows)
    log.append([_entry(source, known.sites[slug], count) for slug, count in sorted(counts.items())], by=by, at=at)
    return len(made)


@transaction.atomic
def replace_waiting_times(
    *, topic: Topic, source: WaitingSource, rows: Collection[WaitingRow], at: datetime
) -> tuple[WaitingTime, ...]:
    """Take in all that a source says now of one topic, at whichever sites: it replaces what the source said of it before. No
    rows: it says nothing of it any more. The same figures again are dated anew once they are `RENEWED_AFTER` old.

    Returns the figures that stand. Raises NotReady.
    """
    known = _known(rows)
    if reasons := (*_about_source(source, source.as_of), *(_about_rows(rows, known) if rows else ())):
        raise NotReady(reasons)
    stood = _standing(topic, source.name)
    made = tuple(_made(source, row, known) for row in rows)
    oldest = min((row.as_of for row in stood), default=source.as_of)
    if {_said(row) for row in stood} == {_said(row) for row in made} and source.as_of - oldest < RENEWED_AFTER:
        return stood
    WaitingTime.objects.filter(pk__in=[row.pk for row in stood]).delete()
    WaitingTime.objects.bulk_create(made)
    _record(source.name, [*stood, *made], Counter(row.site_id for row in made), at)
    return made


@transaction.atomic
def forget_waiting_times(*, topic: Topic, source: str, at: datetime) -> None:
    """The source says nothing of this topic any more."""
    stood = _standing(topic, source)
    WaitingTime.objects.filter(pk__in=[row.pk for row in stood]).delete()
    _record(source, stood, Counter(), at)


def _standing(topic: Topic, source: str) -> tuple[WaitingTime, ...]:
    return tuple(WaitingTime.objects.filter(topic=topic, source=source).select_related("site__organization").order_by("pk"))


def _said(row: WaitingTime) -> tuple[object, ...]:
    return row.site_id, row.place_id, row.kind, row.weeks, row.source_address


def _record(source: str, rows: Collection[WaitingTime], counts: Counter[int], at: datetime) -> None:
    """One line for each site where something came, changed or went, so that those who copy hear of it."""
    sites = {row.site_id: row.site for row in rows}
    entries = [
        log.Entry(
            "waiting_times.recorded", subjects.site(site.slug), {"source": source, "figures": counts[pk]}, site.organization
        )
        for pk, site in sorted(sites.items())
    ]
    log.append(entries, by=None, at=at)


def _known(rows: Collection[WaitingRow]) -> _Known:
    sites = Site.objects.filter(slug__in={row.site for row in rows}).select_related("organization")
    topics = Topic.objects.filter(key__in={row.topic for row in rows})
    places = {(site.slug, place.slug): place for site in sites for place in Place.objects.for_sites([site])}
    return _Known({site.slug: site for site in sites}, {topic.key: topic for topic in topics}, places)


def _made(source: WaitingSource, row: WaitingRow, known: _Known) -> WaitingTime:
    return WaitingTime(
        site=known.sites[row.site],
        place=known.places[row.site, row.place] if row.place else None,
        topic=known.topics[row.topic],
        kind=row.kind,
        weeks=row.weeks,
        source=source.name,
        source_address=source.address,
        as_of=source.as_of,
        valid_until=source.valid_until,
    )


def _entry(source: WaitingSource, site: Site, count: int) -> log.Entry:
    payload = {"source": source.name, "as_of": source.as_of.isoformat(), "figures": count}
    return log.Entry("waiting_times.recorded", subjects.site(site.slug), payload, site.organization)


# --- why not --------------------------------------------------------------------------------------------------------


def _about_source(source: WaitingSource, today: date) -> Iterator[Reason]:
    if source.name not in settings.WAITING_TIME_SOURCES:
        text = _("Kilden «%(name)s» er ikke satt opp her. Be systemeier sette WAITING_TIME_SOURCES.")
        yield Reason("unknown_source", text % {"name": source.name})
    if not is_web_address(source.address):
        yield Reason("bad_address", _("Kilden mangler en adresse som begynner med https://."))
    if source.as_of > today:
        yield Reason("not_yet", _("Dagen ventetidene ble anslått, er ikke kommet ennå. Rett datoen."))
    if not source.as_of <= source.valid_until <= source.as_of + LONGEST:
        text = _("Ventetidene må slutte å gjelde innen %(days)s dager. Velg en tidligere dato.")
        yield Reason("bad_validity", text % {"days": LONGEST.days})


def _about_person(by: User | None, known: _Known) -> Iterator[Reason]:
    for site in known.sites.values():
        if by is not None and not may(by, "publish", site):
            yield Reason("no_role", _("Du kan ikke gjøre dette ved %(site)s. Be en redaktør der.") % {"site": site.name})


def _about_rows(rows: Collection[WaitingRow], known: _Known) -> Iterator[Reason]:
    if not rows:
        yield Reason("empty", _("Det er ingen ventetider her. Ingenting er lest inn."))
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 1):
        for fault in _faults(row, known):
            yield _at(number, fault)
        key = (row.site, row.topic, row.kind, row.place)
        if key in seen:
            yield _at(number, _("ventetiden er alt oppgitt lenger opp."))
        seen.add(key)


def _at(number: int, fault: str) -> Reason:
    return Reason("bad_row", _("Ventetid nummer %(number)s: %(fault)s") % {"number": number, "fault": fault})


def _faults(row: WaitingRow, known: _Known) -> Iterator[str]:
    if row.site not in known.sites:
        yield _("nettstedet «%(name)s» finnes ikke.") % {"name": row.site}
    elif row.place and (row.site, row.place) not in known.places:
        yield _("stedet «%(name)s» hører ikke til nettstedet.") % {"name": row.place}
    if row.topic not in known.topics:
        yield _("temaet «%(name)s» finnes ikke.") % {"name": row.topic}
    if row.kind not in WaitingKind.values:
        kinds = ", ".join(WaitingKind.values)
        yield _("«%(name)s» er ikke en type ventetid. Velg en av %(kinds)s.") % {"name": row.kind, "kinds": kinds}
    if not 0 <= row.weeks <= MOST_WEEKS:
        yield _("ventetiden må være fra 0 til %(most)s uker.") % {"most": MOST_WEEKS}
