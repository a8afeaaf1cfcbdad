"""The one place that reads the clock. Doors call `now()` and pass it on as `at=`; verbs never look."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, time-zone aware, in UTC."""
    return timezone.now()
