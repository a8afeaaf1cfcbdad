"""A changed file is read again: which of its blocks are the blocks we know?

Unchanged blocks keep their ids, and so do blocks changed where they stand; what is new gets a new id, and what is gone is
reported. So a changed file becomes an edition with the changes that a person would see.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from fellesnett.composition import richtext
from fellesnett.intake.naming import LANGUAGES_BY_RANK, identity, own_names, tie
from fellesnett.intake.queries import History
from fellesnett.intake.records import Remark, StagedBlock, StagedSection, StagedText, StagedTopic

SIMILAR = 0.5
"""Share of words in common from which a block is a changed block, and not another one in its place."""
_WORD = re.compile(r"\w+")
GAP_WORK = 40_000
"""Pairs of blocks worth comparing in one gap; a larger one is a new text."""


def align(topic: StagedTopic, history: History) -> StagedTopic:
    """The newly read topic with the ids of what was read before; blocks new to every language get new ids.

    A version read without the one it is tied to (each language has its own file) is tied to what was read earlier.
    """
    renamed: dict[str, str] = {}
    texts: list[StagedText] = []
    remarks: list[Remark] = []
    for text in sorted(topic.texts, key=lambda text: LANGUAGES_BY_RANK.index(text.language)):
        if not texts and (first := _first_of(history, text.language)):
            text, more = tie(first, own_names(f"{topic.source_id}|{text.language}", text), topic.files[0])
            remarks.extend(more if text.language not in history.texts else ())
            renamed = {block.id: block.id for block in first.blocks}
        before = history.texts.get(text.language)
        aligned = _renamed(text, _pairs(before, text) if before else {}, renamed, history)
        renamed = {read.id: block.id for read, block in zip(text.blocks, aligned.blocks, strict=True)} | renamed
        texts.append(aligned)
        history = history.after(aligned)
    return replace(topic, texts=tuple(texts)).with_remarks(tuple(remarks))


def _first_of(history: History, language: str) -> StagedText | None:
    """The version of higher rank than `language` (or, where it is new here, any) that was read before."""
    others = [name for name in LANGUAGES_BY_RANK if name in history.texts and name != language]
    higher = [name for name in others if LANGUAGES_BY_RANK.index(name) < LANGUAGES_BY_RANK.index(language)]
    chosen = higher or ([] if language in history.texts else others)
    return history.texts[chosen[0]] if chosen else None


def _renamed(text: StagedText, pairs: dict[str, str], tied: dict[str, str], history: History) -> StagedText:
    """`pairs`: id as read -> id known in this language. `tied`: id as read -> id of the block's twin in another language.

    A twin's id is taken where this language does not use it for another block. Else an id once used never comes back.
    """
    here = set(pairs.values())
    own = history.taken.get(text.language, frozenset())
    standing = {block.id for block in history.texts[text.language].blocks} if text.language in history.texts else set()
    everywhere = frozenset().union(*history.taken.values())
    result = {}
    for block in text.blocks:
        twin = tied.get(block.id)
        if block.id in pairs:
            kept = pairs[block.id]
        elif twin is not None and twin not in here and (twin not in own or twin in standing):
            kept = twin
        elif block.id not in everywhere | here:
            kept = block.id
        else:
            kept = identity(f"{block.id}|{text.language}", everywhere | here)
        here.add(kept)
        result[block.id] = kept
    return with_ids(text, result)


def with_ids(text: StagedText, ids: dict[str, str]) -> StagedText:
    """The text with each id replaced by what `ids` says."""
    return replace(
        text,
        sections=tuple(
            StagedSection(section.key, tuple(replace(block, id=ids[block.id]) for block in section.blocks))
            for section in text.sections
        ),
    )


def _pairs(last: StagedText, new: StagedText) -> dict[str, str]:
    """New id -> old id of blocks that are the same: section by section, then unchanged blocks that changed section."""
    pairs: dict[str, str] = {}
    old_sections = {section.key: section.blocks for section in last.sections}
    for section in new.sections:
        pairs |= _matched(old_sections.get(section.key, ()), section.blocks)
    left = {_key(block): block.id for block in last.blocks if block.id not in pairs.values()}
    for block in new.blocks:
        if block.id not in pairs and _key(block) in left:
            pairs[block.id] = left.pop(_key(block))
    return pairs


def _matched(old: Sequence[StagedBlock], new: Sequence[StagedBlock]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    matcher = SequenceMatcher(None, [_key(block) for block in old], [_key(block) for block in new], autojunk=False)
    for tag, low, high, new_low, new_high in matcher.get_opcodes():
        if tag == "equal":
            pairs |= {new[new_low + step].id: old[low + step].id for step in range(high - low)}
        elif tag == "replace" and (high - low) * (new_high - new_low) <= GAP_WORK:
            pairs |= _changed_in_place(old[low:high], new[new_low:new_high])
    return pairs


def _changed_in_place(old: Sequence[StagedBlock], new: Sequence[StagedBlock]) -> dict[str, str]:
    """The pairs, in the same order in both, that have the most words in common."""
    likeness = [[_likeness(before, after) for after in new] for before in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= SIMILAR else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = {}, 0, 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= SIMILAR and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[new[j].id] = old[i].id
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(before: StagedBlock, after: StagedBlock) -> float:
    """Words in common, from 0 to 1; 0 where the types differ."""
    if before.type != after.type:
        return 0.0
    ours, theirs = Counter(_WORD.findall(_text(before).lower())), Counter(_WORD.findall(_text(after).lower()))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0


def _key(block: StagedBlock) -> tuple[str, str]:
    return block.type, _text(block)


def _text(block: StagedBlock) -> str:
    return " ".join(richtext.text(block.html).split())
