"""What became of deliveries that were taken in, as it is now: the site may have written something else since, or taken it off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, prefetch_related_objects

from fellesnett.adoption.models import Answer, LocalOperation, OperationState, Showing
from fellesnett.organizations.models import SiteState
from fellesnett.partners import places, services, texts
from fellesnett.partners.models import Noun, Submission, SubmissionState, Way
from fellesnett.partners.schema import Became
from fellesnett.partners.spells import Spell, Told, told_of

State = Literal["draft", "shown", "replaced", "taken_down"]
STANDS = (OperationState.ACTIVE, OperationState.DRAFT)


def became(submission: Submission) -> Became | None:
    """What became of one; None where it was not taken in."""
    return became_of([submission]).get(submission.pk)


def became_of(submissions: Sequence[Submission]) -> dict[UUID, Became]:
    """What became of each that was taken in. Eight queries at most, however many."""
    taken_in = [row for row in submissions if row.state == SubmissionState.ACCEPTED]
    about_texts = [row for row in taken_in if row.noun == Noun.CONTENT]
    prefetch_related_objects(about_texts, "operations")
    told, wordings, showings = told_of(taken_in), _wordings(about_texts), _showings(about_texts)
    found = {row.pk: _of_place(row, told) for row in taken_in if row.noun == Noun.PLACE}
    found |= _of_services([row for row in taken_in if row.noun == Noun.SERVICE], told)
    return found | {row.pk: _of_text(row, told, wordings, showings[row.text_id or 0]) for row in about_texts}


def _in_state(state: State, seen: Spell | None) -> Became:
    return Became(state=state, since=seen.since, until=seen.until) if seen else Became(state=state)


# --- places -----------------------------------------------------------------------------------------------------------


def _of_place(row: Submission, told: Told) -> Became:
    asked, now = row.acts[0]["fields"], places.fields_of(row.place) if row.place else {}
    is_said = all(now.get(name) == value for name, value in asked.items())
    if row.site.state == SiteState.PREPARING:
        return Became(state="draft" if is_said else "replaced")
    seen = told.of_place(row).within(told.open_of(row))
    if row.site.state == SiteState.CLOSED:
        return _in_state("taken_down", seen)
    return _in_state("shown" if is_said else "replaced", seen)


# --- services ---------------------------------------------------------------------------------------------------------


def _of_services(rows: Sequence[Submission], told: Told) -> dict[UUID, Became]:
    prefetch_related_objects(rows, "service__places__organization")
    shown = defaultdict[int, list[Showing]](list)
    if adoptions := {row.service_id for row in rows}:
        found = Showing.objects.filter(text__adoption__in=adoptions, place=None).select_related("text")
        for showing in found.order_by("live_from", "pk"):
            shown[showing.text.adoption_id].append(showing)
    return {row.pk: _of_service(row, told, shown[row.service_id or 0]) for row in rows}


def _of_service(row: Submission, told: Told, showings: Sequence[Showing]) -> Became:
    """A service is read from when a text of it is shown; one that ended, from when the site said so."""
    service = row.service
    if service is None or row.site.state == SiteState.PREPARING:
        return Became(state="draft")
    stood, is_offered = told.of_service(row).within(told.open_of(row)), service.answer == Answer.ADOPTED
    if row.way == Way.REMOVE:
        return _in_state("replaced" if is_offered else "shown", stood)
    seen = _read_in(showings, stood)
    if row.site.state == SiteState.CLOSED or not is_offered:
        return _in_state("taken_down", seen)
    if services.fields_of(service) != row.acts[0]["fields"]:
        return _in_state("replaced", seen)
    return _in_state("shown" if seen and seen.until is None else "draft", seen)


def _read_in(showings: Iterable[Showing], stood: Spell | None) -> Spell | None:
    """From the first of these showings within a spell to the end of the last."""
    lasting = [seen for one in showings if stood and (seen := Spell(one.live_from, one.live_to).within(stood))]
    ends = [seen.until for seen in lasting]
    return Spell(lasting[0].since, None if None in ends else max(filter(None, ends))) if lasting else None


# --- texts ------------------------------------------------------------------------------------------------------------


class Wordings:
    """A site's local text by key, each with those that came later in the very same words: a newer edition carries local text
    on as a new row, and one that was set aside is brought back as one."""

    def __init__(self, rows: Iterable[LocalOperation]) -> None:
        self.rows = {row.pk: row for row in rows}
        self.newer = defaultdict[int, list[LocalOperation]](list)
        for row in self.rows.values():
            self.newer[row.replaces_id or 0].append(row)

    def same(self, pk: int) -> set[int]:
        """This row, and those that say the same after it."""
        found, waiting = {pk}, [pk]
        while waiting:
            last = self.rows[waiting.pop()]
            fresh = [row.pk for row in self.newer[last.pk] if row.pk not in found and texts.words_of(row) == texts.words_of(last)]
            found.update(fresh)
            waiting.extend(fresh)
        return found

    def stand(self, pks: Collection[int]) -> bool:
        """Is any of these on the page, or in its draft?"""
        return any(self.rows[pk].state in STANDS and not self.rows[pk].leaving for pk in pks)

    def is_written_anew(self, pk: int) -> bool:
        """Does another wording stand under the same key?"""
        own, same = self.rows[pk], self.same(pk)
        others = (row.pk for row in self.rows.values() if (row.adoption_id, row.key) == (own.adoption_id, own.key))
        return self.stand([other for other in others if other not in same])


def _wordings(submissions: Iterable[Submission]) -> Wordings:
    adoptions = {row.text.adoption_id for row in submissions if row.text}
    return Wordings(LocalOperation.objects.filter(adoption__in=adoptions).order_by("pk") if adoptions else ())


def _showings(submissions: Sequence[Submission]) -> dict[int, list[Showing]]:
    """What each text has shown since the first of these was taken in, the newest first."""
    found = defaultdict[int, list[Showing]](list)
    if taken_in := [row.decided_at for row in submissions if row.decided_at]:
        later = Q(live_to__isnull=True) | Q(live_to__gt=min(taken_in))
        about = {row.text_id for row in submissions}
        rows = Showing.objects.filter(later, text__in=about, place=None).select_related("snapshot")
        for showing in rows.order_by("-live_from", "-pk"):
            found[showing.text_id].append(showing)
    return found


def _of_text(row: Submission, told: Told, wordings: Wordings, showings: Sequence[Showing]) -> Became:
    made = [wordings.same(operation.pk) for operation in row.operations.all()]
    gone = [wordings.same(pk) for pk in row.set_aside]
    if row.decided_at is None or row.text is None or row.site.state == SiteState.PREPARING:
        return Became(state="draft")
    shown = _shown(showings, made, gone, row.decided_at)
    seen = shown.within(told.open_of(row)) if shown else None
    if row.site.state == SiteState.CLOSED:
        return _in_state("taken_down", seen)
    if seen and seen.until is None:
        return _in_state("shown", seen)
    is_used, is_back = row.text.adoption.answer == Answer.ADOPTED, any(map(wordings.stand, gone))
    if is_used and all(map(wordings.stand, made)) and not is_back:
        return _in_state("draft", seen)
    anew = is_used and (is_back or any(wordings.is_written_anew(operation.pk) for operation in row.operations.all()))
    return _in_state("replaced" if anew else "taken_down", seen)


def _shown(
    showings: Sequence[Showing], made: Collection[set[int]], gone: Collection[set[int]], decided: datetime
) -> Spell | None:
    """From when to when it was shown, the last time it was."""
    since, until = None, None
    for showing in showings:
        shown = set(showing.snapshot.recipe["operations"])
        ended_before = showing.live_to is not None and showing.live_to <= decided
        is_said = not ended_before and all(same & shown for same in made) and not any(same & shown for same in gone)
        if not is_said or (since and showing.live_to != since):
            if since:
                break
            continue
        since, until = showing.live_from, until if since else showing.live_to
    return Spell(max(since, decided), until) if since else None
