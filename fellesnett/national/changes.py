"""From one edition to the next: the class the machine demands of each changed block, and what was split, joined, moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fellesnett.composition.blocks import Block, ChangeClass, Edition
from fellesnett.composition.classifying import classify, classify_html
from fellesnett.composition.differences import BlockChange, diff
from fellesnett.composition.differences import highest_class as highest


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest class one block may be declared as, and whether a second person can lift `content` down to `editorial`.

    `tokens` are the numbers, doses, negations and the like that the change touched: with any, nobody can.
    """

    block: str
    lowest: ChangeClass
    confirmable: bool = False
    tokens: tuple[str, ...] = ()


def floors(old: Edition | None, new: Edition) -> dict[str, Floor]:
    """Block id -> its floor, for every block whose change must be declared (semantics.md section 5).

    A first edition changes nothing for anybody. Of a split or join the new blocks are declared. A block whose only
    change is its policy is not declared.
    """
    if old is None:
        return {}
    facts = {identity: fact for fact in diff(old, new) for identity in (*fact.from_ids, *fact.to_ids)}
    replaced = {identity for fact in facts.values() if fact.to_ids for identity in fact.from_ids if identity not in fact.to_ids}
    found = {}
    for item in classify(old, new):
        if item.block in replaced:
            continue
        fact = facts.get(item.block)
        if fact is not None and fact.from_ids and fact.to_ids and fact.from_ids != fact.to_ids:
            found[item.block] = _rearranged(fact, item.block, old, new)
        else:
            kept = fact is not None and bool(fact.from_ids and fact.to_ids)
            found[item.block] = Floor(item.block, item.lowest, kept and item.lowest == "content" and not item.tokens, item.tokens)
    return found


def _rearranged(fact: BlockChange, block: str, old: Edition, new: Edition) -> Floor:
    """A split, join or move to a new id: are the words together the same as before?"""
    before, after = (_html(ids, edition) for ids, edition in ((fact.from_ids, old), (fact.to_ids, new)))
    lowest = classify_html(before, after, new.language, block)
    return Floor(block, lowest.lowest, lowest.lowest == "content" and not lowest.tokens, lowest.tokens)


def _html(ids: Iterable[str], edition: Edition) -> str:
    blocks = by_id(edition)
    return "".join(blocks[identity].html for identity in ids)


def by_id(edition: Edition) -> dict[str, Block]:
    """The blocks of an edition by their ids."""
    return {block.id: block for section in edition.sections for block in section.blocks}


def lowest_classes(old: Edition | None, new: Edition) -> dict[str, ChangeClass]:
    """The lowest class that can be declared without asking a second person: what the desk suggests."""
    return {block: floor.lowest for block, floor in floors(old, new).items()}


def says_something_new(old: Edition | None, new: Edition) -> bool:
    """Does the new edition differ in title, words, order, section or policy?"""
    if old is None or old.title != new.title:
        return True
    return any(fact.kind != "unchanged" or fact.policy_changed for fact in diff(old, new))


# --- lineage --------------------------------------------------------------------------------------------------------


class Tangled(ValueError):
    """Blocks were both joined and split in one edition so that no single record tells it."""

    def __init__(self, from_ids: Sequence[str], to_ids: Sequence[str]) -> None:
        self.from_ids, self.to_ids = tuple(from_ids), tuple(to_ids)
        super().__init__(f"{', '.join(from_ids)} -> {', '.join(to_ids)}")


def told(pending: Iterable[Mapping[str, Any]], old: Edition, new: Edition) -> list[dict[str, Any]]:
    """The editors' acts since `old`, told as one record for each group of blocks, from ids of `old` to ids of `new`.

    A split that was joined again is not told; what the editors wrote and rearranged within the same draft is no news to
    anybody either. Raises Tangled where several blocks became several: interfaces.md section 3 has no word for that.
    """
    before, after = by_id(old), by_id(new)
    records = []
    for from_ids, to_ids in _chained(pending):
        known = [identity for identity in from_ids if identity in before]
        standing = [identity for identity in to_ids if identity in after]
        records.extend(_record(known, standing))
    return records


def _chained(pending: Iterable[Mapping[str, Any]]) -> Iterator[tuple[list[str], list[str]]]:
    groups: list[tuple[list[str], list[str]]] = []
    for act in pending:
        touched = [group for group in groups if set(group[1]) & set(act["from"])]
        made = [identity for group in touched for identity in group[1]]
        from_ids = [identity for group in touched for identity in group[0]]
        from_ids += [identity for identity in act["from"] if identity not in made]
        to_ids = [identity for identity in made if identity not in act["from"]] + list(act["to"])
        groups = [group for group in groups if group not in touched] + [(_distinct(from_ids), _distinct(to_ids))]
    yield from groups


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _record(from_ids: list[str], to_ids: list[str]) -> list[dict[str, Any]]:
    if not from_ids or not to_ids:
        return []
    if len(from_ids) > 1 and len(to_ids) > 1:
        raise Tangled(from_ids, to_ids)
    kind = "join" if len(from_ids) > 1 else "split" if len(to_ids) > 1 else "move"
    return [{"kind": kind, "from": from_ids, "to": to_ids}]


def highest_class(changes: Iterable[Mapping[str, Any]]) -> str:
    """The highest class among the changes of an edition or a candidate, as they are stored; empty where nothing is declared."""
    return highest(change["class"] for change in changes) or ""
