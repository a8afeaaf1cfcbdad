"""What waits for a person, told by letter once a day or once a week, as they have chosen. Never a letter with nothing in it.

A day's digest is a row, written with its letter in one transaction: run twice, or killed half way, nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from fellesnett.editorial.wording import DigestWords, digest_words
from fellesnett.organizations.models import Membership

if TYPE_CHECKING:
    from fellesnett.editorial.querysets import OpenItemQuerySet

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
        written += _write(person, at)
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
    close_by = Q(deadline__lte=at + AHEAD[DigestChoice(person.digest)])
    if person.digest == DigestChoice.DAILY:
        close_by &= Q(deadline__gt=at - timedelta(days=1))  # told once as it passes, not every morning after
    return waiting.filter(Q(opened_at__gt=since) | Q(reminded_at__gt=since) | Q(urgent=True) | close_by)


# --- in words -------------------------------------------------------------------------------------------------------


def said(digest: Digest, *, at: datetime) -> Said | None:
    """The digest written out in its reader's language; None when everything in it has been answered meanwhile."""
    items = OpenItem.objects.open().filter(key__in=digest.items).select_related("site", "organization")
    rows = list(items.most_urgent_first()[:LISTED])
    if not rows:
        return None
    words, number = digest_words(digest.person.language), items.count()
    return Said(
        subject=(words.one if number == 1 else words.many).format(n=number),
        hello=words.hello.format(name=digest.person.get_short_name()),
        lead=words.lead,
        groups=tuple(_grouped(rows, digest.since, words)),
        more=words.all_of_them.format(n=number) if number > len(rows) else "",
        inbox=f"{settings.MAIL_LINKS}/admin/venter/",
        choose=words.choose,
    )


def _grouped(rows: list[OpenItem], since: datetime | None, words: DigestWords) -> Iterator[Group]:
    urgent = [item for item in rows if item.urgent]
    fresh = [item for item in rows if not item.urgent and (since is None or item.opened_at > since)]
    others = [item for item in rows if item not in urgent and item not in fresh]
    for heading, items in ((words.urgent, urgent), (words.new, fresh), (words.still_open, others)):
        if items:
            yield Group(heading, tuple(_row(item, words) for item in items))


def _row(item: OpenItem, words: DigestWords) -> Row:
    whose, day = str(item.site or item.organization), timezone.localtime(item.deadline)
    about = words.deadline.format(whose=whose, day=f"{day.day}.{day.month}.{day.year}")
    return Row(item.title_in_words, about, f"{settings.MAIL_LINKS}/admin/sak/{item.pk}/")
