"""NAV's feed of vacancies (pam-stilling-feed.nav.no): those of our own employers, put up at their sites.

The feed is a chain of pages. Each page is read once, the last one again and again; what it says is no longer active is taken
down at once, as NAV's terms ask. The feed is everybody's: what is not ours is not kept; of what is ours, no person and no
description.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy
from pydantic import Field

from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record, Shape, without
from fellesnett.intake.sources import ours
from fellesnett.intake.sources.moments import norwegian
from fellesnett.organizations.registering import Provenance
from fellesnett.pages.advertising import Advert, advertise, take_down

if TYPE_CHECKING:
    from fellesnett.intake.models import Fetched, Source, SourcedRecord

FIRST = timedelta(days=60)
"""How far back the feed is read the first time: advertisements seldom stand longer."""
SOURCE = "Arbeidsplassen (NAV)"
ABOUT_PERSONS = ("contactList", "description")
Status = Literal["ACTIVE", "INACTIVE"]


class FeedEntry(Shape):
    uuid: str
    status: Status


class Item(Shape):
    id: str
    url: str
    date_modified: datetime = Field(alias="date_modified", strict=False)
    entry: FeedEntry = Field(alias="_feed_entry")


class FeedPage(Shape):
    id: str
    next_url: str | None = Field(default=None, alias="next_url")
    items: list[Item]


class Employer(Shape):
    name: str
    orgnr: str | None = None


class Location(Shape):
    city: str | None = None
    municipal: str | None = None


class Ad(Shape):
    uuid: str
    title: str = Field(min_length=1)
    published: datetime = Field(strict=False)
    expires: datetime = Field(strict=False)
    application_due: str | None = None
    application_url: str | None = None
    link: str | None = None
    extent: str | None = None
    employer: Employer
    work_locations: list[Location] = Field(default_factory=list)


class Entry(Shape):
    uuid: str
    status: Status
    ad: Ad | None = Field(default=None, alias="json")


class Stillinger(Importer):
    name = "stillinger"
    title = gettext_lazy("Ledige stillinger fra NAV")
    publisher = "NAV"
    licence = "NAVs vilkår for stillingsfeeden"
    base = "https://pam-stilling-feed.nav.no"
    every = timedelta(minutes=10)
    lasts = timedelta(days=30)
    usable = (404, 410)
    names_people = True

    def missing(self) -> str:
        return "" if settings.SOURCE_KEYS.get(self.name) else "NAV_FEED_TOKEN"

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {settings.SOURCE_KEYS.get(self.name, '')}"}

    def first_headers(self, source: Source, at: datetime) -> Mapping[str, str]:
        return {} if source.cursor else {"If-Modified-Since": format_datetime(at - FIRST, usegmt=True)}

    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        yield Ask("feed", source.cursor.partition(" ")[0] or self.address("/api/v1/feed"))

    def rereads(self, key: str) -> bool:
        return key != "feed"

    def scrub(self, key: str, status: int, body: bytes) -> bytes:
        """An advertisement without the persons in it, wherever they stand; nothing of one that is not ours."""
        if key == "feed" or status != 200:
            return body
        said = without(json.loads(body), ABOUT_PERSONS)
        employer = (said.get("json") or {}).get("employer")
        number = employer.get("orgnr") if isinstance(employer, dict) else None
        if said.get("status") == "ACTIVE" and isinstance(number, str) and number not in ours.numbers():
            return b""
        return json.dumps(said, ensure_ascii=False).encode()

    def read(self, fetched: Fetched) -> Reading:
        if fetched.key == "feed":
            return self._page(fetched)
        uuid = fetched.key.partition(":")[2]
        if fetched.status != 200:
            return Reading(gone=(uuid,))
        if not fetched.body:
            return Reading(gone=(uuid,))  # ours once, and another employer's now
        entry: Entry = Entry.read(fetched.body)
        if entry.status == "INACTIVE" or entry.ad is None or entry.ad.employer.orgnr not in ours.numbers():
            return Reading(gone=(uuid,))
        facts = _facts(entry.ad)
        if datetime.fromisoformat(facts["expires"]) <= fetched.confirmed_at:
            return Reading(gone=(uuid,))
        return Reading((Record(uuid, facts),))

    def _page(self, fetched: Fetched) -> Reading:
        page: FeedPage = FeedPage.read(fetched.body)
        _url, _space, seen = fetched.source.cursor.partition(" ")
        newest = {item.entry.uuid: item for item in page.items if not seen or norwegian(item.date_modified).isoformat() >= seen}
        gone = tuple(uuid for uuid, item in newest.items() if item.entry.status == "INACTIVE")
        asks = [Ask(f"entry:{uuid}", self.address(f"/api/v1/feedentry/{uuid}")) for uuid in newest if uuid not in gone]
        latest = max([seen, *(norwegian(item.date_modified).isoformat() for item in page.items)])
        here = self.address(page.next_url) if page.next_url and page.next_url.startswith("/") else page.next_url or fetched.url
        onward = [Ask("feed", here)] if page.next_url else []
        return Reading(gone=gone, onward=(*asks, *onward), cursor=f"{here} {latest}".strip())

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        facts, expires = record.facts, datetime.fromisoformat(record.facts["expires"])
        organization = ours.organizations([facts["orgnr"]]).get(facts["orgnr"])
        site = ours.nearest_site(organization) if organization else None
        if site is None:
            take_down(source=SOURCE, key=record.key)
            return Kept(expires_at=expires)
        day = date.fromisoformat(facts["deadline"]) if facts["deadline"] else None
        advert = Advert(facts["title"], facts["employer"], facts["places"], facts["extent"], day, facts["deadline_words"])
        provenance = Provenance(SOURCE, facts["address"], fetched.confirmed_at, expires)
        advertise(site=site, key=record.key, advert=advert, provenance=provenance)
        return Kept(f"site:{site.slug}", expires_at=expires)

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        take_down(source=SOURCE, key=row.key)


def _facts(ad: Ad) -> dict[str, Any]:
    places = dict.fromkeys(name.strip().capitalize() for each in ad.work_locations if (name := each.city or each.municipal or ""))
    day, words = _deadline(ad.application_due or "")
    return {
        "title": " ".join(ad.title.split())[:255],
        "employer": ad.employer.name[:255],
        "orgnr": ad.employer.orgnr,
        "places": ", ".join(places)[:255],
        "extent": (ad.extent or "")[:60],
        "deadline": day,
        "deadline_words": words,
        "expires": norwegian(ad.expires).isoformat(),
        "address": f"https://arbeidsplassen.nav.no/stillinger/stilling/{ad.uuid}",
    }


def _deadline(said: str) -> tuple[str, str]:
    """A day, where the source gives one; else its words, such as «Snarest»."""
    try:
        return timezone.localtime(norwegian(datetime.fromisoformat(said))).date().isoformat(), ""
    except ValueError:
        return "", said.strip()[:80]
