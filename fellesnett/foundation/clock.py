"""The one place that reads the clock. Doors call `now()` and pass it on as `at=`; verbs never look."""

import calendar
from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, time-zone aware, in UTC."""
    return timezone.now()


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
