"""Times as Norwegian sources write them: one without a zone is by the Norwegian clock."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone


def norwegian(moment: datetime) -> datetime:
    """The moment with its zone, in UTC."""
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())
    return aware.astimezone(UTC)
