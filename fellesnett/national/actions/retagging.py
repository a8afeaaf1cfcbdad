"""A release of a code system takes force, and tags are retired: the owners are asked, and a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import instead
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.retired_codes import Bearer
from fellesnett.editorial.wording import worded
from fellesnett.national.coding import retired_tags
from fellesnett.national.gates import refuse, steps
from fellesnett.national.gates.codes import to_keep, to_retag
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Topic
from fellesnett.national.permissions import demand_tagger
from fellesnett.organizations.models import Organization, Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask the owner of every topic that has a tag which this release lacks. One question for each topic and system; what was
    kept for this release is not asked again, and what is no longer so is closed. Returns the questions opened now."""
    tags, office = retired_tags(timezone.localdate(at), release=release), cache(national_office)
    return retired_codes.ask(tags, noun="topic", release=release, bearer=lambda coding: _bearer(coding.topic, office()), at=at)


def _bearer(topic: Topic, office: Organization) -> Bearer:
    return Bearer(
        subject=subjects.topic(topic.key),
        title=topic.title,
        reason=worded("Velg hvilken kode som skal stå i stedet, så temaet fortsatt finnes når noen slår opp koden."),
        detail={"topic": topic.key},
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=topic.owner,
    )


@transaction.atomic
def retag_topic(*, topic: Topic, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Topic:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    topic = hold_topic(topic.pk)
    demand_tagger(by, topic)
    wanted = instead(system, code, to, timezone.localdate(at))
    refuse([*steps.withdrawn(topic), *to_retag(wanted, topic.codings)])
    wanted.put(topic.codings)
    close_answered(topic, by=by, at=at)
    payload = {**wanted.said, "codes": [f"{system}:{each}" for each in (code, *sorted(wanted.texts))]}
    log.append([log.Entry("topic.retagged", subjects.topic(topic.key), payload)], by=by, at=at)
    return topic


@transaction.atomic
def keep_codes(*, topic: Topic, system: str, reason: str, by: User, at: datetime) -> Topic:
    """Let the retired codes of this system stand, for old records ask by them. Raises NotAllowed, NotReady."""
    topic = hold_topic(topic.pk)
    demand_tagger(by, topic)
    refuse([*steps.withdrawn(topic), *to_keep(system, topic.codings, reason)])
    retired_codes.close(subjects.topic(topic.key), {system}, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("topic.codes_kept", subjects.topic(topic.key), payload)], by=by, at=at)
    return topic


def close_answered(topic: Topic, *, by: User, at: datetime) -> None:
    """The questions about those systems of which no code is retired any more are answered. A step inside a verb."""
    on = timezone.localdate(at)
    retired_codes.close_answered(subjects.topic(topic.key), lambda: retired_tags(on, topic=topic), by=by, at=at)
