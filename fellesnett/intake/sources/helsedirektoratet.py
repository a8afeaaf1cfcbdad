"""Helsedirektoratet's content (HAPI): items that a person has chosen, as locked words in the national base.

An item stands as a `source` block, with name, address, day and licence: nobody here can change it. When Helsedirektoratet
changes the words, the draft has the new ones and the editors are asked to release them; when the item is no longer
«Gjeldende», or has not been confirmed for `lasts`, readers see it nowhere. The persons behind it are never kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from fellesnett.composition import richtext
from fellesnett.composition.documents import is_web_address
from fellesnett.editorial import subjects
from fellesnett.editorial.wording import worded
from fellesnett.intake.fetching.asking import ask_the_editors
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record, Shape, ShapeChanged, without
from fellesnett.intake.models import Followed, SourcedRecord
from fellesnett.intake.models.sources import GoneBecause
from fellesnett.intake.naming import identity
from fellesnett.intake.sources.moments import norwegian
from fellesnett.national import actions as national
from fellesnett.national.models import Topic
from fellesnett.national.sections import TopicKind
from fellesnett.national.sourcing import restore_source, retire_source, write_source

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.intake.models import Fetched, Source

HOME = "https://www.helsedirektoratet.no"
CURRENT = "Gjeldende"
LANGUAGES = {"": "nb", "nb": "nb", "no": "nb", "nn": "nn", "se": "se", "en": "en"}
PERSONS = ("fagansvarlig", "fagansvarligMedAvdeling", "redaksjonelleier", "bidragsyter", "eier")
"""Fields that name people: never kept."""
PUBLISHER = "Helsedirektoratet"
LICENCE = "Norsk lisens for offentlige data (NLOD)"


class Technical(Shape):
    info_id: str | None = None
    info_type: str


class Item(Shape):
    """One piece of content. Times have no zone: they are by the Norwegian clock."""

    id: str = Field(min_length=1)
    tittel: str = Field(min_length=1)
    tekst: str
    intro: str | None = None
    status: str = Field(min_length=1)
    spraak: str | None = None
    url: str = Field(min_length=1)
    sist_oppdatert: datetime = Field(strict=False)
    sist_faglig_oppdatert: datetime | None = Field(default=None, strict=False)
    tekniske_data: Technical


class Helsedirektoratet(Importer):
    name = "helsedirektoratet"
    title = gettext_lazy("Innhold fra Helsedirektoratet")
    publisher = PUBLISHER
    licence = LICENCE
    base = "https://api.helsedirektoratet.no/innhold"
    every = timedelta(hours=12)
    lasts = timedelta(days=90)
    usable = (404, 410)
    follows = True
    names_people = True

    def missing(self) -> str:
        return "" if settings.SOURCE_KEYS.get(self.name) else "HAPI_KEY"

    def headers(self) -> Mapping[str, str]:
        return {"Ocp-Apim-Subscription-Key": settings.SOURCE_KEYS.get(self.name, "")}

    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        for row in source.followed.all():
            yield Ask(row.key, self.address(f"/innhold/{quote(row.key, safe='')}"))

    def scrub(self, key: str, status: int, body: bytes) -> bytes:
        """The item without the persons behind it, wherever in it they stand."""
        return json.dumps(without(json.loads(body), PERSONS), ensure_ascii=False).encode()

    def read(self, fetched: Fetched) -> Reading:
        if fetched.status != 200:
            return Reading(gone=(fetched.key,))
        item: Item = Item.read(fetched.body)
        if item.id != fetched.key:
            raise ShapeChanged("id: another item than was asked for")
        if item.status != CURRENT:
            return Reading(gone=(fetched.key,))
        language = LANGUAGES.get((item.spraak or "").lower())
        if language is None:
            raise ShapeChanged("spraak: a language that we do not know")
        return Reading((Record(fetched.key, _facts(item, language)),))

    def carried(self, before: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """A page that moves is still that page: editions have its words under the addresses it had."""
        earlier = {*before.get("formerly", ()), before.get("address", facts["address"])} - {facts["address"]}
        return {**facts, "formerly": sorted(earlier)} if earlier else dict(facts)

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        """The words into the draft, on the word of whoever turned the source on."""
        facts, by, at = row.facts, row.source.on_by, fetched.confirmed_at
        followed = Followed.objects.filter(source=row.source, key=record.key).first()
        if followed is None or by is None:
            return Kept()
        formerly = _formerly(row)
        for address in (facts["address"], *formerly):
            restore_source(address=address, html=facts["html"], at=at)
        try:
            topic = self._topic(followed, row, facts, by, at)
            block = _block(record.key, facts, fetched)
            written = write_source(
                topic=topic,
                language=facts["language"],
                title=facts["title"][:200],
                block=block,
                formerly=formerly,
                by=by,
                at=at,
            )
        except national.NotReady as refusal:
            said = {"title": facts["title"], "why": str(refusal)}
            return Kept(row.subject, question={"kind": "blocked", "facts": said, "choices": ["again"]})
        if written:
            self._tell(topic, record.key, gettext_noop("Ny tekst fra Helsedirektoratet i «{topic}»"), _RELEASE, at)
        return Kept(subjects.topic(topic.key))

    def _topic(self, followed: Followed, row: SourcedRecord, facts: Mapping[str, Any], by: User, at: datetime) -> Topic:
        """The topic it was tied to, else an article of its own."""
        key = followed.about or f"hdir-{followed.key.lower().replace('.', '-')}"[:120]
        known = Topic.objects.filter(key=key).first()
        return known or national.create_topic(
            key=key,
            kind=TopicKind.SUPPORT_ARTICLE,
            title=facts["title"][:200],
            unit=f"{PUBLISHER} (importert)",
            owner=None,
            source=f"{PUBLISHER}, {facts['address']}, {LICENCE}"[:255],
            by=by,
            at=at,
        )

    def _tell(self, topic: Topic, key: str, title: str, reason: str, at: datetime, *, urgent: bool = False) -> None:
        question = f"sourced:{self.name}:{key}"
        ask_the_editors(
            topic=topic, key=question, title=worded(title, topic=topic.title), reason=worded(reason), urgent=urgent, at=at
        )

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        for address in (row.facts["address"], *_formerly(row)):
            retire_source(address=address, at=at, withdrawn=row.gone_because == GoneBecause.SOURCE)
        topic = Topic.objects.filter(key=row.subject.partition(":")[2]).first()
        if topic is not None:
            words = gettext_noop("Teksten fra Helsedirektoratet i «{topic}» gjelder ikke lenger")
            self._tell(topic, row.key, words, _WITHOUT, at, urgent=True)

    def ask_in_words(self, row: SourcedRecord) -> str:
        return worded(gettext_noop("«{title}» kunne ikke skrives inn. {why}"), **row.question["facts"])

    def choices(self, question: Mapping[str, Any]) -> dict[str, Any]:
        return {"again": worded(gettext_noop("Prøv igjen i neste runde"))}


_RELEASE = gettext_noop("Utkastet har de nye ordene. Les gjennom, og send det til godkjenning.")
_WITHOUT = gettext_noop("Leserne ser ikke teksten lenger. Ta avsnittet ut av utkastet og slipp en ny utgave, eller trekk temaet.")


def _formerly(row: SourcedRecord) -> list[str]:
    """Where the page stood before. An address that another page has taken over since, is that page's alone."""
    stood = row.facts.get("formerly", [])
    others = SourcedRecord.objects.standing().filter(source=row.source_id, facts__address__in=stood).exclude(pk=row.pk)
    taken = set(others.values_list("facts__address", flat=True)) if stood else set()
    return [address for address in stood if address not in taken]


def _facts(item: Item, language: str) -> dict[str, Any]:
    reviewed = norwegian(item.sist_faglig_oppdatert).isoformat() if item.sist_faglig_oppdatert else ""
    return {
        "title": " ".join(item.tittel.split()),
        "html": richtext.normalize(f"{_paragraph(item.intro)}{item.tekst}"),
        "language": language,
        "address": item.url if is_web_address(item.url) else f"{HOME}/{item.url.lstrip('/')}",
        "kind": item.tekniske_data.info_type,
        "updated": norwegian(item.sist_oppdatert).isoformat(),
        "reviewed": reviewed,
    }


def _paragraph(words: str | None) -> str:
    said = (words or "").strip()
    return said if not said or said.startswith("<") else f"<p>{said}</p>"


def _block(key: str, facts: Mapping[str, Any], fetched: Fetched) -> dict[str, Any]:
    said = {
        "name": PUBLISHER,
        "address": facts["address"],
        "title": facts["title"],
        "fetched": timezone.localdate(fetched.fetched_at).isoformat(),
        "licence": LICENCE,
    }
    return {"id": identity(f"hapi|{key}"), "type": "source", "policy": "locked", "html": facts["html"], "attribution": said}
