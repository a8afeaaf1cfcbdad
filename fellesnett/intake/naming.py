"""Blocks get their ids: the same each time a file is read, and the same in each language where the versions match.

An id is made from the source and the place of the block, not from its words. Which id a block keeps when a changed file
comes in again is decided in `aligning`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from fellesnett.composition import richtext
from fellesnett.intake.records import Remark, StagedBlock, StagedSection, StagedText, StagedTopic

LANGUAGES_BY_RANK = ("nb", "nn", "en", "se", "smj", "sma")
"""The language first here holds the structure that the others are tied to."""

Chapter = tuple[StagedBlock, ...]


def name_blocks(topic: StagedTopic) -> StagedTopic:
    """The topic with an id on each block. Language versions share ids chapter by chapter where the blocks are of the
    same types and sizes; a chapter that does not match gets ids of its own, and a remark that it is not tied."""
    first, *others = sorted(topic.texts, key=lambda text: LANGUAGES_BY_RANK.index(text.language))
    named = own_names(topic.source_id, first)
    tied = [tie(named, own_names(f"{topic.source_id}|{text.language}", text), topic.files[0]) for text in others]
    remarks = tuple(remark for _text, remarks in tied for remark in remarks)
    return replace(topic, texts=(named, *(text for text, _remarks in tied))).with_remarks(remarks)


def own_names(name: str, text: StagedText) -> StagedText:
    """The text with ids from `name` and each block's place."""
    return replace(text, sections=tuple(_named(name, section) for section in text.sections))


def _named(name: str, section: StagedSection) -> StagedSection:
    blocks = [
        replace(block, id=identity(f"{name}|{section.key}|{number}|{position}"))
        for number, chapter in enumerate(chapters(section.blocks))
        for position, block in enumerate(chapter)
    ]
    return replace(section, blocks=tuple(blocks))


def identity(name: str, taken: Collection[str] = ()) -> str:
    """An id from a name: short, and none of those that are taken."""
    attempt = 0
    while (found := "i" + sha256(f"{name}|{attempt}".encode()).hexdigest()[:15]) in taken:
        attempt += 1
    return found


def chapters(blocks: Sequence[StagedBlock]) -> list[Chapter]:
    """The blocks of a section, cut before each block that opens with a heading."""
    found: list[list[StagedBlock]] = [[]]
    for block in blocks:
        if block.html.startswith("<h3>") and found[-1]:
            found.append([])
        found[-1].append(block)
    return [tuple(chapter) for chapter in found]


def tie(first: StagedText, other: StagedText, file: str) -> tuple[StagedText, tuple[Remark, ...]]:
    """`other` with the ids of `first` in each chapter that matches, and a remark for each that does not."""
    known = {section.key: section for section in first.sections}
    sections: list[StagedSection] = []
    remarks: list[Remark] = []
    for section in other.sections:
        model = known.get(section.key)
        tied, untied = _tied_section(model.blocks if model else (), section.blocks)
        sections.append(replace(section, blocks=tied))
        remarks.extend(Remark(file, f"{other.language}, {section.key}, {place}", what, why) for place, what, why in untied)
    return replace(other, sections=tuple(sections)), tuple(remarks)


def _tied_section(
    model: Sequence[StagedBlock], blocks: Sequence[StagedBlock]
) -> tuple[tuple[StagedBlock, ...], list[tuple[str, str, str]]]:
    ours, theirs = chapters(blocks), chapters(model)
    if len(ours) != len(theirs):
        why = f"språkversjonene har {len(ours)} og {len(theirs)} kapitler: blokkene er ikke knyttet sammen"
        return tuple(blocks), [("alle kapitler", _opening(blocks), why)]
    result: list[StagedBlock] = []
    untied: list[tuple[str, str, str]] = []
    for number, (chapter, twin) in enumerate(zip(ours, theirs, strict=True), start=1):
        if [_shape(block) for block in chapter] == [_shape(block) for block in twin]:
            result.extend(replace(block, id=other.id) for block, other in zip(chapter, twin, strict=True))
        else:
            result.extend(chapter)
            why = "oppbygningen er ulik i språkversjonene: ikke knyttet sammen"
            untied.append((f"kapittel {number}", _opening(chapter), why))
    return tuple(result), untied


def _shape(block: StagedBlock) -> tuple[object, ...]:
    """What two language versions of a block have in common: its type, and how many of each thing it holds."""
    return (block.type, *(block.html.count(f"<{tag}") for tag in ("h3", "h4", "p", "li", "tr")))


def _opening(blocks: Sequence[StagedBlock]) -> str:
    return next(_words(blocks), "")[:120]


def _words(blocks: Sequence[StagedBlock]) -> Iterator[str]:
    return (" ".join(richtext.text(block.html).split()) for block in blocks)
