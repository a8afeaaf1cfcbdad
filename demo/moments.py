"""The demonstration's days and moments, told from the day of loading, so that it is never out of date.

`-30` is a month ago, `+14 17:00` five in the afternoon in two weeks. What only happens on certain days of the week names them:
`+14 wed 10:00` is the first Wednesday from that day on, `+18 mon-fri` the first working day. Rules whose days follow one
another as the days of the week do (`+20 tue`, `+21 wed`) fall on days that follow one another, whenever the demonstration is
loaded. A day that really was (a law read) is written as it is: `2026-11-26`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(WEEK)
_RULE = re.compile(rf"([+-]\d+)(?: ({_DAY})(?:-({_DAY}))?)?(?: (\d{{2}}):(\d{{2}}))?")
NOON = time(12)


def is_rule(value: Any) -> bool:
    return isinstance(value, str) and _RULE.fullmatch(value) is not None


def day_of(value: Any, today: date) -> date:
    """The day that a rule means. Raises ValueError for what is neither a rule nor a day."""
    if isinstance(value, date):
        return value
    found = _parts(value)
    wanted = _days(found[2], found[3])
    day = today + timedelta(days=int(found[1]))
    return next(each for ahead in range(7) if (each := day + timedelta(days=ahead)).weekday() in wanted)


def moment_of(value: Any, at: datetime) -> datetime:
    """The moment that a rule means for a demonstration loaded `at` this moment; noon where it names no time."""
    found = _parts(value)
    told = time(int(found[4]), int(found[5])) if found[4] else NOON
    return timezone.make_aware(datetime.combine(day_of(value, timezone.localdate(at)), told))


def _parts(value: Any) -> re.Match[str]:
    found = _RULE.fullmatch(str(value))
    if found is None:
        raise ValueError(f"«{value}» is no moment: write +14, +14 17:00, +14 wed 17:00 or +14 mon-fri")
    return found


def _days(first: str | None, last: str | None) -> set[int]:
    """The days of the week that a rule names; every day where it names none."""
    start, stop = WEEK.index(first or "mon"), WEEK.index(last or first or "sun")
    return {(start + ahead) % 7 for ahead in range((stop - start) % 7 + 1)}
