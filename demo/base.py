"""The national texts of the demonstration, released through the real verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from demo.reading import TopicFile
from fellesnett.accounts.models import User
from fellesnett.national import actions
from fellesnett.national.changes import lowest_classes
from fellesnett.national.drafting import edition_value
from fellesnett.national.locking import value_before
from fellesnett.national.models import Edition, Topic


def person(name: str) -> User:
    """One of the demonstration's people, by the first part of the address."""
    return User.objects.get(email=f"{name}@demo.example")


def write_and_release(topic: TopicFile, *, at: datetime) -> Topic:
    """The topic's first edition in each of its languages. A topic that is complete already is left as it is."""
    row = Topic.objects.filter(key=topic.key).first() or actions.create_topic(
        key=topic.key,
        kind=topic.kind,
        title=topic.titles["nb"],
        unit=topic.unit,
        owner=person("klinikk"),
        deputy=person("klinikk2"),
        by=person("skribent"),
        at=at,
        codes=[(code["system"], code["code"], code["display"]) for code in topic.codes],
        synonyms=topic.synonyms,
        high_risk=topic.high_risk,
        is_demonstration=True,
    )
    done = set(Edition.objects.filter(topic=row).values_list("language", flat=True))
    for day, language in enumerate(topic.languages):
        if language not in done:
            edition(
                row,
                language,
                title=topic.titles[language],
                sections=topic.text(language),
                machine_draft=language in topic.machine_drafts,
                at=at + timedelta(days=day),
            )
    return row


def edition(
    topic: Topic,
    language: str,
    *,
    title: str,
    sections: Iterable[Mapping[str, Any]],
    at: datetime,
    classes: Mapping[str, str] | None = None,
    note_public: str = "",
    note_editors: str = "",
    machine_draft: bool = False,
    effective_at: datetime | None = None,
) -> Edition:
    """Write, submit, sign, approve and release one edition, each step by the person whose step it is."""
    text = actions.write_text(
        topic=topic, language=language, title=title, sections=sections, by=person("skribent"), at=at, machine_draft=machine_draft
    )
    old = value_before(topic, language)
    floors = lowest_classes(old, edition_value(text, old.number + 1)) if old else {}
    candidate = actions.submit(
        text=text,
        by=person("skribent"),
        at=at,
        classes={**floors, **(classes or {})},
        note_public=note_public,
        note_editors=note_editors,
        effective_at=effective_at,
    )
    for name in ("klinikk", "klinikk2"):
        candidate.refresh_from_db()
        if candidate.state == "review":
            candidate = actions.sign_off(candidate=candidate, by=person(name), at=at + timedelta(hours=1))
    if candidate.needs_confirmation:
        actions.confirm_editorial(candidate=candidate, by=person("kollega"), at=at + timedelta(hours=1))
    actions.approve(candidate=candidate, by=person("nasjonal"), at=at + timedelta(hours=2))
    return actions.release(candidate=candidate, by=person("nasjonal"), at=at + timedelta(hours=3))
