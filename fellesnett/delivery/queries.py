"""Questions about what is delivered: which texts, what has changed, what a code leads to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from fellesnett.codes.leading import Way, ways_from
from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import ancestors, find, in_force, normalize_code
from fellesnett.codes.retiring import retired_code
from fellesnett.delivery import addresses
from fellesnett.delivery.models import Change, ChangeKind, FeedHead, Item, Version
from fellesnett.delivery.wording import saying
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event
from fellesnett.foundation.languages import stand_ins
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.national.queries import codes_above, topics_with_code
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Organization

WHOLE_ITEM = ("item__document", "item__packed", "replaced_by__document", "replaced_by__packed")
"""What is long of the items beside a line, and is told by the line's addresses."""
FEW = 500
"""Texts or records whose lines are found one by one."""
WALK = 5_000
"""Lines of the feed that are looked at for one answer, where they cannot be found by an index."""
Rule = Literal["exact", "parent"]
About = tuple[int, int | None]
"""The keys of a topic and of a site; no site: the national text."""
RuleOnward = Rule | Literal["mapped", "replaced"]


@dataclass(frozen=True, slots=True)
class Matched:
    """The texts a code leads to, and by which code and rule; none, where nothing does."""

    items: QuerySet[Item]
    code: str
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class MatchedOnward:
    """The same, where a code also leads by a map to another system (`ways`), or by what took its place."""

    items: QuerySet[Item]
    code: str
    rule: RuleOnward | None
    ways: tuple[Way, ...] = ()


