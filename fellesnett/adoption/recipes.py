"""A page as its recipe: which edition, which operations, what is borrowed, which notices; and the page made from it.

Everything a recipe names is written once, so a page that was shown can be composed again at any later time
(semantics.md section 8, invariants 10 and 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, TypedDict, cast

from fellesnett.adoption.models import LocalOperation
from fellesnett.composition.blocks import Edition, Language
from fellesnett.composition.canonical import canonical_json
from fellesnett.composition.composing import LanguageVersion, Notice, compose, patch
from fellesnett.composition.composing import Snapshot as Page
from fellesnett.composition.documents import read_operation
from fellesnett.composition.operations import Layer, LayerKind, Operation
from fellesnett.composition.spans import in_one_step
from fellesnett.composition.updates import retarget
from fellesnett.national.models import Edition as EditionRow


class Patch(TypedDict):
    """Safety changes taken from a newer edition ahead of the rest."""

    edition: int
    blocks: list[str]


class Part(TypedDict):
    """One language's edition with what is laid upon it."""

    edition: int
    patches: list[Patch]
    moved: dict[str, str]
    operations: list[int]


class Elsewhere(Part):
    language: str


class NoticePart(TypedDict):
    """A block of a national edition that stands as a notice above the text here."""

    edition: int
    block: str
    language: str


class Recipe(Part):
    owners: dict[str, str]
    elsewhere: list[Elsewhere]
    notices: list[NoticePart]


def changed(recipe: Mapping[str, Any], **changes: Any) -> Recipe:
    """The recipe with some of its parts changed; the given one stays as it is."""
    return cast(Recipe, {**recipe, **changes})


LAYERS: tuple[LayerKind, ...] = ("group", "site", "place")


def in_layer_order(operations: Iterable[LocalOperation]) -> list[LocalOperation]:
    """Group, site, place; within a layer as they were first written."""
    return sorted(operations, key=lambda row: (LAYERS.index(cast(LayerKind, row.layer)), len(row.key), row.key))


def document_of(row: LocalOperation) -> dict[str, Any]:
    """The operation as a document of interfaces.md section 3. Needs `with_base_number()`."""
    document: dict[str, Any] = {"op": row.op, "id": row.key}
    if row.op == "fill":
        document |= {"slot": row.target, "value": row.value}
    elif row.op == "retitle":
        document["title"] = row.title
    else:
        document["target"] = row.target
    if row.op == "supplement":
        document["position"] = row.position
    if row.op in ("supplement", "override"):
        document["content"] = row.content
    if row.base_hash:
        document["base"] = {"edition": base_number(row), "block_hash": row.base_hash}
    if row.op in ("override", "omit"):
        document["reason"] = {"code": row.reason_code, "text": row.reason_text}
    if row.valid_until and row.op in ("supplement", "override", "omit"):
        document["valid_until"] = str(row.valid_until)
    return document


def base_number(row: LocalOperation) -> int:
    annotated = getattr(row, "base_number", None)
    return int(annotated if annotated is not None else row.base_edition.number)


def operation_value(row: LocalOperation) -> Operation:
    """The operation as a value of the pure semantics."""
    known: Operation | None = getattr(row, "_value", None)
    if known is None:
        known = read_operation(document_of(row))
        row._value = known  # type: ignore[attr-defined]
    return known


def layers_of(
    operations: Iterable[LocalOperation], owners: Mapping[str, str], language: str, moved: Mapping[str, str]
) -> tuple[Layer, ...]:
    """The layers that these operations make, in their order, following blocks that got a new id."""
    found = []
    for kind, rows in groupby(in_layer_order(operations), key=lambda row: row.layer):
        values = tuple(operation_value(row) for row in rows)
        layer = Layer(cast(LayerKind, kind), owners[kind], values, cast(Language, language))
        found.append(retarget(layer, moved))
    return tuple(found)


