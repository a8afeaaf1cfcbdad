"""What a clinician must have said yes to before an edition can be approved (semantics.md sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fellesnett.composition.blocks import Edition, Section
from fellesnett.composition.canonical import block_hash, digest, hash_of_parts
from fellesnett.composition.differences import diff
from fellesnett.editorial import subjects
from fellesnett.editorial.queries import signers

ORDINARY, SAFETY = 1, 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to sign: the content hash of a block, or of the taking away of one, and by how many clinicians."""

    block: str
    content_hash: str
    needed: int
    signed_by: frozenset[int] = frozenset()

    @property
    def is_signed(self) -> bool:
        return len(self.signed_by) >= self.needed


def removal_hash(block: str, content_hash: str) -> str:
    """The hash a clinician signs to say that this block, with this content, may go."""
    return digest({"content": content_hash, "removed": block})


def standalone_hash(section: Section) -> str:
    """The hash a clinician signs to say that this section, with these blocks, is right also where it stands alone."""
    return digest({"standalone": hash_of_parts(section.key, [block_hash(block) for block in section.blocks])})


def standalone_hashes(edition: Edition, chosen: Collection[str]) -> list[str]:
    """What is signed for the chosen sections, by their keys; one that is empty says nothing alone."""
    return [standalone_hash(section) for section in edition.sections if section.key in chosen and section.blocks]


def standing_alone(edition: Edition) -> frozenset[str]:
    """The sections of an edition that a clinician has said are right where they stand alone. One query."""
    hashes = {section.key: standalone_hash(section) for section in edition.sections if section.blocks}
    signed = signers(subjects.text(edition.topic, edition.language), hashes.values())
    return frozenset(key for key, content_hash in hashes.items() if signed.get(content_hash))


def marks(old: Edition | None, new: Edition) -> tuple[Mark, ...]:
    """Everything in `new` that must bear a signature, and what has it: a sign-off follows unchanged content by its hash,
    within the topic and the language. Two clinicians for what is declared as safety. One query."""
    wanted = _wanted(old, new)
    found = signers(subjects.text(new.topic, new.language), (mark.content_hash for mark in wanted))
    return tuple(Mark(mark.block, mark.content_hash, mark.needed, frozenset(found.get(mark.content_hash, ()))) for mark in wanted)


def unsigned(old: Edition | None, new: Edition) -> tuple[Mark, ...]:
    """The marks that still lack a clinician."""
    return tuple(mark for mark in marks(old, new) if not mark.is_signed)


def _wanted(old: Edition | None, new: Edition) -> list[Mark]:
    safety = _safety_blocks(old, new)
    standing = [
        Mark(block.id, block_hash(block), SAFETY if block.id in safety else ORDINARY)
        for section in new.sections
        for block in section.blocks
    ]
    return standing + _removals(old, new, safety)


def _safety_blocks(old: Edition | None, new: Edition) -> set[str]:
    declared = {change.block for change in new.changes if change.change_class == "safety"}
    if old is not None:
        declared |= {identity for fact in diff(old, new) if fact.change_class == "safety" for identity in fact.to_ids}
    return declared


def _removals(old: Edition | None, new: Edition, safety: set[str]) -> list[Mark]:
    if old is None:
        return []
    gone = {identity for fact in diff(old, new) if fact.kind == "removed" for identity in fact.from_ids}
    return [
        Mark(block.id, removal_hash(block.id, block_hash(block)), SAFETY if block.id in safety else ORDINARY)
        for section in old.sections
        for block in section.blocks
        if block.id in gone
    ]
