"""A release of a code system takes force, and tags are retired: the owners are asked, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.models import CodeSystem, Release
from fellesnett.codes.queries import find_in_force
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.national.coding import RetiredTag, retired_tags
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.national.permissions import demand_tagger
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

ANSWER_WITHIN = timedelta(days=30)


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask the owner of every topic that has a tag which this release lacks. One question for each topic and system; what was
    answered for this release is not asked again, and what is no longer so is closed. Returns the questions opened now."""
    tags = retired_tags(timezone.localdate(at), release=release)
    standing = OpenItem.objects.open().filter(kind=OpenItemKind.RETIRED_CODE, detail__system=release.system.key)
    before = dict(standing.values_list("key", "pk"))
    if not (tags or before):
        return []
    office = national_office()
    wanted = [_question(list(group), office, at) for _topic, group in groupby(tags, key=lambda tag: tag.topic)]
    asked = set(OpenItem.objects.filter(key__in=[item.key for item in wanted]).values_list("key", flat=True))
    gone = before.keys() - {item.key for item in wanted}
    close_items(keys=sorted(gone), by=None, at=at, resolution="gjelder ikke lenger")
    opened = open_items_bulk(item for item in wanted if item.key not in asked)
    entries = [log.Entry("topic.codes_retired", item.subject, {"codes": item.detail["codes"]}) for item in opened]
    log.append(entries, by=None, at=at)
    return opened


def _question(tags: Sequence[RetiredTag], office: Organization, at: datetime) -> OpenItem:
    topic, release = tags[0].topic, tags[0].release
    codes = ", ".join(tag.coding.code for tag in tags)
    return OpenItem(
        kind=OpenItemKind.RETIRED_CODE,
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=topic.owner,
        subject=subjects.topic(topic.key),
        key=_key(topic, release),
        title=worded("{title}: {system} {codes} er utgått", title=topic.title, system=release.system.name, codes=codes),
        reason=worded("Velg hvilken kode som skal stå i stedet, så temaet fortsatt finnes når noen slår opp koden."),
        detail={"topic": topic.key, "system": release.system.key, "codes": [tag.coding.code for tag in tags]},
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )


def _key(topic: Topic, release: Release) -> str:
    return f"retired:{topic.pk}:{release.pk}"


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
    has = set(TopicCoding.objects.filter(topic=topic, system__key=system).values_list("code", flat=True))
    one = CodeSystem.objects.get(key=system)
    TopicCoding.objects.filter(topic=topic, system=one, code=code).exclude(code__in=wanted).delete()
    new = [(each, said) for each, said in sorted(wanted.items()) if each not in has]
    TopicCoding.objects.bulk_create(TopicCoding(topic=topic, system=one, code=each, display=said) for each, said in new)
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
    close_items(keys=_keys(topic, one), by=by, at=at, resolution="koden beholdes")
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
        close_items(keys=_keys(topic, system), by=by, at=at, resolution="koden er byttet")


def _keys(topic: Topic, system: CodeSystem) -> list[str]:
    return [_key(topic, release) for release in Release.objects.filter(system=system)]
