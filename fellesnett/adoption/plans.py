"""What an edition means for each text: the pure plan, computed from what the site has and stored with its update."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fellesnett.adoption import inbox
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, LocalOperation, Update
from fellesnett.adoption.recipes import Part, layers_of
from fellesnett.composition.blocks import CHANGE_CLASSES, Block, Edition
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.documents import plan_document
from fellesnett.composition.operations import Layer
from fellesnett.composition.updates import CLEAN, plan_update
from fellesnett.editorial import actions as editorial
from fellesnett.organizations.models import Place

PlanDocument = dict[str, Any]


def plan_for(
    held: Holdings, text: AdoptedText, edition: int, *, old: Edition | None = None, new: Edition | None = None
) -> PlanDocument:
    """The plan of moving a text to an edition: the hospital's own page, and what is said at its places.

    `old` and `new` may be given where they are no stored editions (a candidate's impact).
    """
    old = old or held.shelf.edition(text.edition_id)
    if edition == text.edition_id and text.patches:
        old = new = held.shelf.patched(Part(edition=edition, patches=text.patches, moved={}, operations=[]))
    new = held.shelf.step(text.edition_id, new or held.shelf.edition(edition))
    bases = base_texts(held, held.rows(text))
    document = plan_document(plan_update(old, new, page_layers(held, text, None), bases=bases))
    for place in held.places.get(text.adoption_id, []):
        layers = page_layers(held, text, place)
        if any(layer.layer == "place" for layer in layers):
            more = plan_document(plan_update(old, new, layers, bases=bases))["outcomes"]
            document["outcomes"] += [outcome for outcome in more if outcome["layer"] == "place"]
    _mark_replacing(held, text, document["outcomes"])
    return document


def page_layers(held: Holdings, text: AdoptedText, place: Place | None) -> tuple[Layer, ...]:
    """The layers of a page as they would be approved now, drafts included."""
    rows = held.next_rows(text, place)
    return layers_of(rows, held.owners(text, place), text.language, text.moved)


def _mark_replacing(held: Holdings, text: AdoptedText, outcomes: Iterable[dict[str, Any]]) -> None:
    """`replaces`: this outcome is about an override or an omission, so the reader does not see the national text."""
    ops = {row.key: row.op for row in held.rows(text)}
    for outcome in outcomes:
        if ops.get(outcome["operation"] or "") in ("override", "omit"):
            outcome["replaces"] = True


def base_texts(held: Holdings, rows: Sequence[LocalOperation]) -> dict[str, Block]:
    """The texts that operations were made against, by hash, where they stand in another edition than the adopted one."""
    found: dict[str, Block] = {}
    for row in rows:
        if row.base_hash not in found and row.base_edition_id in held.shelf.editions:
            found |= _texts_by_hash(held.shelf.edition(row.base_edition_id))
    return found


def _texts_by_hash(edition: Edition) -> dict[str, Block]:
    found = {block_hash(block): block for section in edition.sections for block in section.blocks}
    for section in edition.sections:
        html = "".join(block.html for block in section.blocks)
        found[section_hash(section)] = Block(section.key, "text", html)
    return found


def replan(held: Holdings, text: AdoptedText, *, at: datetime) -> None:
    """Plan the open update anew after the local text changed, and ask what is now to be asked. A step inside a verb.

    Choices already made stand where their operation still does.
    """
    update = held.updates.get(text.pk)
    if update is None:
        return
    before = set(inbox.keys_of_update(update))
    update.plan = plan_for(held, text, update.to_edition_id)
    update.clean, update.change_class = is_clean(update.plan), highest_class(update.plan)
    update.save(update_fields=["plan", "clean", "change_class"])
    editorial.open_items_bulk(inbox.update_items(held, update, at=at))
    gone = before - set(inbox.keys_of_update(update))
    editorial.close_items(keys=gone, by=None, at=at, resolution="Ikke lenger aktuelt")


def review(held: Holdings, text: AdoptedText, *, at: datetime) -> None:
    """After local text changed: plan the open update anew, or, where none is open and an operation's base is no longer
    the text it stands on, ask about it (an update from the edition to itself). A step inside a verb."""
    update = held.updates.get(text.pk)
    if update and update.to_edition_id != text.edition_id:
        replan(held, text, at=at)
        return
    plan = plan_for(held, text, text.edition_id)
    if update and is_clean(plan):
        close_question(held, update, at=at)
    elif update:
        replan(held, text, at=at)
    elif not is_clean(plan):
        _ask(held, text, plan, at=at)


def _ask(held: Holdings, text: AdoptedText, plan: PlanDocument, *, at: datetime) -> None:
    edition = text.edition_id
    update = Update(text=text, from_edition_id=edition, to_edition_id=edition, plan=plan, clean=False, opened_at=at)
    update.change_class = highest_class(plan)
    update.save()
    held.updates[text.pk] = update
    editorial.open_items_bulk(inbox.update_items(held, update, at=at))


def close_question(held: Holdings, update: Update, *, at: datetime) -> None:
    """Nothing is left to ask: the update from an edition to itself goes."""
    update.closed_at, update.outcome = at, "dissolved"
    update.save(update_fields=["closed_at", "outcome"])
    del held.updates[update.text_id]
    editorial.close_items(keys=inbox.keys_of_update(update), by=None, at=at, resolution="Ikke lenger aktuelt")


def is_clean(plan: PlanDocument) -> bool:
    """Nothing here waits for anybody's choice: one yes is enough."""
    return all(outcome["outcome"] in CLEAN for outcome in plan["outcomes"])


def highest_class(plan: PlanDocument) -> str:
    """The highest change class in a plan; `editorial` where no words changed."""
    found = [outcome["class"] for outcome in plan["outcomes"] if outcome["class"] and outcome["outcome"] != "unchanged"]
    return max(found, key=CHANGE_CLASSES.index, default="editorial")
