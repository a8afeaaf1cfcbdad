"""The rows that verbs hold while they work: always the topic first, so that two of them queue and never deadlock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fellesnett.national.models import Candidate, Edition, Topic, TopicText

if TYPE_CHECKING:
    from fellesnett.composition.blocks import Edition as Value
    from fellesnett.organizations.models import Organization


def hold_topic(pk: int) -> Topic:
    """The topic as it is now, held until the transaction ends."""
    return Topic.objects.select_for_update(of=("self",)).get(pk=pk)


def hold_candidate(candidate: Candidate) -> Candidate:
    """The candidate as it is now, with its topic held: what the caller has in hand may be stale."""
    topic = hold_topic(candidate.topic_id)
    fresh = Candidate.objects.get(pk=candidate.pk)
    fresh.topic = topic
    return fresh


def hold_text(text: TopicText) -> TopicText:
    """The draft as it is now, with its topic held."""
    topic = hold_topic(text.topic_id)
    fresh = TopicText.objects.get(pk=text.pk)
    fresh.topic = topic
    return fresh


def latest_edition(topic: Topic, language: str) -> Edition | None:
    """The newest edition of this text, whether live, scheduled or withdrawn: what the next one is compared with."""
    edition = Edition.objects.filter(topic=topic, language=language).order_by("-number").first()
    if edition is not None:
        edition.topic = topic
    return edition


def value_before(topic: Topic, language: str) -> Value | None:
    """The newest edition as a value; None before the first."""
    edition = latest_edition(topic, language)
    return edition.value if edition else None


def national_office() -> Organization:
    """The national editorial office, whose inbox national items stand in."""
    from fellesnett.organizations.models import Organization, OrganizationKind

    return Organization.objects.filter(kind=OrganizationKind.NATIONAL).order_by("pk")[:1].get()
