"""Topics tagged with a code that the release in force no longer has, and what may stand in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import Retired, retired, retired_codes
from fellesnett.national.models import Topic, TopicCoding


@dataclass(frozen=True, slots=True)
class RetiredTag:
    """A topic's tag whose code is gone from a release, with what is known of the code."""

    coding: TopicCoding
    release: Release
    known: Retired

    @property
    def topic(self) -> Topic:
        return self.coding.topic


def retired_tags(on: date, *, release: Release | None = None, topic: Topic | None = None) -> list[RetiredTag]:
    """The retired tags of topics in use, by topic: in every release in force, or in this one; of one topic where it is named.
    A fixed number of queries for each code system, however many topics."""
    releases = [release] if release else list(Release.objects.active(on).select_related("system"))
    codings = TopicCoding.objects.filter(topic__withdrawn_at__isnull=True, system__in=[one.system_id for one in releases])
    if topic is not None:
        codings = codings.filter(topic=topic)
    tagged: dict[int, list[TopicCoding]] = defaultdict(list)
    for coding in codings.select_related("topic__owner", "topic__deputy", "system"):
        tagged[coding.system_id].append(coding)
    found = [tag for one in releases for tag in _of(one, tagged.get(one.system_id, ()), on)]
    return sorted(found, key=lambda tag: (tag.topic.title.casefold(), tag.topic.pk, tag.coding.system.key, tag.coding.code))


def _of(release: Release, codings: Iterable[TopicCoding], on: date) -> list[RetiredTag]:
    gone = retired_codes(codings, release) if codings else []
    known = retired(release, (coding.code for coding in gone), on)
    return [RetiredTag(coding, release, known[coding.code]) for coding in gone]
