"""Whose turn it is with a candidate: what lacks a signature, and whose inbox it stands in."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.composition.blocks import Edition as Value
from fellesnett.editorial import asking, log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import ClosedBecause, OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.national.gates import NotReady, steps
from fellesnett.national.locking import latest_edition, national_office
from fellesnett.national.models import Candidate, CandidateState
from fellesnett.national.permissions import may_sign
from fellesnett.national.reading import candidate_value
from fellesnett.national.signals import candidate_moved
from fellesnett.national.signing import marks
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

SIGN_WITHIN = timedelta(days=14)
DECIDE_WITHIN = timedelta(days=7)


def ask_next(candidate: Candidate, old: Value | None, new: Value, at: datetime, by: User | None = None) -> None:
    """Move the candidate to `signed` when nothing lacks a signature, and put it in the inbox of whoever is next."""
    items = []
    if all(mark.is_signed for mark in marks(old, new)):
        candidate.state = CandidateState.SIGNED
        candidate.save(update_fields=["state"])
        close_items(keys=[key(candidate, "sign")], by=by, at=at, resolution="faglig godkjent")
        asking.close(about=about(candidate), because=ClosedBecause.NOT_NEEDED, at=at)
        items.append(_release_item(candidate, at))
    else:
        items.append(_sign_item(candidate, at))
    if candidate.needs_confirmation and candidate.confirmed_editorial_by_id is None:
        items.append(_confirm_item(candidate, at))
    open_items_bulk(items)


def _sign_item(candidate: Candidate, at: datetime) -> OpenItem:
    topic = candidate.topic
    owner = topic.owner if topic.owner and may_sign(topic.owner, topic) else None
    title = worded("{title}: les og godkjenn faglig", title=candidate.title)
    return _item(candidate, OpenItemKind.SIGN_OFF, "sign", Role.CLINICIAN, title, at, SIGN_WITHIN, owner=owner)


def _confirm_item(candidate: Candidate, at: datetime) -> OpenItem:
    title = worded("{title}: bekreft at meningen er den samme", title=candidate.title)
    return _item(candidate, OpenItemKind.RELEASE, "confirm", Role.NATIONAL_EDITOR, title, at, DECIDE_WITHIN)


def _release_item(candidate: Candidate, at: datetime) -> OpenItem:
    title = worded("{title}: godkjenn og slipp utgaven", title=candidate.title)
    return _item(candidate, OpenItemKind.RELEASE, "release", Role.NATIONAL_MEDICAL_EDITOR, title, at, DECIDE_WITHIN)


def _item(
    candidate: Candidate, kind: str, step: str, role: str, title: str, at: datetime, within: timedelta, **fields: Any
) -> OpenItem:
    return OpenItem(
        kind=kind,
        organization=national_office(),
        role=role,
        subject=subject_of(candidate),
        key=key(candidate, step),
        title=title,
        reason=candidate.note_editors,
        detail={"candidate": candidate.pk},
        urgent=any(change["class"] == "safety" for change in candidate.changes),
        opened_at=at,
        deadline=at + within,
        **fields,
    )


def announce(candidate: Candidate, by: User | None, at: datetime) -> None:
    """Tell on commit that a candidate has come to another state."""
    transaction.on_commit(partial(candidate_moved.send, sender=Candidate, candidate=candidate, by=by, at=at))


def about(candidate: Candidate) -> str:
    """The address of a candidate in what clinicians are asked."""
    return f"candidate:{candidate.pk}"


def key(candidate: Candidate, step: str) -> str:
    return f"candidate:{candidate.pk}:{step}"


def keys(candidate: Candidate) -> list[str]:
    return [key(candidate, step) for step in ("sign", "confirm", "release")]


def subject_of(candidate: Candidate) -> str:
    return subjects.text(candidate.topic.key, candidate.language)


def entry(verb: str, candidate: Candidate, payload: dict[str, Any]) -> log.Entry:
    return log.Entry(verb, subject_of(candidate), {"candidate": candidate.pk, **payload})


def values(candidate: Candidate) -> tuple[Value | None, Value]:
    previous = latest_edition(candidate.topic, candidate.language)
    if previous is not None and previous.candidate_id == candidate.pk:
        raise NotReady(steps.wrong_state(candidate))
    number = previous.number + 1 if previous else 1
    return (previous.value if previous else None), candidate_value(candidate, number)
