"""Several editions at once: a site that is editions behind is told everything that happened between (semantics.md section 3).

Each edition records only what its editor did to the one before it. Here those records are followed one after the other:
b1 was split into b2 and b3, b2 moved to b4, so b1 has become b4 and b3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from fellesnett.composition.blocks import Change, ChangeClass, Edition, Lineage, LineageKind
from fellesnett.composition.classifying import classify
from fellesnett.composition.differences import applied_lineage, diff, highest_class

Heirs = Mapping[str, tuple[str, ...]]


def in_one_step(editions: Sequence[Edition]) -> Edition:
    """The last edition, telling what happened since the first one: lineage and classes of every edition between.

    Its text is the last edition's, and so is the page composed from it. ValueError where the editions are not of one
    topic and language, in rising order.
    """
    if len(editions) <= 2:
        return editions[-1]
    _refuse_disorder(editions)
    return _in_one_step(tuple(editions))


@lru_cache(maxsize=64)
def _in_one_step(editions: tuple[Edition, ...]) -> Edition:
    return replace(editions[-1], lineage=joined_lineage(editions), changes=joined_changes(editions))


def _refuse_disorder(editions: Sequence[Edition]) -> None:
    for one, next_one in pairwise(editions):
        if one.number >= next_one.number:
            raise ValueError(f"edition {next_one.number} does not come after edition {one.number}")
        if (one.topic, one.language) != (next_one.topic, next_one.language):
            raise ValueError(f"edition {next_one.number} is another text than edition {one.number}")


# --- lineage --------------------------------------------------------------------------------------------------------


def joined_lineage(editions: Sequence[Edition]) -> tuple[Lineage, ...]:
    """What became of each block of the first edition in the last one, as if it had been recorded in one act.

    The editions are given oldest first. A block that was split anywhere on the way is `split`, and one that was joined
    with another is `join`, also where a later edition took some of the parts away.
    """
    heirs = _heirs_over(editions)
    acts = _acts_over(editions)
    found: list[Lineage] = []
    for group in _families(heirs):
        new = tuple(dict.fromkeys(heir for block in group for heir in heirs[block]))
        kinds = {kind for block in group for kind in acts.get(block, ())}
        if new and kinds:
            found.append(Lineage(_kind(group, new, kinds), group, new))
    return tuple(found)


def _kind(old: Sequence[str], new: Sequence[str], kinds: set[LineageKind]) -> LineageKind:
    if len(old) > 1 or ("join" in kinds and "split" not in kinds):
        return "join"
    return "split" if len(new) > 1 or "split" in kinds else "move"


def _heirs(old: Edition, new: Edition) -> Heirs:
    """For each block of `old`, the blocks of `new` that it became: by record, else by its own id."""
    standing = {block.id for section in new.sections for block in section.blocks}
    recorded = {block: item.to_ids for item in applied_lineage(old, new) for block in item.from_ids}
    return {block: recorded.get(block, (block,) if block in standing else ()) for block in _ids(old)}


def _heirs_over(editions: Sequence[Edition]) -> Heirs:
    heirs: Heirs = {block: (block,) for block in _ids(editions[0])}
    for old, new in pairwise(editions):
        heirs = _followed(heirs, _heirs(old, new))
    return heirs


def _followed(first: Heirs, then: Heirs) -> Heirs:
    return {block: tuple(dict.fromkeys(heir for step in steps for heir in then.get(step, ()))) for block, steps in first.items()}


def _acts_over(editions: Sequence[Edition]) -> dict[str, set[LineageKind]]:
    """The recorded acts that each block of the first edition went through, itself or in its heirs."""
    acts: dict[str, set[LineageKind]] = {}
    heirs: Heirs = {block: (block,) for block in _ids(editions[0])}
    for old, new in pairwise(editions):
        recorded = {block: item.kind for item in applied_lineage(old, new) for block in item.from_ids}
        for block, steps in heirs.items():
            acts.setdefault(block, set()).update(recorded[step] for step in steps if step in recorded)
        heirs = _followed(heirs, _heirs(old, new))
    return acts


def _families(heirs: Heirs) -> Iterator[tuple[str, ...]]:
    """Old blocks that share an heir, together, in the old order."""
    parent = {block: block for block in heirs}

    def head(block: str) -> str:
        while parent[block] != block:
            parent[block] = parent[parent[block]]
            block = parent[block]
        return block

    claimed: dict[str, str] = {}
    for block, new in heirs.items():
        for heir in new:
            parent[head(block)] = head(claimed.setdefault(heir, block))
    groups: dict[str, list[str]] = {}
    for block in heirs:
        groups.setdefault(head(block), []).append(block)
    return (tuple(group) for group in groups.values())


def _ids(edition: Edition) -> Iterator[str]:
    return (block.id for section in edition.sections for block in section.blocks)


# --- classes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """A class that one edition gave to one block, and that block's ids before and after that edition."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    change_class: ChangeClass


def joined_changes(editions: Sequence[Edition]) -> tuple[Change, ...]:
    """The highest class over all editions for each block, told of its ids in the first and the last edition.

    Content in one edition and editorial in the next is content; safety anywhere is safety. Where an edition changed a
    block without saying its class, the machine's floor counts (section 5).
    """
    highest: dict[str, ChangeClass] = {}
    for step, (old, new) in enumerate(pairwise(editions)):
        back = _inverted(_heirs_over(editions[: step + 1]))
        ahead = _heirs_over(editions[step + 1 :])
        for told in _told(old, new):
            names = [name for block in told.after for name in ahead.get(block, ())]
            names += [name for block in told.before for name in back.get(block, ())]
            for name in dict.fromkeys(names):
                highest[name] = highest_class((highest.get(name), told.change_class)) or told.change_class
    return tuple(Change(block, change_class) for block, change_class in highest.items())


def _told(old: Edition, new: Edition) -> Iterator[_Told]:
    changes = [change for change in diff(old, new) if change.kind != "unchanged"]
    floor: dict[str, ChangeClass] = {}
    if any(change.change_class is None for change in changes):
        floor = {item.block: item.lowest for item in classify(old, new)}
    for change in changes:
        found = change.change_class or highest_class(floor.get(block) for block in (*change.to_ids, *change.from_ids))
        yield _Told(change.from_ids, change.to_ids, found or "content")


def _inverted(heirs: Heirs) -> Heirs:
    result: dict[str, tuple[str, ...]] = {}
    for block, steps in heirs.items():
        for step in steps:
            result[step] = (*result.get(step, ()), block)
    return result