class Library:
    """Editions and operations by key: fetched once, composed many times."""

    def __init__(self) -> None:
        self.editions: dict[int, EditionRow] = {}
        self.operations: dict[int, LocalOperation] = {}
        self._pages: dict[bytes, Page] = {}
        self._series: dict[tuple[int, str], list[EditionRow]] = {}

    def add_operations(self, rows: Iterable[LocalOperation]) -> None:
        self.operations.update({row.pk: row for row in rows})

    def add_editions(self, rows: Iterable[EditionRow]) -> None:
        self.editions.update({row.pk: row for row in rows})

    def fetch(self, recipes: Iterable[Mapping[str, Any]] = (), editions: Iterable[int] = ()) -> None:
        """Fetch whatever these recipes name that is not here yet: at most two queries."""
        wanted, operations = set(editions), set[int]()
        for recipe in recipes:
            for part in (recipe, *recipe["elsewhere"]):
                wanted |= {part["edition"], *(item["edition"] for item in part["patches"])}
                operations |= set(part["operations"])
            wanted |= {notice["edition"] for notice in recipe["notices"]}
        missing = wanted - self.editions.keys()
        if missing:
            self.add_editions(EditionRow.objects.filter(pk__in=missing).select_related("topic"))
        if unknown := operations - self.operations.keys():
            self.add_operations(LocalOperation.objects.filter(pk__in=unknown).with_base_number())

    def edition(self, pk: int) -> Edition:
        return self.editions[pk].value

    def step(self, old: int, new: Edition) -> Edition:
        """`new`, telling all that has happened since the edition `old` (its key), also in the editions between them.

        A hospital that is editions behind must hear of a paragraph that was split in one it never answered.
        """
        first = self.editions[old]
        if new.number <= first.number + 1:
            return new
        between = [row.value for row in self._all_of(first) if first.number < row.number < new.number]
        return in_one_step([first.value, *between, new])

    def _all_of(self, edition: EditionRow) -> list[EditionRow]:
        """All editions of this text in order: one query, however many sites ask."""
        key = (edition.topic_id, edition.language)
        if key not in self._series:
            rows = EditionRow.objects.filter(topic=edition.topic_id, language=edition.language).select_related("topic")
            self._series[key] = list(rows.order_by("number"))
        return self._series[key]

    def patched(self, part: Part) -> Edition:
        """The edition with the safety changes that went ahead."""
        value = self.edition(part["edition"])
        for item in part["patches"]:
            value = _patched(value, self.edition(item["edition"]), tuple(item["blocks"]))
        return value

    def layers(self, part: Part, owners: Mapping[str, str]) -> tuple[Layer, ...]:
        rows = [self.operations[pk] for pk in part["operations"]]
        return layers_of(rows, owners, self.editions[part["edition"]].language, part["moved"])

    def notice(self, part: NoticePart, language: str) -> Notice:
        value = self.edition(part["edition"])
        html = next(block.html for section in value.sections for block in section.blocks if block.id == part["block"])
        lang = cast(Language, part["language"]) if part["language"] != language else None
        return Notice(part["block"], html, value.number, lang)

    def page(self, recipe: Recipe) -> Page:
        """The page this recipe makes. The same recipe always makes the same page, with the same hash.

        Raises `CompositionError` where the operations do not fit the edition.
        """
        key = canonical_json(recipe)
        if key not in self._pages:
            self._pages[key] = self._composed(recipe)
        return self._pages[key]

    def _composed(self, recipe: Recipe) -> Page:
        language = self.editions[recipe["edition"]].language
        versions = [LanguageVersion(self.patched(part), self.layers(part, recipe["owners"])) for part in recipe["elsewhere"]]
        return compose(
            self.patched(recipe),
            self.layers(recipe, recipe["owners"]),
            elsewhere=versions,
            notices=[self.notice(part, language) for part in recipe["notices"]],
            lenient=True,
        )


@lru_cache(maxsize=512)
def _patched(value: Edition, newer: Edition, blocks: tuple[str, ...]) -> Edition:
    return patch(value, newer, blocks)


def followed(moved: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Where blocks are now, after they moved once more."""
    return {old: names.get(new, new) for old, new in moved.items()} | dict(names)


def blocks_of(edition: Edition) -> dict[str, str]:
    """Block id -> the key of the section it stands in."""
    return {block.id: section.key for section in edition.sections for block in section.blocks}


def with_notice(notices: Sequence[NoticePart], more: Iterable[NoticePart]) -> list[NoticePart]:
    """Each notice once, in the order they came."""
    result = list(notices)
    result.extend(item for item in more if item not in result)
    return result


def edition_value(row: EditionRow) -> Edition:
    """The edition as a value of the pure semantics."""
    return row.value
