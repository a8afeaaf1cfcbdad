"""What some sites have: their texts, operations, live pages, updates and notices, fetched in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from fellesnett.adoption.models import (
    AdoptedText,
    Adoption,
    Decision,
    LocalOperation,
    OperationState,
    SafetyNotice,
    Showing,
    SitePolicy,
    Update,
)
from fellesnett.adoption.recipes import Library, Recipe
from fellesnett.composition.updates import CLEAN
from fellesnett.organizations.models import Place

PageKey = tuple[int, int | None]  # text, place (None: the hospital's own page)
About = tuple[int, str]  # text, operation's key (empty: the text as a whole)


class Waited(NamedTuple):
    """Since when a question has been open, and when it was to be answered."""

    opened_at: datetime
    deadline: datetime


@dataclass
class Holdings:
    """Rows by what they belong to. Read with `gather`; nothing here asks the database again. `waited` is filled by the verb
    that asks something anew (`inbox.remember`)."""

    texts: dict[int, AdoptedText] = field(default_factory=dict)
    places: dict[int, list[Place]] = field(default_factory=dict)
    own: dict[int, list[LocalOperation]] = field(default_factory=dict)
    shared: dict[int, list[LocalOperation]] = field(default_factory=dict)
    live: dict[PageKey, Showing] = field(default_factory=dict)
    updates: dict[int, Update] = field(default_factory=dict)
    decisions: dict[int, dict[str, Decision]] = field(default_factory=dict)
    notices: dict[int, list[SafetyNotice]] = field(default_factory=dict)
    policies: dict[int, SitePolicy] = field(default_factory=dict)
    waited: dict[About, Waited] = field(default_factory=dict)  # what was asked before, and is asked again
    shelf: Library = field(default_factory=Library)

    def texts_of(self, adoption: Adoption) -> list[AdoptedText]:
        """An adoption's texts, the site's own language first."""
        languages = adoption.site.languages
        found = [text for text in self.texts.values() if text.adoption_id == adoption.pk]
        return sorted(found, key=lambda text: (languages.index(text.language) if text.language in languages else 99, text.pk))

    def pages(self, text: AdoptedText) -> list[Place | None]:
        """The pages a text makes: the hospital's own, and one for each place."""
        return [None, *self.places.get(text.adoption_id, [])]

    def live_pages(self, text: AdoptedText) -> Iterator[tuple[PageKey, Showing]]:
        for key, showing in self.live.items():
            if key[0] == text.pk:
                yield key, showing

    def live_recipe(self, key: PageKey) -> Recipe | None:
        """The recipe of what patients see now, or None."""
        showing = self.live.get(key)
        return cast(Recipe, showing.snapshot.recipe) if showing else None

    def owners(self, text: AdoptedText, place: Place | None) -> dict[str, str]:
        """Who speaks in each layer, as the page names them."""
        adoption = text.adoption
        owners = {"site": adoption.site.slug}
        if adoption.variant:
            owners["group"] = adoption.variant.key
        if place:
            owners["place"] = place.slug
        return owners

    def rows(self, text: AdoptedText) -> list[LocalOperation]:
        """All operations, of whatever state, that speak in this text."""
        shared = self.shared.get(text.adoption.variant_id or 0, [])
        return [row for row in (*shared, *self.own.get(text.adoption_id, [])) if row.language == text.language]

    def next_rows(self, text: AdoptedText, place: Place | None, *, decided: bool = False) -> list[LocalOperation]:
        """What an approval now would put on a page: in use and not leaving, drafts, and (`decided`) what was decided."""
        by_key: dict[str, LocalOperation] = {}
        for row in sorted(self.rows(text), key=lambda row: (row.state == OperationState.DRAFT, row.pk)):
            if (row.state == OperationState.ACTIVE and not row.leaving) or (
                row.state == OperationState.DRAFT and not row.decided_in_id
            ):
                by_key[row.key] = row
        if decided:
            self._decide(text, by_key)
        elif text.pk in self.updates:
            self._hold_shared(text, place, by_key)
        return [row for row in by_key.values() if row.place_id in (None, place.pk if place else None)]

    def _decide(self, text: AdoptedText, by_key: dict[str, LocalOperation]) -> None:
        for key, decision in self.decisions.get(text.pk, {}).items():
            by_key.pop(key, None)
            for row in self.results(text, decision):
                by_key[row.key] = row

    def results(self, text: AdoptedText, decision: Decision) -> list[LocalOperation]:
        """The rows a decision made: usually one, more where a block was split, none where the national text is taken."""
        if decision.result_id is None:
            return []
        made_in = self.shelf.operations[decision.result_id].decided_in_id
        return [
            row
            for row in self.rows(text)
            if row.decided_in_id == made_in
            and row.replaces_id == decision.operation_id
            and row.state in (OperationState.DRAFT, OperationState.ACTIVE)
        ]

    def _hold_shared(self, text: AdoptedText, place: Place | None, by_key: dict[str, LocalOperation]) -> None:
        """While an update waits, the group speaks as it does on the live page: its answers come with the update."""
        recipe = self.live_recipe((text.pk, place.pk if place else None))
        if recipe is None:
            return
        shown = set(recipe["operations"])
        shared = [row for row in self.rows(text) if row.layer == "group"]
        for row in shared:
            by_key.pop(row.key, None)
        by_key.update({row.key: row for row in shared if row.pk in shown})

    def undecided(self, text: AdoptedText) -> list[dict[str, Any]]:
        """The outcomes of the open update that wait for a person."""
        update = self.updates.get(text.pk)
        if not update:
            return []
        decided = self.decisions.get(text.pk, {})
        return [item for item in update.plan["outcomes"] if needs_person(item) and item["operation"] not in decided]


