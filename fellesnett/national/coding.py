"""Topics tagged with a code that the release in force no longer has, and what may stand in its place."""

from __future__ import annotations

from datetime import date

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import RetiredTag, rows_retired
from fellesnett.national.models import Topic, TopicCoding


def retired_tags(on: date, *, release: Release | None = None, topic: Topic | None = None) -> list[RetiredTag[TopicCoding]]:
    """The retired tags of topics in use, by topic: in every release in force, or in this one; of one topic where it is named.
    A fixed number of queries for each code system, however many topics."""
    codings = TopicCoding.objects.filter(topic__withdrawn_at__isnull=True)
    if topic is not None:
        codings = codings.filter(topic=topic)
    return sorted(rows_retired(codings.select_related("topic__owner", "topic__deputy", "system"), on, release), key=_by_topic)


def _by_topic(tag: RetiredTag[TopicCoding]) -> tuple[str, int, str, str]:
    topic = tag.coding.topic
    return topic.title.casefold(), topic.pk, tag.coding.system.key, tag.coding.code
