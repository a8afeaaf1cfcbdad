"""Waiting times from Velg behandlingssted: of the treatments a person has tied to a topic, at the hospitals that are ours.

The address is what the public website itself asks; nobody has promised us its form. So it is off until somebody turns it on,
every part of the form that we use is held to the letter, and nothing is shown unless the operator has named the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy
from pydantic import Field

from fellesnett.editorial import subjects
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record, Shape
from fellesnett.intake.models import Followed
from fellesnett.intake.sources import ours
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization, Place
from fellesnett.pages.models import WaitingKind
from fellesnett.pages.waiting import WaitingRow, WaitingSource, forget_waiting_times, replace_waiting_times

if TYPE_CHECKING:
    from fellesnett.intake.models import Fetched, Source, SourcedRecord

SOURCE = "Velg behandlingssted"
SHOWN_AT = "https://tjenester.helsenorge.no/velg-behandlingssted"
DAYS = timedelta(days=35)
"""The hospitals report each month."""
KINDS = {
    "Utredning": WaitingKind.ASSESSMENT,
    "Poliklinikk": WaitingKind.OUTPATIENT,
    "Dagbehandling": WaitingKind.DAY,
    "Innleggelse": WaitingKind.INPATIENT,
}
Kind = Literal["Utredning", "Poliklinikk", "Dagbehandling", "Innleggelse"]


class Wait(Shape):
    type: Kind
    uker: int | None = Field(ge=0, le=520)


class Hospital(Shape):
    navn: str
    orgnummer: str = Field(pattern=r"^[0-9]{9}$")
    ventetider: list[Wait]


class Treatment(Shape):
    navn: str = Field(min_length=1)
    behandlingssteder: list[Hospital]


class Answer(Shape):
    treatment: Treatment = Field(alias="ventetiderForBehandling")


class VelgBehandlingssted(Importer):
    name = "velg-behandlingssted"
    title = gettext_lazy("Ventetider fra Velg behandlingssted")
    publisher = "Norsk helsenett"
    licence = ""
    base = "https://tjenester.helsenorge.no/proxy/velgbehandlingssted/api/v1"
    every = timedelta(days=1)
    lasts = DAYS
    usable = (404,)
    follows = needs_about = True

    def missing(self) -> str:
        return "" if SOURCE in settings.WAITING_TIME_SOURCES else f"WAITING_TIME_SOURCES={SOURCE}"

    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        for row in source.followed.all():
            yield Ask(row.key, self.address(f"/VentetiderForBehandling?{urlencode({'behandlingId': row.key})}"))

    def read(self, fetched: Fetched) -> Reading:
        if fetched.status != 200:
            return Reading(gone=(fetched.key,))
        said: Treatment = Answer.read(fetched.body).treatment
        known = ours.numbers()
        figures = sorted(
            {
                (hospital.orgnummer, str(KINDS[wait.type])): wait.uker
                for hospital in said.behandlingssteder
                for wait in hospital.ventetider
                if hospital.orgnummer in known and wait.uker is not None
            }.items()
        )
        facts = {"name": said.navn, "figures": [[number, kind, weeks] for (number, kind), weeks in figures]}
        return Reading((Record(fetched.key, facts),))

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        followed = Followed.objects.filter(source=row.source, key=record.key).first()
        topic = Topic.objects.filter(key=followed.about).first() if followed else None
        if topic is None or self.missing():
            return Kept()
        day = timezone.localdate(fetched.confirmed_at)
        source = WaitingSource(SOURCE, SHOWN_AT, day, day + DAYS)
        rows = _rows(record.facts["figures"], topic)
        stands = replace_waiting_times(topic=topic, source=source, rows=rows, at=fetched.confirmed_at)
        last = min((row.valid_until for row in stands), default=source.valid_until)
        return Kept(subjects.topic(topic.key), expires_at=_end_of(last))

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        topic = Topic.objects.filter(key=row.subject.partition(":")[2]).first()
        if topic is not None:
            forget_waiting_times(topic=topic, source=SOURCE, at=at)


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())


def _rows(figures: Iterable[tuple[str, str, int]], topic: Topic) -> list[WaitingRow]:
    """A figure of the body that owns a site is the site's; of another body with one place, that place's. One figure of each."""
    figures = list(figures)
    known, found = ours.organizations(number for number, _kind, _weeks in figures), dict[tuple[str, str, str], WaitingRow]()
    for number, kind, weeks in figures:
        organization = known.get(number)
        where = _where(organization) if organization else None
        if where is not None:
            site, place = where
            found.setdefault((site, kind, place), WaitingRow(site, topic.key, kind, weeks, place))
    return list(found.values())


def _where(organization: Organization) -> tuple[str, str] | None:
    site = ours.nearest_site(organization)
    if site is None:
        return None
    if site.organization_id == organization.pk:
        return site.slug, ""
    places = list(Place.objects.for_site(site).whole().filter(organization=organization)[:2])
    return (site.slug, places[0].slug) if len(places) == 1 else None
