"""What happened to each national block between two editions (semantics.md section 3).

Splits, joins and moves to a new id are read from the national editor's record, never guessed. A block that keeps its
id but stands elsewhere has moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fellesnett.composition.blocks import CHANGE_CLASSES, POLICIES, Block, ChangeClass, Edition, Lineage
from fellesnett.composition.canonical import block_hash

ChangeKind = Literal["unchanged", "changed", "new", "removed", "moved", "split", "joined"]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One fact about one block, or about the blocks of one split or join.

    `change_class` is what the national editor declared, if anything. `text_changed` and `policy_changed` are told
    also of a block that moved.
    """

    kind: ChangeKind
    from_ids: tuple[str, ...]
    to_ids: tuple[str, ...]
    change_class: ChangeClass | None = None
    section_from: str | None = None
    section_to: str | None = None
    text_changed: bool = False
    policy_changed: bool = False
    policy_tightened: bool = False


@dataclass(frozen=True, slots=True)
class _Seat:
    """A block, and where it stands."""

    block: Block
    section: str


def _seats(edition: Edition) -> dict[str, _Seat]:
    return {block.id: _Seat(block, section.key) for section in edition.sections for block in section.blocks}


def applied_lineage(old: Edition, new: Edition) -> tuple[Lineage, ...]:
    """The records that speak of these two editions: their old blocks stand in one, their new blocks in the other."""
    before, after = _seats(old), _seats(new)
    return tuple(item for item in new.lineage if _applies(item, before, after))


def _applies(item: Lineage, before: Mapping[str, _Seat], after: Mapping[str, _Seat]) -> bool:
    known = all(block in before for block in item.from_ids) and all(block in after for block in item.to_ids)
    return known and (set(item.from_ids) != set(item.to_ids) or item.kind == "move")


def highest_class(classes: Iterable[ChangeClass | None]) -> ChangeClass | None:
    """Safety before content before editorial; None where nothing is said."""
    return max((found for found in classes if found), key=CHANGE_CLASSES.index, default=None)


@lru_cache(maxsize=256)
def diff(old: Edition, new: Edition) -> tuple[BlockChange, ...]:
    """One fact for each block, in the order of the new edition; what was removed comes last, in the old order."""
    return tuple(_Comparison(old, new).facts())


def renamed(old: Edition, new: Edition) -> dict[str, str]:
    """Old id -> new id of blocks that moved and were given a new id."""
    moves = (change for change in diff(old, new) if change.kind == "moved")
    return {change.from_ids[0]: change.to_ids[0] for change in moves if change.from_ids != change.to_ids}


class _Comparison:
    def __init__(self, old: Edition, new: Edition) -> None:
        self.old = _seats(old)
        self.new = _seats(new)
        self.declared: dict[str, ChangeClass] = {change.block: change.change_class for change in new.changes}
        self.lineage = applied_lineage(old, new)
        self.by_new_id = {block: item for item in self.lineage for block in item.to_ids}
        self.gone_by_record = {block for item in self.lineage for block in item.from_ids}
        self.out_of_order = self._out_of_order()

    def facts(self) -> Iterator[BlockChange]:
        told: set[Lineage] = set()
        for identity in self.new:
            item = self.by_new_id.get(identity)
            if item is None:
                yield self._kept(identity, identity) if identity in self.old else self._new(identity)
            elif item not in told:
                told.add(item)
                yield self._recorded(item)
        for identity in self.old:
            if identity not in self.new and identity not in self.gone_by_record:
                yield self._removed(identity)

    def _recorded(self, item: Lineage) -> BlockChange:
        if item.kind == "move":
            return self._kept(item.from_ids[0], item.to_ids[0], moved=True)
        return BlockChange(
            kind="split" if item.kind == "split" else "joined",
            from_ids=item.from_ids,
            to_ids=item.to_ids,
            change_class=self._class((*item.to_ids, *item.from_ids)),
            section_from=self.old[item.from_ids[0]].section,
            section_to=self.new[item.to_ids[0]].section,
            text_changed=True,
            policy_changed=self._policies(item.from_ids, self.old) != self._policies(item.to_ids, self.new),
            policy_tightened=max(self._policies(item.from_ids, self.old)) < max(self._policies(item.to_ids, self.new)),
        )

    def _policies(self, ids: Iterable[str], seats: dict[str, _Seat]) -> set[int]:
        return {POLICIES.index(seats[identity].block.policy) for identity in ids}

    def _kept(self, old_id: str, new_id: str, moved: bool = False) -> BlockChange:
        before, after = self.old[old_id], self.new[new_id]
        text_changed = block_hash(before.block) != block_hash(after.block)
        moved = moved or before.section != after.section or new_id in self.out_of_order
        return BlockChange(
            kind="moved" if moved else "changed" if text_changed else "unchanged",
            from_ids=(old_id,),
            to_ids=(new_id,),
            change_class=self._class((new_id, old_id)),
            section_from=before.section,
            section_to=after.section,
            text_changed=text_changed,
            policy_changed=before.block.policy != after.block.policy,
            policy_tightened=POLICIES.index(before.block.policy) < POLICIES.index(after.block.policy),
        )

    def _new(self, identity: str) -> BlockChange:
        seat = self.new[identity]
        return BlockChange("new", (), (identity,), self._class((identity,)), None, seat.section, True)

    def _removed(self, identity: str) -> BlockChange:
        seat = self.old[identity]
        return BlockChange("removed", (identity,), (), self._class((identity,)), seat.section, None, True)

    def _class(self, ids: Iterable[str]) -> ChangeClass | None:
        return highest_class(self.declared.get(identity) for identity in ids)

    def _out_of_order(self) -> set[str]:
        """Blocks that changed places within their section: the fewest that explain the new order."""
        old_order = {identity: index for index, identity in enumerate(self.old)}
        result: set[str] = set()
        for section in {seat.section for seat in self.new.values()}:
            stayed = [
                identity
                for identity, seat in self.new.items()
                if seat.section == section
                and identity in self.old
                and self.old[identity].section == section
                and identity not in self.by_new_id
            ]
            result |= set(stayed) - _longest_rising(stayed, old_order)
        return result


def _longest_rising(items: list[str], order: dict[str, int]) -> set[str]:
    """The longest run of items, not necessarily neighbours, that stand in rising order."""
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for item in items:
        slot = bisect_left(tails, order[item])
        previous[item] = ends[slot - 1] if slot else None
        tails[slot : slot + 1] = [order[item]]
        ends[slot : slot + 1] = [item]
    result: set[str] = set()
    step = ends[-1] if ends else None
    while step is not None:
        result.add(step)
        step = previous[step]
    return result
