"""A release of a code system takes force, and tags are retired: the owners are asked, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.models import CodeSystem, Release
from fellesnett.codes.queries import find_in_force
from fellesnett.codes.retiring import RetiredTag, put_instead
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.wording import worded
from fellesnett.national.coding import retired_tags
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.national.permissions import demand_tagger
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask the owner of every topic that has a tag which this release lacks. One question for each topic and system; what was
    kept for this release is not asked again, and what is no longer so is closed. Returns the questions opened now."""
    tags = retired_tags(timezone.localdate(at), release=release)
    office = national_office() if tags else None
    wanted = [_question(list(group), office, at) for _topic, group in groupby(tags, key=lambda tag: tag.coding.topic)]
    return retired_codes.ask(noun="topic", release=release, wanted=wanted, verb="topic.codes_retired", at=at)


def _question(tags: Sequence[RetiredTag[TopicCoding]], office: Organization | None, at: datetime) -> OpenItem:
    topic = tags[0].coding.topic
    return retired_codes.question(
        tags,
        thing=str(topic.pk),
        title=topic.title,
        reason=worded("Velg hvilken kode som skal stå i stedet, så temaet fortsatt finnes når noen slår opp koden."),
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=topic.owner,
        subject=subjects.topic(topic.key),
        detail={"topic": topic.key},
        at=at,
    )


@transaction.atomic
def retag_topic(*, topic: Topic, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Topic:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    topic = hold_topic(topic.pk)
    demand_tagger(by, topic)
    coding = TopicCoding.objects.filter(topic=topic, system__key=system, code=code).select_related("system").first()
    on = timezone.localdate(at)
    there = {each: find_in_force(system, each, on) for each in to}
    refuse([*steps.withdrawn(topic), *_faults(coding, system, code, [each for each, found in there.items() if found is None])])
    wanted = {found.code: found.display for found in there.values() if found}
    one = CodeSystem.objects.get(key=system)
    put_instead(topic.codings, one, code, wanted)
    _close(topic, one, by, at)
    payload = {
        "system": system,
        "code": code,
        "to": sorted(wanted),
        "codes": [f"{system}:{each}" for each in (code, *sorted(wanted))],
    }
    log.append([log.Entry("topic.retagged", subjects.topic(topic.key), payload)], by=by, at=at)
    return topic


@transaction.atomic
def keep_codes(*, topic: Topic, system: str, reason: str, by: User, at: datetime) -> Topic:
    """Let the retired codes of this system stand, for old records ask by them. Raises NotAllowed, NotReady."""
    topic = hold_topic(topic.pk)
    demand_tagger(by, topic)
    refuse([*steps.withdrawn(topic), *([] if reason.strip() else [because("no_reason")])])
    one = CodeSystem.objects.get(key=system)
    retired_codes.close(thing=str(topic.pk), system=one, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("topic.codes_kept", subjects.topic(topic.key), payload)], by=by, at=at)
    return topic


def _faults(coding: TopicCoding | None, system: str, code: str, unknown: Sequence[str]) -> Iterator[Reason]:
    if coding is None:
        yield because("no_such_tag", code=f"{system} {code}")
    for each in unknown:
        yield because("unknown_code", code=f"{system} {each}")


def _close(topic: Topic, system: CodeSystem, by: User, at: datetime) -> None:
    """The question is answered when no tag of this system is retired any more."""
    release = Release.objects.active(timezone.localdate(at)).filter(system=system).select_related("system").first()
    if release is None or not retired_tags(timezone.localdate(at), release=release, topic=topic):
        retired_codes.close(thing=str(topic.pk), system=system, by=by, at=at, resolution=retired_codes.CHANGED)
