"""Advertisements from a source, put up at a site and taken down.

Steps inside a larger act: the caller holds the transaction, has asked who may, and logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fellesnett.organizations.models import Site
from fellesnett.organizations.registering import Provenance
from fellesnett.pages.models import JobAdvert


@dataclass(frozen=True, slots=True)
class Advert:
    """What is told of a vacancy; `deadline_words` where the source has no day («Snarest»)."""

    title: str
    employer: str
    places: str = ""
    extent: str = ""
    deadline: date | None = None
    deadline_words: str = ""

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def advertise(*, site: Site, key: str, advert: Advert, provenance: Provenance) -> JobAdvert:
    """Put up an advertisement, or say what it says now. `key` is what its source calls it."""
    values = {"site": site, **advert.fields(), **provenance.fields()}
    row: JobAdvert = JobAdvert.objects.update_or_create(source=provenance.source, key=key, defaults=values)[0]
    return row


def take_down(*, source: str, key: str) -> bool:
    """It can no longer be applied for. False where it was not up."""
    gone, _by_model = JobAdvert.objects.filter(source=source, key=key).delete()
    return bool(gone)