def needs_person(outcome: dict[str, Any]) -> bool:
    """Does this outcome of a stored plan wait for somebody's choice?"""
    return outcome["outcome"] not in CLEAN


def gather(adoptions: Collection[int]) -> Holdings:
    """Everything the verbs need about these adoptions: twelve queries or fewer, however many adoptions."""
    held = Holdings()
    related = ("adoption__site__organization", "adoption__variant", "adoption__topic")
    found = AdoptedText.objects.filter(adoption__in=adoptions).select_related(*related)
    held.texts = {text.pk: text for text in found}
    held.places = _places(adoptions)
    _operations(held, adoptions)
    _live(held)
    _updates(held)
    _notices(held)
    sites = {text.adoption.site_id for text in held.texts.values()}
    held.policies = {policy.site_id: policy for policy in SitePolicy.objects.filter(site__in=sites).select_related("given_by")}
    _shelve(held)
    return held


def _places(adoptions: Collection[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    through = Adoption.places.through.objects.filter(adoption__in=adoptions).select_related("place")
    for row in through.order_by("place__slug", "place_id"):
        found[row.adoption_id].append(row.place)
    return dict(found)


def _operations(held: Holdings, adoptions: Collection[int]) -> None:
    operations = LocalOperation.objects.select_related("clinical_owner").with_base_number().order_by("pk")
    held.own = _grouped(operations.filter(adoption__in=adoptions), "adoption_id")
    variants = {text.adoption.variant_id for text in held.texts.values()} - {None}
    if variants:
        held.shared = _grouped(operations.filter(variant__in=variants), "variant_id")
    for rows in (*held.own.values(), *held.shared.values()):
        held.shelf.add_operations(rows)


def _grouped(rows: Iterable[LocalOperation], name: str) -> dict[int, list[LocalOperation]]:
    grouped: dict[int, list[LocalOperation]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return dict(grouped)


def _live(held: Holdings) -> None:
    found = Showing.objects.live().filter(text__in=held.texts).select_related("snapshot", "approval")
    held.live = {(showing.text_id, showing.place_id): showing for showing in found}


def _updates(held: Holdings) -> None:
    held.updates = {update.text_id: update for update in Update.objects.open().filter(text__in=held.texts)}
    by_update = {update.pk: text for text, update in held.updates.items()}
    made = Decision.objects.filter(update_row__in=by_update).select_related("decided_by").with_first_number()
    for decision in made.order_by("pk"):
        operation = held.shelf.operations[decision.operation_id]
        held.decisions.setdefault(by_update[decision.update_row_id], {})[operation.key] = decision


def _notices(held: Holdings) -> None:
    for notice in SafetyNotice.objects.filter(text__in=held.texts, closed_at__isnull=True).order_by("pk"):
        held.notices.setdefault(notice.text_id, []).append(notice)


def _shelve(held: Holdings) -> None:
    """Put every edition that may be needed on the shelf."""
    editions = {text.edition_id for text in held.texts.values()}
    editions |= {update.to_edition_id for update in held.updates.values()}
    editions |= {notice.edition_id for notices in held.notices.values() for notice in notices}
    editions |= {patch["edition"] for text in held.texts.values() for patch in text.patches}
    current = (OperationState.ACTIVE, OperationState.DRAFT)
    known = held.shelf.operations.values()
    editions |= {row.base_edition_id for row in known if row.base_hash and row.state in current}
    held.shelf.fetch((showing.snapshot.recipe for showing in held.live.values()), editions)
    if held.notices:
        followed = {row.follows_id for row in held.shelf.editions.values() if row.follows_id}
        held.shelf.fetch(editions=followed)
