"""The worker's part: read the texts for links, ask the addresses whose turn it is, and tell those who answer for a text.

Each step can be stopped anywhere and finds its own way on. Nothing is held in the database while somebody outside is asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.links.hrefs import host_of, normal
from fellesnett.links.inside import menus_leading_nowhere, our_hosts
from fellesnett.links.models import Address, Pace, Reading, Standing, Use
from fellesnett.links.outgoing import Answer, ask
from fellesnett.links.sources import Text, texts
from fellesnett.links.verdicts import judge
from fellesnett.national.locking import national_office
from fellesnett.organizations.models import Organization, Role, Site
from fellesnett.signposts.models import Signpost

READ_EVERY = timedelta(minutes=10)
ASK_EVERY = timedelta(seconds=30)
IN_A_ROUND = 12
"""Addresses asked at a time."""
OF_A_HOST = 4
"""Addresses asked of one host in a minute."""
LONGEST_ROUND = 25
"""Seconds that one round may hold up the worker's other tasks."""
CLAIMED_FOR = timedelta(hours=1)
"""What a worker has taken to ask, no other asks; what it died with is asked again after this."""
READ_AT_ONCE = 400
"""Changed texts read in one go; the rest are read in the next."""
MEND_WITHIN = timedelta(days=30)
AROUND_A_SITE = subjects.site("")
"""How the subjects of menus and feet begin. Where a menu leads changes with the pages, so they are judged at every reading."""


def follow_links(*, at: datetime) -> int:
    """The worker's one call. Returns how many addresses were asked. Nothing where the links of this installation are let be."""
    if not settings.LINKS_ARE_CHECKED:
        return 0
    if _turn("read_at", READ_EVERY, at):
        read_texts(at=at)
    return ask_due(at=at) if _turn("asked_at", ASK_EVERY, at) else 0


def _turn(what: str, every: timedelta, at: datetime) -> bool:
    """Is it time again? Of several workers one is told yes."""
    Pace.objects.get_or_create(id=1)
    waited = Q(**{f"{what}__isnull": True}) | Q(**{f"{what}__lte": at - every})
    return bool(Pace.objects.filter(waited, id=1).update(**{what: at}))


# --- which texts lead where -----------------------------------------------------------------------------------------


def read_texts(*, at: datetime) -> int:
    """Read the links of every text that has changed since it was last read, and forget those of texts that are gone.

    Returns how many texts were read. Those who answer for them are told of what that changes.
    """
    known = {(row.subject, row.language): row for row in Reading.objects.all()}
    standing, changed = set(), []
    for text in texts(at=at):
        standing.add((text.subject, text.language))
        before = known.get((text.subject, text.language))
        if before is None or before.version != text.version or before.title != text.title:
            changed.append(text)
    changed, hosts = changed[:READ_AT_ONCE], our_hosts()
    for text in changed:
        _keep(text, hosts, at)
    gone = [row for key, row in known.items() if key not in standing]
    close_items(keys=[key_of(row) for row in gone], by=None, at=at, resolution="teksten er borte")
    for first in range(0, len(gone), READ_AT_ONCE):
        Reading.objects.filter(pk__in=[row.pk for row in gone[first : first + READ_AT_ONCE]]).delete()
    read = {(text.subject, text.language) for text in changed}
    rows = Reading.objects.filter(Q(subject__in=[text.subject for text in changed]) | Q(subject__startswith=AROUND_A_SITE))
    tell([row for row in rows if _is(row, read) or row.subject.startswith(AROUND_A_SITE)], at=at)
    return len(changed)


def _is(row: Reading, wanted: set[tuple[str, str]]) -> bool:
    return (row.subject, row.language) in wanted


@transaction.atomic
def _keep(text: Text, ours: Container[str], at: datetime) -> None:
    facts = {"site_id": text.site, "title": text.title[:255], "version": text.version, "detail": text.detail}
    reading, _made = Reading.objects.update_or_create(subject=text.subject, language=text.language, defaults=facts)
    urls = sorted({url for url in map(normal, text.read()) if url and host_of(url) not in ours})
    rows = [Address(url=url, host=host_of(url), next_at=at) for url in urls]
    Address.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    wanted = set(Address.objects.filter(url__in=urls).values_list("pk", flat=True))
    reading.uses.exclude(address__in=wanted).delete()
    Use.objects.bulk_create([Use(reading=reading, address_id=pk) for pk in wanted], ignore_conflicts=True, batch_size=500)


# --- asking ---------------------------------------------------------------------------------------------------------


def ask_due(*, at: datetime) -> int:
    """Ask the addresses whose turn it is, few at a time and few of each host. Returns how many."""
    taken = _take(at)
    if not taken:
        return 0
    answers = _ask_all(taken)
    with transaction.atomic():
        for address in taken:
            _record(address, answers.get(address.pk, Answer(fault="silent")), at)
    tell(list(Reading.objects.filter(uses__address__in=[address.pk for address in taken]).distinct()), at=at)
    return len(taken)


