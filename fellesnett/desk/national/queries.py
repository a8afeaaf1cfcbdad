"""Questions the national desk asks across rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q, QuerySet

from fellesnett.adoption.models import Answer
from fellesnett.editorial.asking import Standing
from fellesnett.editorial.models import SignOffRequest
from fellesnett.foundation.clock import now
from fellesnett.national import turns
from fellesnett.national.actions.asking import standing_of
from fellesnett.national.models import Candidate, CandidateState, Edition, EditionState, Topic, TopicText
from fellesnett.organizations.models import Role
from fellesnett.organizations.permissions import NATIONAL_ROLES, memberships_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

UNDER_WAY = (CandidateState.REVIEW, CandidateState.SIGNED, CandidateState.APPROVED)


def topics(words: str = "", kind: str = "") -> QuerySet[Topic]:
    """Topics whose title, key, synonym or code holds these words, with what a list of them shows. Five queries for a page."""
    found = Topic.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if words:
        code = words.upper().replace(".", "").strip()
        found = found.filter(
            Q(title__icontains=words)
            | Q(key__icontains=words)
            | Q(synonyms__term__icontains=words)
            | Q(codings__code__startswith=code)
        ).distinct()
    return (
        found.order_by("title", "key")
        .annotate(sites=Count("adoptions", filter=Q(adoptions__answer=Answer.ADOPTED), distinct=True))
        .prefetch_related(
            Prefetch("texts", TopicText.objects.only("id", "topic", "language", "title").order_by("language")),
            Prefetch("editions", Edition.objects.live().without_text(), to_attr="live_editions"),
            Prefetch(
                "candidates",
                Candidate.objects.filter(state__in=UNDER_WAY).defer("sections", "lineage", "changes"),
                to_attr="under_way",
            ),
        )
    )


def live_edition(topic: Topic, language: str) -> Edition | None:
    """The edition that applies now."""
    return Edition.objects.filter(topic=topic, language=language, state=EditionState.LIVE).first()


def previous_edition(edition: Edition) -> Edition | None:
    """The edition before this one in the same language."""
    earlier = Edition.objects.filter(topic=edition.topic, language=edition.language, number__lt=edition.number)
    return earlier.order_by("-number").first()


def requests_about(candidate: Candidate) -> list[tuple[SignOffRequest, Standing]]:
    """Everyone who is asked by letter to read a candidate, and where that stands, the latest first."""
    at = now()
    rows = SignOffRequest.objects.about(turns.about(candidate)).select_related("asked_by").prefetch_related("letters")
    return [(row, standing_of(row, candidate, at)) for row in rows.order_by("-asked_at", "-pk")]


def waiting_for(user: User, held: frozenset[str], *, everyone: bool = False) -> list[Candidate]:
    """The texts under approval where this person, with these roles at the national office, is the next who can do something, or
    with `everyone` where anybody is; the oldest first. Two queries at most, however many texts."""
    found = Candidate.objects.filter(state__in=UNDER_WAY).defer("sections", "lineage").select_related("topic", "author")
    under_way = list(found.order_by("submitted_at"))
    if everyone:
        return under_way
    own = {one.pk for one in under_way if user.pk in (one.topic.owner_id, one.topic.deputy_id)}
    signs_own = bool(own) and memberships_of(user).filter(role=Role.CLINICIAN).exists()
    signed_by = {one.pk for one in under_way if Role.CLINICIAN in held or (signs_own and one.pk in own)}
    return [one for one in under_way if _is_next(user, held, one, signs=one.pk in signed_by)]


def _is_next(user: User, held: frozenset[str], candidate: Candidate, *, signs: bool) -> bool:
    writes, approves = bool(held & NATIONAL_ROLES), Role.NATIONAL_MEDICAL_EDITOR in held
    if user.pk == candidate.author_id or user.pk in candidate.writers:
        return candidate.state == CandidateState.APPROVED and writes
    if candidate.state == CandidateState.REVIEW:
        return signs or (_unconfirmed(candidate) and writes)
    if candidate.state == CandidateState.SIGNED:
        return approves or (_unconfirmed(candidate) and writes)
    return writes


def _unconfirmed(candidate: Candidate) -> bool:
    return bool(candidate.needs_confirmation) and candidate.confirmed_editorial_by_id is None
