"""What changed nationally between two editions, looked up by block and by section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fellesnett.composition.blocks import CHANGE_CLASSES, ChangeClass, Edition
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.classifying import classify
from fellesnett.composition.differences import BlockChange, diff, highest_class, renamed
from fellesnett.composition.pages import Page, national_page
from fellesnett.composition.spans import in_one_step


@dataclass(frozen=True, slots=True)
class Facts:
    """What changed nationally, looked up by block and by section."""

    old: Edition
    new: Edition
    changes: tuple[BlockChange, ...]
    by_old_id: dict[str, BlockChange]
    classes: dict[str, ChangeClass]
    renamed: dict[str, str]
    old_page: Page
    new_page: Page
    known: dict[str, str]

    def change_class(self, change: BlockChange | None) -> ChangeClass | None:
        """What the national editor declared, else the lowest class the machine allows."""
        if change is None or change.kind == "unchanged":
            return None
        lowest = highest_class(self.classes.get(block) for block in (*change.to_ids, *change.from_ids))
        return change.change_class or lowest or "content"

    def in_section(self, key: str) -> tuple[BlockChange, ...]:
        return tuple(change for change in self.changes if key in (change.section_from, change.section_to))

    def highest(self, changes: Iterable[BlockChange]) -> ChangeClass | None:
        return highest_class(self.change_class(change) for change in changes)


@lru_cache(maxsize=64)
def facts_of(old: Edition, new: Edition, through: tuple[Edition, ...] = ()) -> Facts:
    """The facts from `old` to `new`, with what was recorded in the editions between."""
    new = in_one_step((old, *through, new))
    changes = diff(old, new)
    undeclared = any(change.kind != "unchanged" and change.change_class is None for change in changes)
    lowest = {item.block: item.lowest for item in classify(old, new)} if undeclared else {}
    return Facts(
        old=old,
        new=new,
        changes=changes,
        by_old_id={block: change for change in changes for block in change.from_ids},
        classes={block: _as_class(value) for block, value in lowest.items()},
        renamed=renamed(old, new),
        old_page=national_page(old),
        new_page=national_page(new),
        known={hash: html for edition in (*through, old) for hash, html in _known_texts(edition).items()},
    )


def _as_class(value: str) -> ChangeClass:
    return next(known for known in CHANGE_CLASSES if known == value)


def _known_texts(old: Edition) -> dict[str, str]:
    """The texts of the adopted edition by hash: blocks, and whole sections."""
    known = {section_hash(section): "".join(block.html for block in section.blocks) for section in old.sections}
    for section in old.sections:
        known |= {block_hash(block): block.html for block in section.blocks}
    return known
