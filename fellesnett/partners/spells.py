"""From when to when what was delivered has stood as it was delivered: read off the record, for neither a place nor a site's
answer keeps versions of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fellesnett.adoption.models import Answer
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event
from fellesnett.partners import places
from fellesnett.partners.models import Submission, Way

TAKEN_IN, OPENED, DESCRIBED, PLACES = "submission.accepted", "site.went_public", "place.described", "adoption.places"
VERBS = (TAKEN_IN, OPENED, DESCRIBED, PLACES, *(f"adoption.{answer}" for answer in Answer))


@dataclass(frozen=True, slots=True)
class Spell:
    """From a moment to another; without an end it lasts still."""

    since: datetime
    until: datetime | None = None

    def within(self, other: Spell) -> Spell | None:
        """What is in both."""
        ends = [end for end in (self.until, other.until) if end]
        since, until = max(self.since, other.since), min(ends, default=None)
        return Spell(since, until) if until is None or since < until else None


@dataclass(frozen=True, slots=True)
class Told:
    """What the record tells of deliveries that were taken in, and of what they are about, since then: by subject, in order."""

    events: Mapping[str, Sequence[Event]]

    def open_of(self, row: Submission) -> Spell:
        """When readers could visit the site, as far back as the delivery."""
        opened = [event.at for event in self.events.get(subjects.site(row.site.slug), ())]
        return Spell(opened[-1] if opened else _decided(row), row.site.closed_at)

    def of_place(self, row: Submission) -> Spell:
        """When the place said all that was delivered of it, the last time it did."""
        return _last(row, self._of_place(row))

    def _of_place(self, row: Submission) -> Iterator[tuple[datetime, bool]]:
        wanted = _comparable(places.said_in_record(row.place, row.acts[0]["fields"])) if row.place else {}
        now = dict(wanted)
        for event in self.events.get(subjects.place(row.place_id or 0), ()):
            if event.sequence > self._taken_in(row):
                now |= _comparable({name: value for name, value in event.payload["changed"].items() if name in wanted})
                yield event.at, now == wanted

    def of_service(self, row: Submission) -> Spell:
        """When the site's answer was the one that was delivered, the last time it was."""
        return _last(row, self._of_service(row))

    def _of_service(self, row: Submission) -> Iterator[tuple[datetime, bool]]:
        taken_in, offers = self._taken_in(row), row.way != Way.REMOVE
        wanted, now, is_offered = None, None, offers
        for event in self.events.get(subjects.adoption(row.service_id or 0), ()):
            if event.verb == PLACES:
                now = event.payload.get("place_ids", now)
            elif event.sequence > taken_in:
                is_offered = event.verb == f"adoption.{Answer.ADOPTED}"
            if event.sequence < taken_in:
                wanted = now
            else:
                yield event.at, is_offered == offers and (now == wanted or not offers)

    def _taken_in(self, row: Submission) -> int:
        return self.events[subjects.submission(str(row.pk))][0].sequence


def told_of(rows: Sequence[Submission]) -> Told:
    """What the record tells of these, which were taken in. One query, however many."""
    events = defaultdict[str, list[Event]](list)
    if rows:
        about = {subject for row in rows for subject in _subjects(row)}
        found = Event.objects.filter(subject__in=about, verb__in=VERBS, at__gte=min(map(_decided, rows)))
        for event in found.order_by("sequence"):
            events[event.subject].append(event)
    return Told(events)


def _subjects(row: Submission) -> Iterator[str]:
    yield subjects.submission(str(row.pk))
    yield subjects.site(row.site.slug)
    if row.place_id:
        yield subjects.place(row.place_id)
    if row.service_id:
        yield subjects.adoption(row.service_id)


def _last(row: Submission, moments: Iterable[tuple[datetime, bool]]) -> Spell:
    """The last spell, of the moments when something was written and whether it is as delivered from then."""
    spell = Spell(_decided(row))
    for at, as_delivered in moments:
        if as_delivered and spell.until:
            spell = Spell(at)
        elif not as_delivered and spell.until is None:
            spell = Spell(spell.since, at)
    return spell


def _comparable(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record tells degrees as text."""
    degrees = ("latitude", "longitude")
    return {name: Decimal(value) if name in degrees and value is not None else value for name, value in record.items()}


def _decided(row: Submission) -> datetime:
    assert row.decided_at is not None  # noqa: S101 - it was taken in
    return row.decided_at
