"""What an operator must set before the sites are opened, said when a command starts (Django's system checks)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from fellesnett.config.environment import Security
from fellesnett.foundation import clock

SCHEMES = ("mailto:", "https://", "tel:")
"""What RFC 9116 lets a contact be."""
LONGEST = timedelta(days=366)


@register("security")
def security_contact(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """In production: whom to tell of a weakness must be known, and known until a day that is not past."""
    if settings.ENVIRONMENT.name != "production":
        return []
    return list(_faults(settings.SECURITY_CONTACT, clock.now().date()))


def _faults(security: Security, today: date) -> Iterator[CheckMessage]:
    if not security.contacts:
        hint = "Set SECURITY_CONTACT, such as mailto:sikkerhet@example.no; several are parted by semicolon."
        yield Error("Nobody is named for whoever finds a weakness.", hint=hint, id="fellesnett.E001")
    for contact in security.contacts:
        if not contact.startswith(SCHEMES):
            hint = "Write it as mailto:..., https://... or tel:..."
            yield Error(f"SECURITY_CONTACT is not an address: {contact!r}", hint=hint, id="fellesnett.E002")
    if security.policy and not security.policy.startswith("https://"):
        yield Error(f"SECURITY_POLICY must begin with https://, not {security.policy!r}", id="fellesnett.E003")
    yield from _faults_of_day(security.expires, today)


def _faults_of_day(expires: date | None, today: date) -> Iterator[CheckMessage]:
    """A day that is past shuts nothing but the file itself: a hospital's sites must start all the same."""
    hint = "Set SECURITY_EXPIRES to a day within a year, such as 2027-05-01, and read the contact over again before then."
    if expires is None:
        yield Error("It is not said until when SECURITY_CONTACT holds.", hint=hint, id="fellesnett.E004")
    elif expires <= today:
        yield Warning(f"security.txt is no longer shown: it held until {expires}.", hint=hint, id="fellesnett.W001")
    elif expires > today + LONGEST:
        yield Warning(f"SECURITY_EXPIRES is more than a year away: {expires}.", hint=hint, id="fellesnett.W002")