def _take(at: datetime) -> list[Address]:
    """Choose whose turn it is, and mark each so that no other worker takes it."""
    a_minute = Address.objects.filter(asked_at__gt=at - timedelta(minutes=1)).values_list("host", flat=True)
    asked, taken = Counter(a_minute), list[Address]()
    for address in Address.objects.due(at)[: IN_A_ROUND * 20]:
        if len(taken) == IN_A_ROUND:
            break
        if asked[address.host] >= OF_A_HOST:
            continue
        if Address.objects.filter(pk=address.pk, next_at=address.next_at).update(next_at=at + CLAIMED_FOR, asked_at=at):
            asked[address.host] += 1
            taken.append(address)
    return taken


def _ask_all(addresses: Sequence[Address]) -> dict[int, Answer]:
    """Ask all at once, and wait no longer than a round may take."""
    pool = ThreadPoolExecutor(max_workers=IN_A_ROUND, thread_name_prefix="links")
    asked = {pool.submit(ask, each.url, etag=each.etag, modified=each.modified): each.pk for each in addresses}
    done, _late = wait(asked, timeout=LONGEST_ROUND)
    pool.shutdown(wait=False, cancel_futures=True)
    return {asked[future]: future.result() for future in done}


def _record(address: Address, answer: Answer, at: datetime) -> None:
    judged = judge(address, answer, at=at)
    Address.objects.filter(pk=address.pk).update(**judged.facts)
    if judged.host_waits_until:
        waiting = Address.objects.filter(host=address.host, next_at__lt=judged.host_waits_until)
        waiting.update(next_at=judged.host_waits_until)


# --- telling --------------------------------------------------------------------------------------------------------


def key_of(reading: Reading) -> str:
    """One question for a text, however many of its links are dead."""
    return f"links:{reading.subject}:{reading.language}"


@transaction.atomic
def tell(readings: Iterable[Reading], *, at: datetime) -> None:
    """See to it that whoever answers for these texts has one open item where a link is dead, and none where all work."""
    rows = {row.pk: row for row in readings}
    dead: dict[int, list[str]] = defaultdict(list)
    found = Use.objects.filter(reading__in=list(rows), address__standing=Standing.DEAD).order_by("address__url")
    for pk, url in found.values_list("reading", "address__url"):
        dead[pk].append(url)
    around = {row.site_id: pk for pk, row in rows.items() if row.site_id and row.subject.startswith(AROUND_A_SITE)}
    for site, paths in menus_leading_nowhere(around).items() if around else ():
        dead[around[site]] += paths
    mended = [key_of(row) for pk, row in rows.items() if pk not in dead]
    again = list(OpenItem.objects.open().filter(key__in=mended).select_related("organization"))
    close_items(keys=mended, by=None, at=at, resolution="lenkene virker igjen")
    wanted = [item for pk, urls in dead.items() if (item := _item(rows[pk], urls, at))]
    standing = set(OpenItem.objects.open().filter(key__in=[item.key for item in wanted]).values_list("key", flat=True))
    opened = open_items_bulk(item for item in wanted if item.key not in standing)
    entries = [log.Entry("links.dead", item.subject, {"item": item.pk, **item.detail}, item.organization) for item in opened]
    entries += [log.Entry("links.mended", item.subject, {"item": item.pk, **item.detail}, item.organization) for item in again]
    log.append(entries, by=None, at=at)


def _why(address: str) -> str:
    if address.startswith("/"):
        return worded("Det står ingen side her: {address}", address=address)
    return worded("Flere dager på rad har vi ikke fått svar her: {address}", address=address)


def _item(reading: Reading, urls: list[str], at: datetime) -> OpenItem | None:
    site = Site.objects.select_related("organization").filter(pk=reading.site_id).first() if reading.site_id else None
    organization: Organization = site.organization if site else national_office()
    return OpenItem(
        kind=OpenItemKind.DEAD_LINK,
        organization=organization,
        site=site,
        role=Role.EDITOR if site else Role.NATIONAL_EDITOR,
        owner_id=_who_answers(reading),
        subject=reading.subject,
        key=key_of(reading),
        title=worded("{title}: en lenke virker ikke", title=reading.title[:200]),
        reason=_why(urls[0][:300]),
        detail={**reading.detail, "urls": urls[:20]},
        opened_at=at,
        deadline=at + MEND_WITHIN,
    )


def _who_answers(reading: Reading) -> int | None:
    """The key of the one person who answers for a signpost. For any other text a role does."""
    signpost = reading.detail.get("signpost")
    return Signpost.objects.filter(pk=signpost).values_list("owner", flat=True).first() if signpost else None
