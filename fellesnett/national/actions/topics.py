"""A topic comes, with its codes and synonyms, and goes, with a successor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import normalize_code
from fellesnett.editorial import asking, log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import ClosedBecause
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import (
    Candidate,
    CandidateState,
    Edition,
    EditionState,
    Synonym,
    Topic,
    TopicCoding,
)
from fellesnett.national.permissions import demand_approver, demand_writer
from fellesnett.national.sections import TopicKind
from fellesnett.national.signals import withdrawn
from fellesnett.organizations.models import LANGUAGE_CHOICES

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Code = tuple[str, str] | tuple[str, str, str]


@transaction.atomic
def create_topic(
    *,
    key: str,
    kind: str,
    title: str,
    unit: str,
    owner: User | None,
    by: User,
    at: datetime,
    deputy: User | None = None,
    codes: Sequence[Code] = (),
    synonyms: Mapping[str, Sequence[str]] | None = None,
    high_risk: bool = False,
    source: str = "",
    is_demonstration: bool = False,
) -> Topic:
    """Make a topic that has no text yet. `codes` are (system key, code[, text]); `synonyms` language -> words.

    Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    systems = CodeSystem.objects.in_bulk([code[0] for code in codes], field_name="key")
    words = synonyms or {}
    refuse(_blockers_to_create(key, kind, title, [code[0] for code in codes if code[0] not in systems], words))
    topic = Topic.objects.create(
        key=key, kind=kind, title=title, unit=unit, owner=owner, deputy=deputy, high_risk=high_risk, source=source,
        is_demonstration=is_demonstration,
    )  # fmt: skip
    TopicCoding.objects.bulk_create(
        TopicCoding(topic=topic, system=systems[system], code=normalize_code(system, code), display=text[0] if text else "")
        for system, code, *text in codes
    )
    Synonym.objects.bulk_create(
        Synonym(topic=topic, language=language, term=term) for language, terms in words.items() for term in dict.fromkeys(terms)
    )
    payload = {"kind": kind, "codes": [f"{system}:{normalize_code(system, code)}" for system, code, *_text in codes]}
    log.append([log.Entry("topic.created", subjects.topic(key), payload)], by=by, at=at)
    return topic


def _blockers_to_create(
    key: str, kind: str, title: str, unknown_systems: Sequence[str], synonyms: Mapping[str, Sequence[str]]
) -> Iterator[Reason]:
    try:
        validate_slug(key)
    except ValidationError:
        yield because("bad_key", key=key)
    if Topic.objects.filter(key=key).exists():
        yield because("key_taken", key=key)
    if kind not in TopicKind.values:
        yield because("unknown_kind", kind=kind)
    if not title.strip():
        yield because("no_title")
    yield from (because("unknown_system", key=system) for system in unknown_systems)
    yield from (because("unknown_language", code=code) for code in synonyms if code not in dict(LANGUAGE_CHOICES))


@transaction.atomic
def withdraw(*, topic: Topic, successor: Topic | None = None, deadline: datetime, reason: str, by: User, at: datetime) -> Topic:
    """Take a topic out of the base. Its editions stop being offered; sites that show it have until `deadline`
    (semantics.md sections 3 and 8.8). Raises NotAllowed, NotReady."""
    demand_approver(by)
    topic = hold_topic(topic.pk)
    successor = Topic.objects.get(pk=successor.pk) if successor else None
    refuse(steps.to_withdraw(topic, successor, deadline, reason, at))
    topic.withdrawn_at, topic.withdrawn_by, topic.withdrawal_deadline = at, by, deadline
    topic.withdrawal_reason, topic.successor = reason, successor
    topic.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_deadline", "withdrawal_reason", "successor"])
    editions = Edition.objects.filter(topic=topic, state__in=[EditionState.LIVE, EditionState.SCHEDULED])
    numbers = [f"{language} {number}" for language, number in editions.values_list("language", "number")]
    editions.update(state=EditionState.WITHDRAWN)
    _close_what_was_on_its_way(topic, by, at)
    payload = {
        "editions": numbers,
        "successor": successor.key if successor else None,
        "deadline": deadline.isoformat(),
    }
    log.append([log.Entry("topic.withdrawn", subjects.topic(topic.key), payload)], by=by, at=at)
    transaction.on_commit(partial(withdrawn.send, sender=Topic, topic=topic, by=by, at=at))
    return topic


def _close_what_was_on_its_way(topic: Topic, by: User, at: datetime) -> None:
    waiting = [CandidateState.REVIEW, CandidateState.SIGNED, CandidateState.APPROVED]
    Candidate.objects.filter(topic=topic, state__in=waiting).update(
        state=CandidateState.RETURNED, returned_by=by, returned_at=at, return_reason=_("Temaet er trukket tilbake.")
    )
    for language, _name in LANGUAGE_CHOICES:
        subject = subjects.text(topic.key, language)
        close_items(subject=subject, by=by, at=at, resolution="temaet er trukket")
        asking.close(subject=subject, because=ClosedBecause.TEXT_CHANGED, at=at)