def items_of(
    *,
    type: str = "",
    site: str = "",
    scope: str = "",
    language: str = "",
    topic: str = "",
    owner: str = "",
    code: tuple[CodeSystem, str] | None = None,
    based_on: UUID | None = None,
    modified_since: datetime | None = None,
    review_due_before: date | None = None,
    words: Sequence[str] = (),
) -> QuerySet[Item]:
    """The texts that can be read and answer to all of this, in the order of their last change.

    `owner` is an organization's key or its number in Enhetsregisteret. `code` is a code system and a code in it: the texts
    tagged with it or with one above it. `based_on` is a national text: those that hospitals have made of it. `words`: those
    that have all of them in title, other names or introduction.
    """
    found = Item.objects.texts().shown().exclude(document="")
    wanted = {
        "type": type,
        "site__slug": site,
        "language": language,
        "topic__key": topic,
        "modified__gte": modified_since,
        "edition__review_by__lt": review_due_before,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if scope:
        found = found.filter(site__isnull=scope == "national")
    if owner:
        found = found.filter(owner__in=organizations_called(owner))
    if code:
        found = found.filter(topic__in=topics_with_code(code[0].key, code[1]))
    if based_on:
        national = Item.objects.filter(pk=based_on, site__isnull=True).values("topic", "language")
        same = Q(topic__in=national.values("topic"), language__in=national.values("language"))
        found = found.filter(same, site__isnull=False)
    if words:
        found = found.filter(saying(words, language))
    return found.order_by("seq")


def beginning(written: str, *fields: str) -> Q:
    """Text is matched from its beginning, in any case: the embedded file knows the small and great letters of English alone."""
    spellings = sorted({written, written.lower(), written.upper(), written.capitalize(), written.title()})
    return reduce(or_, (Q(**{f"{field}__istartswith": spelling}) for field in fields for spelling in spellings))


class Served(NamedTuple):
    """What is answered when a text is asked for."""

    document: str
    modified: datetime


def served(id: UUID) -> Served | None:
    """The text with this id, as it is stored; None where there is none to read. Asks for no more than is answered."""
    rows = Item.objects.filter(pk=id, subject="", gone_at__isnull=True).values_list("document", "modified")
    return next((Served(document, modified) for document, modified in rows[:1]), None)


def records_of(type: str, *, site: str = "", language: str = "", modified_since: datetime | None = None) -> QuerySet[Item]:
    """The organizations, places, events, studies or news that can be read and answer to all of this, by their last change."""
    wanted = {"site__slug": site, "language": language, "modified__gte": modified_since}
    found = Item.objects.shown().filter(type=type).exclude(document="")
    return found.filter(**{name: value for name, value in wanted.items() if value}).order_by("seq")


def one_of(wanted: Iterable[About], topic: str = "topic", site: str = "site") -> Q:
    """Of one of these topics at its site. One condition for each site, not for each text."""
    by_site: dict[int | None, set[int]] = defaultdict(set)
    for about, at in wanted:
        by_site[at].add(about)
    met = Q(pk__in=[])
    for at, topics in by_site.items():
        where = Q(**{site: at}) if at else Q(**{f"{site}__isnull": True})
        met |= where & Q(**{f"{topic}__in": topics})
    return met


def organizations_called(owner: str) -> QuerySet[Organization]:
    """The organization with this key, or with this number in Enhetsregisteret."""
    return Organization.objects.filter(Q(key=owner) | Q(identifiers__system=ORGNR, identifiers__value=owner))


def in_language(item: Item, language: str) -> Item:
    """The same text in this language, else in the one that stands in for it; the item itself where there is none."""
    same = Item.objects.shown().filter(topic=item.topic_id, site=item.site_id, place=item.place_id)
    by_language = {other.language: other for other in same.exclude(document="")}
    return next((by_language[code] for code in stand_ins(language) if code in by_language), item)


def version_at(item: Item, at: datetime) -> Version | None:
    """The version of a text that was served at a moment; None before the first, and where it was not served."""
    last = item.changes.filter(at__lte=at).order_by("-seq").first()
    if last is None or last.kind == ChangeKind.DELETED:
        return None
    return Version.objects.select_related("item").filter(item=item, number=last.version).first()


def variants_of(item: Item) -> list[Item]:
    """The national text and every hospital's own of the same topic in the same language: the national first."""
    same = Item.objects.shown().filter(topic=item.topic_id, language=item.language).exclude(document="")
    return list(same.order_by(F("site").asc(nulls_first=True), F("place").asc(nulls_first=True)))


def items_for_code(system: CodeSystem, code: str, narrowed: QuerySet[Item], on: date) -> Matched:
    """The texts tagged with the code; where there are none, those of the nearest code above it.

    A tag on the category (M17) is about all below it (M17.9); the other way it is not.
    """
    stored = normalize_code(system, code)
    concept = find(system, stored, on) or find(system, stored)
    above = ancestors(concept) if concept else []
    for tried in (stored, *above):
        items = narrowed.filter(topic__codings__system=system, topic__codings__code=tried)
        if items.exists():
            return Matched(items, tried, "exact" if tried == stored else "parent")
    return Matched(narrowed.none(), stored, None)


def items_for_code_onward(system: CodeSystem, code: str, narrowed: QuerySet[Item], on: date) -> MatchedOnward:
    """The texts of `items_for_code`; where there are none, those on what it is mapped to, in the order of `ways_from`; where
    there are none of those either, those on all that took the place of a retired code, else on the code that is left above it: a
    journal may hold last year's."""
    plain = items_for_code(system, code, narrowed, on)
    if plain.rule:
        return MatchedOnward(plain.items, plain.code, plain.rule)
    return (
        _through_map(system, code, narrowed, on)
        or _after_retirement(system, code, narrowed, on)
        or MatchedOnward(plain.items, plain.code, None)
    )


def _through_map(system: CodeSystem, code: str, narrowed: QuerySet[Item], on: date) -> MatchedOnward | None:
    for ways in ways_from(system, code, on):
        about = TopicCoding.objects.filter(system__key=ways[0].target, code__in={way.code for way in ways})
        met = set(about.filter(topic__in=narrowed.order_by().values("topic")).values_list("code", flat=True))
        if taken := tuple(way for way in ways if way.code in met):
            return MatchedOnward(narrowed.filter(topic__in=about.values("topic")), taken[0].code, "mapped", taken)
    return None


def _after_retirement(system: CodeSystem, code: str, narrowed: QuerySet[Item], on: date) -> MatchedOnward | None:
    release = in_force(system, on)
    gone = retired_code(release, normalize_code(system, code), on) if release else None
    tried = (items_for_code(system, onward.code, narrowed, on) for onward in (gone.proposals if gone else ()))
    tags = [found.code for found in tried if found.rule]
    if not gone or not tags:
        return None
    about = TopicCoding.objects.filter(system=system, code__in=tags)
    return MatchedOnward(narrowed.filter(topic__in=about.values("topic")), tags[0], "replaced" if gone.successors else "parent")


def item_at(url: str) -> Item | None:
    """The text that stands at a web address, of a site's page, its place's page, or the front door's.

    Raises ValueError when this is no web address.
    """
    host, path = addresses.path_of(url)
    site = addresses.site_at(host)
    words = [word for word in path.split("/") if word]
    if site is None or not words:
        return None
    language = words.pop(0) if words[0] not in KIND_OF_LIST else site.language
    if len(words) not in (2, 3) or words[0] not in KIND_OF_LIST:
        return None
    found = Item.objects.filter(topic__key=words[1], topic__kind=KIND_OF_LIST[words[0]], language=language)
    found = found.filter(place__slug=words[2]) if len(words) == 3 else found.filter(place__isnull=True)
    return (found.filter(site__isnull=True) if site.is_front_door else found.filter(site=site)).first()


class Found(NamedTuple):
    """Lines of the feed, in order, and how far it was looked for them. Where there are `more`, they are after that."""

    lines: list[Change]
    until: int
    more: bool


def changes_since(
    seq: int,
    limit: int,
    narrowed: QuerySet[Item] | None = None,
    owners: Collection[int] | None = None,
    *,
    compact: bool = False,
) -> Found:
    """The lines after this number; at most `limit`. Of these owners: what was theirs then, and what they lost. `compact`: of each
    text or record the last line alone, which says what became of it. Not of owners: the last line of what they lost is another's.

    An owner's lines, and those of few texts or records, are found by an index however far on they are. Where many are asked for,
    no more than `WALK` lines are looked at: there may be none among them, and more after.
    """
    lines = Change.objects.filter(seq__gt=seq).select_related("item", "replaced_by").defer(*WHOLE_ITEM).order_by("seq")
    if compact:
        lines = lines.filter(seq=F("item__seq"))
    if narrowed is None and owners is None and not compact:
        found = list(lines[: limit + 1])
        return _found(found, limit, until=found[-1].seq if found else seq, newest=seq)
    newest = end = newest_seq()
    few = None if narrowed is None else _few(narrowed)
    if (compact or narrowed is not None) and few is None:
        end = min(newest, seq + WALK)
    if narrowed is not None and few is None:
        lines = lines.filter(Exists(narrowed.filter(pk=OuterRef("item"))))  # line by line: the others are not gathered first
    lines = lines.filter(seq__lte=end)
    if few is not None:
        found = _of_few(lines, few, owners, limit + 1)
    else:
        found = list(lines[: limit + 1]) if owners is None else _owned(lines, owners, limit + 1)
    return _found(found, limit, until=max(seq, end), newest=newest)


def _found(lines: list[Change], limit: int, *, until: int, newest: int) -> Found:
    """Of these lines, one of which may be too many."""
    if len(lines) > limit:
        return Found(lines[:limit], lines[limit - 1].seq, more=True)
    return Found(lines, until, more=until < newest)


def _few(narrowed: QuerySet[Item]) -> list[UUID] | None:
    """Their ids, where they are few."""
    ids = list(narrowed.order_by().values_list("pk", flat=True).distinct()[: FEW + 1])
    return ids if len(ids) <= FEW else None


def _of_few(lines: QuerySet[Change], few: Collection[UUID], owners: Collection[int] | None, most: int) -> list[Change]:
    """The first of these lines that are about these few. Their numbers are asked for without order, so that no database walks
    along the feed to find them."""
    mine = lines if owners is None else lines.filter(Q(owner__in=owners) | Q(owner_before__in=owners))
    numbers = sorted(mine.filter(item__in=few).order_by().values_list("seq", flat=True))
    return list(lines.filter(seq__in=numbers[:most]))


def _owned(lines: QuerySet[Change], owners: Collection[int], limit: int) -> list[Change]:
    """Each of the two is a walk along its own index, and none of what is not told is sorted. `lines` must have an end, or the
    second could have a line that came after one that the first has not seen."""
    own = lines.filter(owner__in=owners)
    lost = lines.filter(owner_before__in=owners).exclude(owner__in=owners)
    return sorted((*own[:limit], *lost[:limit]), key=lambda line: line.seq)[:limit]


def ever(
    *,
    type: str = "",
    site: str = "",
    language: str = "",
    topic: str = "",
    code: tuple[CodeSystem, str] | None = None,
) -> QuerySet[Item]:
    """The texts and records that answer to all of this, whether or not they can be read; None where nothing is asked for is all.

    A copy of some of them must hear of each that leaves it: those that are gone are here, and so is a text on a topic that once
    had the code and has it no longer.
    """
    wanted = {"type": type, "site__slug": site, "language": language, "topic__key": topic}
    found = Item.objects.filter(**{name: value for name, value in wanted.items() if value})
    if code:
        found = found.filter(topic__in=once_about([(code[0].key, code[1])]))
    return found


def once_about(asked: Iterable[tuple[str, str]]) -> QuerySet[Topic]:
    """The topics that are tagged with one of these (system by key, code) or one above it, or that the log says were."""
    codes = {(system, each) for system, code in asked for each in (normalize_code(system, code), *codes_above(system, code))}
    by_system: dict[str, set[str]] = defaultdict(set)
    for system, each in codes:
        by_system[system].add(each)
    subject = Concat(Value(subjects.topic("")), "key", output_field=CharField())
    about = Topic.objects.annotate(about=subject).values("about")  # by the index of subjects: the log is long
    told = Event.objects.filter(subject__in=about, verb__in=["topic.created", "topic.described", "topic.retagged"])
    told = told.annotate(words=Cast("payload", TextField()))
    said, tagged = Q(pk__in=[]), Q(pk__in=[])
    for system, each in sorted(codes):
        said |= Q(words__contains=json.dumps(f"{system}:{each}"))
    for system, these in by_system.items():
        tagged |= Q(pk__in=TopicCoding.objects.filter(system__key=system, code__in=these).values("topic"))
    keys = [subject.partition(":")[2] for subject in told.filter(said).values_list("subject", flat=True).distinct()]
    return Topic.objects.filter(tagged | Q(key__in=keys))


def newest_seq() -> int:
    """The number of the last line of the feed; 0 before the first."""
    return FeedHead.objects.filter(id=1).values_list("seq", flat=True).first() or 0
