"""What waits for a person, told by letter once a day or once a week, as they have chosen. Never a letter with nothing in it.

A day's digest is a row, written with its letter in one transaction: run twice, or killed half way, nobody is told twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from fellesnett.accounts.models import DigestChoice, User
from fellesnett.editorial import log
from fellesnett.editorial.asked import asked_of
from fellesnett.editorial.models import Digest, Letter, LetterKind, OpenItem
from fellesnett.editorial.things import PRESSING, things
from fellesnett.editorial.wording import DigestWords, digest_words
from fellesnett.organizations.models import Membership

if TYPE_CHECKING:
    from fellesnett.editorial.querysets import OpenItemQuerySet

logger = logging.getLogger(__name__)

NOT_BEFORE = time(6, 0)  # in the morning, Norwegian time
LISTED = 30
AHEAD = {DigestChoice.DAILY: timedelta(days=1), DigestChoice.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A digest in words."""

    subject: str
    hello: str
    lead: str
    groups: tuple[Group, ...]
    more: str
    inbox: str
    choose: str


# --- writing --------------------------------------------------------------------------------------------------------


def write_due(*, at: datetime, tick: Callable[[], None] = lambda: None) -> int:
    """Write the digest of everyone who is due one and has not had it. Returns how many letters were written.

    One question when nobody is due; a few for each person who is. Before six in the morning nobody is.
    """
    if timezone.localtime(at).time() < NOT_BEFORE:
        return 0
    written = 0
    for person in list(people_due(at)):
        try:
            written += _write(person, at)
        except Exception:  # nobody else goes without; tried again in the next round
            logger.exception("the letter of user %s could not be written", person.pk)
        tick()
    return written


def people_due(at: datetime) -> QuerySet[User]:
    """People with a role who have chosen a digest and have none yet today, or this week. Demonstration people only where
    they may log in."""
    today = timezone.localdate(at)
    monday = today - timedelta(days=today.weekday())
    told = Digest.objects.of(OuterRef("pk"))
    daily = Q(~Exists(told.filter(day__gte=today)), digest=DigestChoice.DAILY)
    weekly = Q(~Exists(told.filter(day__gte=monday)), digest=DigestChoice.WEEKLY)
    holds = Exists(Membership.objects.standing(today).filter(user=OuterRef("pk")))
    people = User.objects.filter(daily | weekly, holds, is_active=True).order_by("pk")
    return people if settings.ALLOW_DEMONSTRATION_LOGINS else people.filter(is_demonstration=False)


@transaction.atomic
def _write(person: User, at: datetime) -> bool:
    last = Digest.objects.of(person).order_by("-day").first()
    since = last.made_at if last else None
    keys = list(news(person, since=since, at=at).values_list("key", flat=True))
    facts: dict[str, Any] = {"since": since, "items": keys, "made_at": at}
    digest, fresh = Digest.objects.get_or_create(person=person, day=timezone.localdate(at), defaults=facts)
    if not fresh or not keys:
        return False
    key = f"digest:{person.pk}:{digest.day}"
    Letter.objects.create(kind=LetterKind.DIGEST, key=key, to=person.email, digest=digest, written_at=at, next_try_at=at)
    return True


@transaction.atomic
def choose(*, person: User, choice: DigestChoice, at: datetime) -> None:
    """A person chooses how often to be told. Logged; choosing the same again changes nothing."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.digest == choice:
        return
    person.digest = choice
    person.save(update_fields=["digest"])
    log.append([log.Entry("digest.chosen", f"user:{person.pk}", {"choice": str(choice)})], by=person, at=at)


def news(person: User, *, since: datetime | None, at: datetime) -> OpenItemQuerySet:
    """What there is to tell: new or reminded of since the last time, urgent, or with a deadline close by. Everything open
    the first time."""
    waiting = asked_of(person, OpenItem.objects.open())
    if since is None:
        return waiting
    close_by = Q(asks=True, deadline__lte=at + AHEAD[DigestChoice(person.digest)])
    if person.digest == DigestChoice.DAILY:
        close_by &= Q(deadline__gt=at - timedelta(days=1))  # told once as it passes, not every morning after
    return waiting.filter(Q(opened_at__gt=since) | Q(reminded_at__gt=since) | Q(urgent=True) | close_by)


# --- in words -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What is asked about one thing, told as one row: the most pressing question leads to it."""

    items: tuple[OpenItem, ...]

    @property
    def first(self) -> OpenItem:
        return min(self.items, key=lambda item: PRESSING.index(item.kind))

    @property
    def urgent(self) -> bool:
        return any(item.urgent for item in self.items)

    @property
    def asks(self) -> bool:
        return any(item.asks for item in self.items)

    @property
    def deadline(self) -> datetime:
        return min(item.deadline for item in self.items if item.asks or not self.asks)

    def is_newer_than(self, since: datetime | None) -> bool:
        return since is None or any(item.opened_at > since for item in self.items)


def said(digest: Digest, *, at: datetime) -> Said | None:
    """The digest written out in its reader's language; None when nothing in it waits for them any more."""
    items = asked_of(digest.person, OpenItem.objects.open().filter(key__in=digest.items)).select_related("site", "organization")
    cases = _cases(items.most_urgent_first())
    if not cases:
        return None
    words, number, told = digest_words(digest.person.language), len(cases), cases[:LISTED]
    return Said(
        subject=(words.one if number == 1 else words.many).format(n=number),
        hello=words.hello.format(name=digest.person.get_short_name()),
        lead=words.lead,
        groups=tuple(_grouped(told, digest.since, words, at)),
        more=words.all_of_them.format(n=number) if number > len(told) else "",
        inbox=f"{settings.MAIL_LINKS}/admin/venter/",
        choose=words.choose,
    )


def _cases(items: Iterable[OpenItem]) -> list[_Case]:
    asked = list(items)
    about = things((item.pk, item.detail) for item in asked)
    found: dict[tuple[str, int], list[OpenItem]] = {}
    for item in asked:
        found.setdefault(about[item.pk], []).append(item)
    cases = [_Case(tuple(several)) for several in found.values()]
    return sorted(cases, key=lambda case: (not case.urgent, not case.asks, case.deadline))


def _grouped(cases: list[_Case], since: datetime | None, words: DigestWords, at: datetime) -> Iterator[Group]:
    urgent = [case for case in cases if case.urgent]
    fresh = [case for case in cases if not case.urgent and case.is_newer_than(since)]
    others = [case for case in cases if case not in urgent and case not in fresh]
    for heading, group in ((words.urgent, urgent), (words.new, fresh), (words.still_open, others)):
        if group:
            yield Group(heading, tuple(_row(case, words, at) for case in group))


def _row(case: _Case, words: DigestWords, at: datetime) -> Row:
    item, day = case.first, timezone.localtime(case.deadline)
    about = (words.late if case.deadline < at else words.deadline) if case.asks else words.told
    facts = {"whose": str(item.site or item.organization), "day": f"{day.day}.{day.month}.{day.year}"}
    return Row(item.title_in_words, about.format(**facts), f"{settings.MAIL_LINKS}/admin/sak/{item.pk}/")
