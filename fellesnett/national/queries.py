"""Questions across the nouns of the national base: which topic, by code or by word, and which language lags behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from fellesnett.codes.models import Concept
from fellesnett.codes.queries import normalize_code
from fellesnett.composition.differences import diff
from fellesnett.national.actions.approving import SOURCE_LANGUAGE
from fellesnett.national.models import Edition, EditionState, Synonym, Topic, TopicText

if TYPE_CHECKING:
    from datetime import date

MAX_LEVELS = 12
"""No code system nests deeper; a ring in a faulty list ends here."""


# --- by code --------------------------------------------------------------------------------------------------------


def topics_with_code(system: str, code: str, *, on: date | None = None) -> QuerySet[Topic]:
    """Topics tagged with this code or with one above it: who asks for M17.9 is also served by a text on M17.

    `on` leaves out taggings that are not valid that day. Withdrawn topics are left out.
    """
    tagged = Q(codings__system__key=system, codings__code__in=[normalize_code(system, code), *codes_above(system, code)])
    if on is not None:
        tagged &= Q(codings__valid_from__isnull=True) | Q(codings__valid_from__lte=on)
        tagged &= Q(codings__valid_to__isnull=True) | Q(codings__valid_to__gte=on)
    return Topic.objects.filter(tagged, withdrawn_at__isnull=True).distinct()


def codes_above(system: str, code: str) -> list[str]:
    """The codes above this one in the newest release that has it, nearest first. One query for each level."""
    found: list[str] = []
    asked = current = normalize_code(system, code)
    for _level in range(MAX_LEVELS):
        concepts = Concept.objects.filter(release__system__key=system, code=current).exclude(parent_code="")
        parent = concepts.order_by("-release__valid_from").values_list("parent_code", flat=True).first()
        if parent is None or parent in found or parent == asked:
            return found
        found.append(parent)
        current = parent
    return found


# --- by word --------------------------------------------------------------------------------------------------------


def find_topics(words: str) -> QuerySet[Topic]:
    """Topics with these words in a title, in any language, or among the synonyms; in use, by title."""
    wanted = words.strip()
    if not wanted:
        return Topic.objects.none()
    return Topic.objects.filter(called(wanted), withdrawn_at__isnull=True).distinct().order_by("title")


def called(words: str) -> Q:
    """The condition on `Topic` for these words in a title, in any language, or among the synonyms. Rows may come twice."""
    matches = Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:  # SQLite folds the case of a to z only
        for field in ("title", "texts__title", "synonyms__term"):
            matches |= Q(**{f"{field}__icontains": spelling})
    return matches


def duplicates_of(title: str, *, other_than: Topic | None = None) -> list[Topic]:
    """Topics in use that are already called this, in any language or by a synonym, whatever the case and punctuation.

    Four queries. Ask before a topic is made.
    """
    wanted = _folded(title)
    if not wanted:
        return []
    named = {topic for topic, name in _names() if _folded(name) == wanted}
    found = Topic.objects.filter(pk__in=named, withdrawn_at__isnull=True)
    return list(found.exclude(pk=other_than.pk) if other_than else found)


def _names() -> Iterator[tuple[int, str]]:
    yield from Topic.objects.values_list("pk", "title")
    yield from TopicText.objects.values_list("topic_id", "title")
    yield from Synonym.objects.values_list("topic_id", "term")


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


# --- languages ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behind:
    """A language version made from an older bokmål edition than the live one, and the blocks that differ since."""

    edition: Edition
    source: Edition
    blocks: tuple[str, ...]


def language_is_behind(edition: Edition) -> bool:
    """Is this translation made from another bokmål edition than the one that is live now?"""
    if edition.language == SOURCE_LANGUAGE:
        return False
    live = Edition.objects.filter(topic=edition.topic_id, language=SOURCE_LANGUAGE, state=EditionState.LIVE)
    source = live.values_list("pk", flat=True).first()
    return source is not None and source != edition.follows_id


def stale_editions() -> QuerySet[Edition]:
    """The same of all topics, without looking at the words: the live translations of another bokmål edition than the live
    one."""
    source = Edition.objects.live().filter(topic=OuterRef("topic"), language=SOURCE_LANGUAGE).values("pk")[:1]
    found = Edition.objects.live().exclude(language=SOURCE_LANGUAGE).annotate(source=Subquery(source))
    return found.filter(Q(follows__isnull=True) | ~Q(follows=F("source")), source__isnull=False).order_by()


def behind_languages(topic: Topic) -> list[Behind]:
    """The live language versions of a topic that its live bokmål edition has left behind."""
    return behind_among(Edition.objects.filter(topic=topic))


def behind_among(editions: QuerySet[Edition]) -> list[Behind]:
    """The same for many topics at once: all live editions are fetched in one query."""
    live = list(editions.filter(state=EditionState.LIVE).select_related("topic", "follows", "follows__topic"))
    sources = {edition.topic_id: edition for edition in live if edition.language == SOURCE_LANGUAGE}
    return list(_behind(live, sources))


def _behind(live: Iterable[Edition], sources: dict[int, Edition]) -> Iterator[Behind]:
    for edition in live:
        source = sources.get(edition.topic_id)
        if source is None or edition.language == SOURCE_LANGUAGE or edition.follows_id == source.pk:
            continue
        yield Behind(edition, source, changed_since(edition.follows, source))


def changed_since(followed: Edition | None, source: Edition) -> tuple[str, ...]:
    """The ids, in `source` or gone from it, of blocks that are not as they were; all of them if nothing was followed."""
    if followed is None:
        return tuple(block.id for section in source.value.sections for block in section.blocks)
    facts = diff(followed.value, source.value)
    return tuple(
        identity
        for fact in facts
        if fact.kind != "unchanged" or fact.policy_changed
        for identity in dict.fromkeys((*fact.to_ids, *(fact.from_ids if not fact.to_ids else ())))
    )
