"""Slots that a place keeps: filled from its record, and filled anew when the record is changed.

Whoever changes a place says yes to what follows of it: the new page differs from the live one in that place's facts alone.
Drafts and waiting editions are left as they are. A row is never altered: the new words are a new row (semantics.md
section 8, invariants 1, 4, 10 and 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption.actions.operating import copy_of, place_row, retire_draft, review_texts, stated, subject_of
from fellesnett.adoption.candidates import elsewhere_of
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, Adoption, ApprovalKind, LocalOperation, OperationState
from fellesnett.adoption.permissions import APPROVERS, EDITORS, role_for
from fellesnett.adoption.plans import review
from fellesnett.adoption.recipes import Recipe, changed
from fellesnett.adoption.validating import Wanted, checked
from fellesnett.editorial import log
from fellesnett.organizations.facts import FACTS, fact_in_words
from fellesnett.organizations.models import Place
from fellesnett.organizations.permissions import roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


# --- filling --------------------------------------------------------------------------------------------------------


@transaction.atomic
def fill_from_places(*, adoption: Adoption, by: User, at: datetime, main: Place | None = None) -> list[LocalOperation]:
    """Let the places where a topic is offered fill its empty slots for telephone, place and hours, as drafts.

    The hospital's own page speaks of `main` (else its first place), and each other place's page of that place where it says
    something else. What somebody has filled already stays. Raises `NotAllowed`, or `NotReady`.
    """
    role = role_for(by, adoption.site.organization, EDITORS)
    held = gather([lock_adoption(adoption.pk)])
    places = held.places.get(adoption.pk, [])
    first = main or next(iter(places), None)
    made = [row for text in held.texts_of(adoption) for row in _filled(held, text, places, first, by, at)]
    for language in sorted({row.language for row in made}):
        review_texts(held, language, at=at)
    entries = [log.Entry("operation.saved", subject_of(row), stated(row), adoption.site.organization, role=role) for row in made]
    log.append(entries, by=by, at=at)
    return made


def _filled(
    held: Holdings, text: AdoptedText, places: Iterable[Place], first: Place | None, by: User, at: datetime
) -> Iterator[LocalOperation]:
    if first is None:
        return
    known = {(row.target, row.place_id) for row in held.rows(text) if row.op == "fill" and row.state in _STANDS}
    for slot, kind in _slots(held, text):
        said = fact_in_words(first, kind, text.language)
        if said and (slot, None) not in known:
            yield _written(held, text, slot, None, first, by, at)
        for place in places:
            own = fact_in_words(place, kind, text.language)
            if own and own != said and (slot, place.pk) not in known:
                yield _written(held, text, slot, place, place, by, at)


def _slots(held: Holdings, text: AdoptedText) -> list[tuple[str, str]]:
    blocks = (block for section in held.shelf.edition(text.edition_id).sections for block in section.blocks)
    return [(block.id, block.slot) for block in blocks if block.slot in FACTS]


def _written(
    held: Holdings, text: AdoptedText, slot: str, speaks: Place | None, source: Place, by: User, at: datetime
) -> LocalOperation:
    nothing = {"position": "", "content": (), "value": "", "title": "", "base_hash": "", "reason_code": "", "reason_text": ""}
    wanted = Wanted(
        adoption=text.adoption,
        variant=None,
        place=speaks,
        language=text.language,
        op="fill",
        target=slot,
        clinical=False,
        clinical_owner=None,
        valid_until=None,
        replaces=None,
        from_place=source,
        by=by,
        at=at,
        **nothing,  # type: ignore[arg-type]
    )
    row = checked(held, wanted)
    row.save()
    place_row(held, row)
    return row


# --- following ------------------------------------------------------------------------------------------------------

_STANDS = (OperationState.ACTIVE, OperationState.DRAFT)


def follow_place(*, place: Place, at: datetime) -> int:
    """A place was changed: fill anew, on every page, what it and its buildings keep. Returns how many topics changed."""
    return _follow(LocalOperation.objects.from_places().filter(from_place__in=[place, *place.buildings.all()]), at)


def follow_places(*, at: datetime) -> int:
    """Finish what an interrupted process left: every slot that a place keeps says what the place says."""
    return _follow(LocalOperation.objects.from_places(), at)


def _follow(rows: Iterable[LocalOperation], at: datetime) -> int:
    found = rows.select_related("from_place__part_of").order_by("adoption_id")  # type: ignore[attr-defined]
    adoptions = dict.fromkeys(row.adoption_id for row in found if _words(row) not in ("", row.value))
    return sum(_follow_in(adoption, at=at) for adoption in adoptions)


def _words(row: LocalOperation) -> str:
    """What the place says now where the row speaks; empty where it says nothing: then what stands, stands."""
    return fact_in_words(row.from_place, row.from_fact, row.language) if row.from_place else ""


@dataclass(frozen=True)
class _Author:
    """Who changed the place, and in which role that person says yes at this hospital (None: has no part in it)."""

    by: User
    role: str | None
    place: Place

    @property
    def yes(self) -> Yes:
        note = _("Følger av endringen i stedet %(place)s") % {"place": self.place}
        return Yes(ApprovalKind.PERSON, self.by.get_full_name() or self.by.email, self.role or "", self.by, note)


@transaction.atomic
def _follow_in(adoption: int, *, at: datetime) -> bool:
    held = gather([lock_adoption(adoption)])
    entries: dict[User, list[log.Entry]] = {}
    for text in held.texts.values():
        for place, rows in _stale(held, text).items():
            author = _author(text, place)
            if author:
                entries.setdefault(author.by, []).extend(_followed(held, text, rows, author, at))
        if entries and text.pk in held.updates:
            review(held, text, at=at)
    for by, said in entries.items():
        log.append(said, by=by, at=at)
    return any(entries.values())


def _stale(held: Holdings, text: AdoptedText) -> dict[Place, list[LocalOperation]]:
    """The rows that no longer say what their place says, by place. A draft that does already stands for its row."""
    rows = [row for row in held.rows(text) if row.from_place_id and row.state in _STANDS and not row.decided_in_id]
    places = Place.objects.select_related("part_of", "organization", "described_by").in_bulk({row.from_place_id for row in rows})
    said = {row.pk: fact_in_words(places[row.from_place_id or 0], row.from_fact, row.language) for row in rows}
    waiting = {row.key for row in rows if row.state == OperationState.DRAFT and row.value == said[row.pk]}
    found: dict[Place, list[LocalOperation]] = {}
    for row in rows:
        if said[row.pk] not in ("", row.value) and row.key not in waiting:
            row.from_place = places[row.from_place_id or 0]
            found.setdefault(row.from_place, []).append(row)
    return found


def _author(text: AdoptedText, place: Place) -> _Author | None:
    source = place if place.described_by else place.part_of
    if source is None or source.described_by is None:
        return None
    held = roles_at(source.described_by, text.adoption.site.organization)
    role = next((str(role) for role in APPROVERS if role in held), None)
    return _Author(source.described_by, role, place)


def _followed(
    held: Holdings, text: AdoptedText, rows: Iterable[LocalOperation], author: _Author, at: datetime
) -> Iterator[log.Entry]:
    """Write the new rows, and show them where the old ones are shown. Without a role at the hospital: drafts that wait."""
    going: dict[int, int] = {}
    organization = text.adoption.site.organization
    for row in rows:
        fresh = _anew(held, row, author, at)
        if fresh.state == OperationState.ACTIVE:
            going[row.pk] = fresh.pk
        yield log.Entry("operation.saved", subject_of(fresh), stated(fresh), organization, role=author.role or "")
    pages = [
        NextPage(text, showing.place, _swapped(held, text, showing.place, recipe, going), author.yes)
        for key, showing in list(held.live_pages(text))
        if (recipe := held.live_recipe(key)) and going.keys() & set(recipe["operations"])
    ]
    yield from put_live(held, pages, at=at)


def _anew(held: Holdings, row: LocalOperation, author: _Author, at: datetime) -> LocalOperation:
    fresh = copy_of(row, by=author.by, at=at)
    fresh.value = _words(row)
    shown = row.state == OperationState.ACTIVE and author.role is not None
    if shown:
        fresh.state, fresh.leaving = OperationState.ACTIVE, row.leaving
        row.state, row.leaving = OperationState.REPLACED, False
        row.save(update_fields=["state", "leaving"])
    fresh.save()
    retire_draft(held, row)
    place_row(held, fresh)
    return fresh


def _swapped(held: Holdings, text: AdoptedText, place: Place | None, recipe: Recipe, going: dict[int, int]) -> Recipe:
    operations = [going.get(pk, pk) for pk in recipe["operations"]]
    return changed(recipe, operations=operations, elsewhere=elsewhere_of(held, text, place))
