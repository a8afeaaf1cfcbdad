"""`_lastUpdated`: a prefix and a moment, as exact as it is written (HL7 FHIR R4, Search, 3.1.1.4.6 and 3.1.1.5.3).

A year, a month, a day, a minute or a second is all the time from its beginning to its end. What is searched for was changed
in an instant: it is within that time, before it, or after it. Where no zone is written, the time is Norway's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.foundation import clock
from fellesnett.hl7.fhir import Asked, Refused

NAME = "_lastUpdated"
_WRITTEN = re.compile(
    r"(?P<prefix>[a-z]{2})?(?P<year>[1-9][0-9]{3})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2})"
    r"(T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})(\.[0-9]{1,9})?)?"
    r"(?P<zone>Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?"
)
_BEFORE, _AFTER, _WITHIN = "before", "after", "within"
_PREFIXES = {
    "eq": (_WITHIN,),
    "ne": (_BEFORE, _AFTER),
    "gt": (_AFTER,),
    "sa": (_AFTER,),
    "ge": (_WITHIN, _AFTER),
    "lt": (_BEFORE,),
    "eb": (_BEFORE,),
    "le": (_BEFORE, _WITHIN),
    "ap": (_WITHIN,),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A time, from its first instant to the first after it, and where in relation to it something must have been changed."""

    where: Sequence[str]
    first: datetime
    after: datetime

    def holds(self, at: datetime) -> bool:
        is_at = _BEFORE if at < self.first else _WITHIN if at < self.after else _AFTER
        return is_at in self.where

    def of(self, field: str) -> Q:
        """The rows for which it holds. One that says no time is never among them."""
        found = Q()
        if _BEFORE in self.where:
            found |= Q(**{f"{field}__lt": self.first})
        if _WITHIN in self.where:
            found |= Q(**{f"{field}__gte": self.first, f"{field}__lt": self.after})
        if _AFTER in self.where:
            found |= Q(**{f"{field}__gte": self.after})
        return found


def since(asked: Asked, field: str) -> Q:
    """The rows that were changed when the question says. Raises Refused."""
    found = Q()
    for one in asked_of(asked):
        found &= one.of(field)
    return found


def asked_of(asked: Asked) -> list[Asking]:
    """Each time that is said: all of them must hold. Raises Refused, also for a prefix that FHIR does not have."""
    return [_read(written) for written in asked.every(NAME)]


def _read(written: str) -> Asking:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise Refused(400, _("«%(name)s» skal være en dato.") % {"name": NAME})
    prefix = found["prefix"] or "eq"
    if prefix not in _PREFIXES:
        raise Refused(400, _("«%(name)s» kan ikke sammenliknes med «%(prefix)s».") % {"name": NAME, "prefix": prefix})
    try:
        first, after = _about(*_within(found)) if prefix == "ap" else _within(found)
    except (ValueError, OverflowError) as fault:
        raise Refused(400, _("«%(name)s» skal være en dato.") % {"name": NAME}) from fault
    return Asking(_PREFIXES[prefix], first, after)


def _about(first: datetime, after: datetime) -> tuple[datetime, datetime]:
    """With a tenth of the time from then to now on both sides, as FHIR advises. Raises OverflowError."""
    now = clock.now()
    about = max(first - now, now - after, timedelta(0)) / 10
    return first - about, after + about


def _within(found: re.Match[str]) -> tuple[datetime, datetime]:
    """The first instant, and the first after. Raises ValueError or OverflowError."""
    said = {name: int(found[name]) for name in ("year", "month", "day", "hour", "minute", "second") if found[name]}
    first = datetime(**{"month": 1, "day": 1, **said})  # type: ignore[arg-type]
    if first.year >= MAXYEAR:
        raise OverflowError
    after = _next(first, len(said))
    if found["zone"]:
        zone = found["zone"].replace(" ", "+").replace("Z", "+00:00")  # a plus is a space in an address
        offset = datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo
        return first.replace(tzinfo=offset).astimezone(UTC), after.replace(tzinfo=offset).astimezone(UTC)
    return timezone.make_aware(first).astimezone(UTC), timezone.make_aware(after).astimezone(UTC)


def _next(first: datetime, parts: int) -> datetime:
    """The first instant after a year, a month, a day, a minute or a second: as many parts as are said."""
    if parts == 1:
        return first.replace(year=first.year + 1)
    if parts == 2:
        return (first + timedelta(days=31)).replace(day=1)
    return first + {3: timedelta(days=1), 5: timedelta(minutes=1), 6: timedelta(seconds=1)}[parts]
