"""Writing drafts: whole texts from outside the editor, and new language versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.national.drafting import fill_sections, raw_sections, stream_data
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import Topic, TopicText
from fellesnett.national.permissions import demand_writer
from fellesnett.national.sections import SECTION_KEYS
from fellesnett.organizations.models import LANGUAGE_CHOICES

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def write_text(
    *,
    topic: Topic,
    language: str,
    title: str,
    sections: Iterable[Mapping[str, Any]],
    by: User,
    at: datetime,
    note_editors: str = "",
    machine_draft: bool = False,
) -> TopicText:
    """Write the whole draft of a topic in one language, from sections in the form of interfaces.md section 3, with a
    Wagtail revision. Block ids are kept as they are given. Raises NotAllowed, NotReady."""
    demand_writer(by)
    topic = hold_topic(topic.pk)
    sections = list(sections)
    text = TopicText.objects.filter(topic=topic, language=language).first() or TopicText(topic=topic, language=language)
    refuse([*_blockers_to_write(text, topic, by), *_unknown_sections(sections)])
    text.topic, text.title, text.note_editors, text.machine_draft = topic, title, note_editors, machine_draft
    fill_sections(text, stream_data(sections))
    keep(text, by)
    log.append([written(text)], by=by, at=at)
    return text


@transaction.atomic
def start_language_version(
    *, topic: Topic, language: str, from_language: str = "nb", by: User, at: datetime, machine_draft: bool = False
) -> TopicText:
    """Open a draft in another language: the source's blocks with their ids, and its words to translate from.

    Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    topic = hold_topic(topic.pk)
    text = TopicText(topic=topic, language=language, machine_draft=machine_draft)
    refuse([*_blockers_to_write(text, topic, by), *_blockers_to_start(topic, language, from_language)])
    source = TopicText.objects.get(topic=topic, language=from_language)
    text.title = source.title
    fill_sections(text, raw_sections(source))
    keep(text, by)
    log.append([log.Entry("text.started", subjects.text(topic.key, language), {"from": from_language})], by=by, at=at)
    return text


def keep(text: TopicText, by: User) -> None:
    """Save the draft and a revision of it."""
    text.save()
    text.save_revision(user=by, log_action=True, clean=False)


def written(text: TopicText) -> log.Entry:
    """What the log says of a draft that was written: which revision holds the words."""
    return log.Entry("text.written", subjects.text(text.topic.key, text.language), {"revision": text.latest_revision_id})


def blockers_to_change(text: TopicText, by: User) -> Iterator[Reason]:
    """Somebody else holds the draft, or there is nothing to write it for."""
    yield from steps.withdrawn(text.topic)
    if text.locked and text.locked_by_id != by.pk:
        yield because("locked")


def _blockers_to_write(text: TopicText, topic: Topic, by: User) -> Iterator[Reason]:
    text.topic = topic
    yield from blockers_to_change(text, by)
    if text.language not in dict(LANGUAGE_CHOICES):
        yield because("unknown_language", code=text.language)


def _unknown_sections(sections: Iterable[Mapping[str, Any]]) -> Iterator[Reason]:
    yield from (because("wrong_section", name=item["key"]) for item in sections if item["key"] not in SECTION_KEYS)


def _blockers_to_start(topic: Topic, language: str, from_language: str) -> Iterator[Reason]:
    texts = set(TopicText.objects.filter(topic=topic).values_list("language", flat=True))
    if language in texts:
        yield because("language_exists")
    if from_language not in texts:
        yield because("no_source")
