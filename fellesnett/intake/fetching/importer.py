"""What a source must know to be fetched from: where to ask, how to read what comes, and where its facts belong here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings

from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.intake.models import Fetched, Source, SourcedRecord


class Importer(ABC):
    """One source. The framework asks, keeps, compares and counts; this says what is particular.

    `every`: between rounds. `lasts`: how long what was last confirmed may be shown, where the source has no end of its own.
    `is_whole`: a round says all there is, so what it does not say is gone. `follows`: only what a person asked for is fetched.
    `names_people`: nothing is kept of an answer that `scrub` cannot read.
    """

    name: ClassVar[str]
    title: ClassVar[Any]
    publisher: ClassVar[str]
    licence: ClassVar[str] = "Norsk lisens for offentlige data (NLOD) 2.0"
    base: ClassVar[str]
    every: ClassVar[timedelta] = timedelta(days=1)
    lasts: ClassVar[timedelta]
    usable: ClassVar[tuple[int, ...]] = ()
    is_whole: ClassVar[bool] = False
    follows: ClassVar[bool] = False
    needs_about: ClassVar[bool] = False
    names_people: ClassVar[bool] = False

    def address(self, path: str) -> str:
        """An address at the source. A test may put another before it."""
        return f"{settings.SOURCE_ADDRESSES.get(self.name, self.base)}{path}"

    def missing(self) -> str:
        """The setting that the operator must give before this can be turned on; empty where nothing is missing."""
        return ""

    def headers(self) -> Mapping[str, str]:
        """What opens the door there."""
        return {}

    def first_headers(self, source: Source, at: datetime) -> Mapping[str, str]:
        """What the very first question of a feed says beside."""
        return {}

    @abstractmethod
    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        """The questions a round begins with."""

    def scrub(self, key: str, status: int, body: bytes) -> bytes:
        """What came, which is JSON, without what we may not keep. Raises AttributeError or TypeError where
        it has another form."""
        return body

    def rereads(self, key: str) -> bool:
        """Is an answer that is the same as before worth taking in anew: does it confirm what it says?"""
        return True

    @abstractmethod
    def read(self, fetched: Fetched) -> Reading:
        """What an answer holds. Raises ShapeChanged."""

    def carried(self, before: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of a record that has come anew, with what must be remembered of those before."""
        return dict(facts)

    @abstractmethod
    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        """Put the facts where they belong: the same again changes nothing but the day they were confirmed. A step."""

    @abstractmethod
    def remove(self, row: SourcedRecord, at: datetime) -> None:
        """The source says it no more, or it has run out (`row.gone_because`): nothing of it is shown from now. A step."""

    def choices(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """What a person can answer: key -> words."""
        return {}

    def ask_in_words(self, row: SourcedRecord) -> str:
        """The question, as `editorial.wording.worded` makes it."""
        return ""

    def settle(self, row: SourcedRecord, choice: str, by: User, at: datetime) -> None:  # noqa: B027 - most need nothing done
        """Do what a person decided, beside closing the question. A step."""

    def expires(self, fetched: Fetched) -> datetime:
        """Until when what was confirmed then may be shown."""
        return fetched.confirmed_at + self.lasts
