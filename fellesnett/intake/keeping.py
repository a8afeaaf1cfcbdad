"""A draft that editors have worked on meets a new reading of its source: the machine keeps what people did.

Per block: unchanged at the source, the draft's wording stands. Untouched by the editors, the source's new wording comes in.
Changed by both: the draft's wording stands, and the source's is reported whole, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fellesnett.composition import richtext
from fellesnett.intake.records import Remark, StagedBlock, StagedText

Document = dict[str, Any]
Draft = Sequence[Mapping[str, Any]]
REMOVED_HERE = "redaksjonen har tatt bort blokken, og kilden har endret den: den er fortsatt borte"
REMOVED_THERE = "kilden har tatt bort blokken, men redaksjonen har endret den: den står"
CHANGED_BY_BOTH = "både redaksjonen og kilden har endret blokken: redaksjonens tekst står, dette er kildens"
WORDED = frozenset({"text", "list", "table", "warning"})


def keep_edits(draft: Draft, last: StagedText, new: StagedText, file: str) -> tuple[list[Document], tuple[Remark, ...]]:
    """The sections to write, and a remark for each block where the editors' act stands against the source's."""
    meeting = _Meeting(draft, last, new, file)
    return meeting.sections(), tuple(meeting.remarks)


class _Meeting:
    def __init__(self, draft: Draft, last: StagedText, new: StagedText, file: str) -> None:
        self.file, self.language = file, new.language
        self.draft = {block["id"]: (section["key"], dict(block)) for section in draft for block in section["blocks"]}
        self.order = [(section["key"], [block["id"] for block in section["blocks"]]) for section in draft]
        self.last = {block.id: (section.key, block) for section in last.sections for block in section.blocks}
        self.new = {block.id: (section.key, block) for section in new.sections for block in section.blocks}
        self.remarks: list[Remark] = []

    def sections(self) -> list[Document]:
        placed: dict[str, list[Document]] = {}
        for identity, (key, block) in self.new.items():
            kept = self._kept(identity, block)
            if kept is not None:
                placed.setdefault(self._section(identity, key), []).append(kept)
        for key, ids in self.order:
            self._put_back(key, ids, placed.setdefault(key, []))
        return [{"key": key, "blocks": blocks} for key, blocks in placed.items() if blocks]

    def _section(self, identity: str, key: str) -> str:
        """Where the editors moved the block, unless the source moved it too."""
        if identity in self.draft and identity in self.last and self.last[identity][0] == key:
            return str(self.draft[identity][0])
        return key

    def _kept(self, identity: str, block: StagedBlock) -> Document | None:
        before = self.last.get(identity)
        changed = before is None or not _same(before[1], block)
        if identity not in self.draft:
            if before is None:
                return {"id": identity, "type": block.type, "html": block.html}
            if changed:
                self._remark(identity, block.html, REMOVED_HERE)
            return None
        standing = self.draft[identity][1]
        if not changed or _says(standing, block):
            return standing
        if before is not None and _says(standing, before[1]):
            return standing | {"type": block.type, "html": block.html}
        self._remark(identity, block.html, CHANGED_BY_BOTH)
        return standing

    def _put_back(self, key: str, ids: list[str], blocks: list[Document]) -> None:
        """The editors' own blocks, and those the source took out after the editors had changed them, where they stood."""
        for position, identity in enumerate(ids):
            if identity in self.new or (identity in self.last and self._is_gone(identity)):
                continue
            before = next((other for other in reversed(ids[:position]) if any(block["id"] == other for block in blocks)), None)
            at = next((number + 1 for number, block in enumerate(blocks) if block["id"] == before), 0)
            blocks.insert(at, self.draft[identity][1])

    def _is_gone(self, identity: str) -> bool:
        standing, before = self.draft[identity][1], self.last[identity][1]
        if _says(standing, before):
            return True
        self._remark(identity, before.html, REMOVED_THERE)
        return False

    def _remark(self, identity: str, html: str, why: str) -> None:
        self.remarks.append(Remark(self.file, f"{self.language}, blokk {identity}", _plain(html), why, left_out=True))


def _same(one: StagedBlock, other: StagedBlock) -> bool:
    return (one.type, one.html) == (other.type, other.html)


def _says(standing: Mapping[str, Any], block: StagedBlock) -> bool:
    """Whether the draft's block still says what was read."""
    if standing["type"] not in WORDED:
        return False
    return standing["type"] == block.type and richtext.normalize(standing["html"]) == block.html


def _plain(html: str) -> str:
    return " ".join(richtext.text(html).split())


def differences(last: StagedText, new: StagedText, file: str) -> Iterator[Remark]:
    """What the source took out since the last reading: reported, so that a removal is never a surprise."""
    ids = {block.id for block in new.blocks}
    for block in last.blocks:
        if block.id not in ids:
            yield Remark(file, f"{new.language}, blokk {block.id}", _plain(block.html), "blokken er borte fra kilden siden sist")
