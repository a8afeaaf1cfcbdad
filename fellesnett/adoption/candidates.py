"""The page that an approval now would show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fellesnett.adoption.gates import Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, LocalOperation, SafetyNotice, Update
from fellesnett.adoption.recipes import Elsewhere, NoticePart, Part, Recipe, followed, in_layer_order, with_notice
from fellesnett.composition.composing import CompositionError
from fellesnett.composition.composing import Snapshot as Page
from fellesnett.composition.differences import renamed
from fellesnett.organizations.models import Place


@dataclass(frozen=True)
class Candidate:
    """One page as it would be: `page` is None where it cannot be composed, and `fault` says why.

    `update` is set where approving takes the newer edition into use.
    """

    text: AdoptedText
    place: Place | None
    recipe: Recipe
    page: Page | None
    fault: Reason | None
    update: Update | None
    rows: tuple[LocalOperation, ...]

    @property
    def hash(self) -> str:
        return self.page.hash if self.page else ""


def candidate(text: AdoptedText, place: Place | None = None) -> Candidate:
    """What approving now would show at this place: the pinned edition with all drafts, or the newer edition when
    everything about it has been decided (semantics.md sections 3 and 6)."""
    held = gather([text.adoption_id])
    return candidate_of(held, held.texts[text.pk], place)


def candidates(text: AdoptedText) -> list[Candidate]:
    """The candidate of each page of this text: the hospital's own first, then its places."""
    held = gather([text.adoption_id])
    return candidates_of(held, held.texts[text.pk])


def candidates_of(held: Holdings, text: AdoptedText) -> list[Candidate]:
    return [candidate_of(held, text, place) for place in held.pages(text)]


def candidate_of(held: Holdings, text: AdoptedText, place: Place | None) -> Candidate:
    update = held.updates.get(text.pk)
    moving = update if update and not held.undecided(text) else None
    rows = in_layer_order(held.next_rows(text, place, decided=moving is not None))
    recipe = _recipe(held, text, place, moving, rows)
    try:
        page, fault = held.shelf.page(recipe), None
    except CompositionError as error:
        page, fault = None, composition_reason(error)
    return Candidate(text, place, recipe, page, fault, moving, tuple(rows))


def foreseen(held: Holdings, text: AdoptedText, place: Place | None) -> Candidate:
    """The page as it will be on the newer edition; where nothing has been chosen yet, with ours. With no newer edition, or
    with everything chosen, what an approval now would show."""
    page, update = candidate_of(held, text, place), held.updates.get(text.pk)
    if update is None or page.update is not None:
        return page
    rows = in_layer_order(held.next_rows(text, place, decided=True))
    part = next_part(held, text, update, rows)
    recipe = Recipe(**part, owners=held.owners(text, place), elsewhere=elsewhere_of(held, text, place), notices=[])
    try:
        return Candidate(text, place, recipe, held.shelf.page(recipe), None, update, tuple(rows))
    except CompositionError as error:
        return Candidate(text, place, recipe, None, composition_reason(error), update, tuple(rows))


def composition_reason(error: CompositionError) -> Reason:
    """Why the operations do not fit the edition, in the editor's words."""
    from fellesnett.adoption.wording import VIOLATIONS

    words = VIOLATIONS.get(error.reason, VIOLATIONS["other"])
    return Reason(error.reason, str(words), error.operation or error.target or "")


def _recipe(held: Holdings, text: AdoptedText, place: Place | None, moving: Update | None, rows: list[LocalOperation]) -> Recipe:
    part = next_part(held, text, moving, rows)
    return Recipe(
        **part,
        owners=held.owners(text, place),
        elsewhere=elsewhere_of(held, text, place),
        notices=_notices(held, text, moving, rows),
    )


def next_part(held: Holdings, text: AdoptedText, moving: Update | None, rows: Iterable[LocalOperation]) -> Part:
    """The edition and operations of the text's next page."""
    rows = list(rows)
    targets = {row.target for row in rows}
    moved, edition, patches = text.moved, text.edition_id, text.patches
    if moving:
        moved, edition, patches = moved_by(held, text, moving), moving.to_edition_id, []
    return Part(
        edition=edition,
        patches=patches,
        moved={old: new for old, new in moved.items() if old in targets},
        operations=[row.pk for row in rows],
    )


def moved_by(held: Holdings, text: AdoptedText, update: Update) -> dict[str, str]:
    """Where blocks are in the edition that the update leads to."""
    old = held.shelf.edition(text.edition_id)
    new = held.shelf.step(text.edition_id, held.shelf.edition(update.to_edition_id))
    return followed(text.moved, renamed(old, new))


def elsewhere_of(held: Holdings, text: AdoptedText, place: Place | None) -> list[Elsewhere]:
    """What the site's other languages show live, where they replace or leave out something (section 2)."""
    found = []
    for other in held.texts_of(text.adoption):
        if other.pk == text.pk:
            continue
        recipe = held.live_recipe((other.pk, place.pk if place else None)) or held.live_recipe((other.pk, None))
        if recipe and any(held.shelf.operations[pk].op in ("override", "omit") for pk in recipe["operations"]):
            found.append(
                Elsewhere(
                    language=other.language,
                    edition=recipe["edition"],
                    patches=recipe["patches"],
                    moved=recipe["moved"],
                    operations=recipe["operations"],
                )
            )
    return found


def _notices(held: Holdings, text: AdoptedText, moving: Update | None, rows: list[LocalOperation]) -> list[NoticePart]:
    keys = {row.key for row in rows}
    decided = held.decisions.get(text.pk, {}) if moving else {}
    parts = []
    for notice in held.notices.get(text.pk, []):
        if notice.operation_id is None:
            standing = not (moving and translated(held, notice, moving.to_edition_id))
        else:
            key = held.shelf.operations[notice.operation_id].key
            standing = key in keys and key not in decided
        if standing:
            parts.append(notice_part(held, notice))
    return with_notice([], parts)


def notice_part(held: Holdings, notice: SafetyNotice) -> NoticePart:
    language = held.shelf.editions[notice.edition_id].language
    return NoticePart(edition=notice.edition_id, block=notice.block, language=language)


def translated(held: Holdings, notice: SafetyNotice, edition: int) -> bool:
    """Does this edition follow the edition that the notice speaks for, so that the words stand in this language too?"""
    library = held.shelf
    follows = library.editions[edition].follows_id
    if follows is None:
        return False
    library.fetch(editions=[follows])
    return library.editions[follows].number >= library.editions[notice.edition_id].number
