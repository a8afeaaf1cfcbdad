"""Norwegian sample texts and short ways to say an edition or a layer in a test."""

from __future__ import annotations

from collections.abc import Sequence

from fellesnett.composition.blocks import Block, BlockType, Change, Edition, Language, Lineage, Policy, Section, SlotKind
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.operations import (
    Base,
    Content,
    Fill,
    Layer,
    LayerKind,
    Omit,
    Operation,
    Override,
    Position,
    Retitle,
    Supplement,
)

FASTE = "<p>Du må faste før operasjonen. Ta med gode sko. Vi tar imot deg i resepsjonen.</p>"
DUSJ = "<p>Dusj kvelden før. Bruk rene klær.</p>"
HJEM = "<p>De fleste reiser hjem dagen etter.</p>"


def text(identity: str, html: str, policy: Policy = "open", kind: BlockType = "text") -> Block:
    return Block(identity, kind, html, policy)


def slot(identity: str, label: str = "Telefon", kind: SlotKind = "phone", required: bool = True) -> Block:
    return Block(identity, "slot", slot=kind, required=required, label=label)


def edition(
    number: int,
    *sections: tuple[str, Sequence[Block]],
    language: Language = "nb",
    title: str = "Kneprotese",
    lineage: Sequence[Lineage] = (),
    changes: Sequence[Change] = (),
) -> Edition:
    return Edition(
        topic="kneprotese",
        kind="treatment",
        language=language,
        number=number,
        title=title,
        sections=tuple(Section(key, tuple(blocks)) for key, blocks in sections),
        lineage=tuple(lineage),
        changes=tuple(changes),
    )


def layer(*operations: Operation, kind: LayerKind = "site", owner: str = "helse-bergen") -> Layer:
    return Layer(kind, owner, operations)


def content(*html: str) -> tuple[Content, ...]:
    return tuple(Content("text", item) for item in html)


def override(target: str, *html: str, id: str = "o1", base: Base | None = None) -> Override:
    return Override(id, target, content(*html), base)


def supplement(target: str, *html: str, id: str = "s1", position: Position = "after", base: Base | None = None) -> Supplement:
    return Supplement(id, position, target, content(*html), base)


def omit(target: str, id: str = "u1", base: Base | None = None) -> Omit:
    return Omit(id, target, base)


def fill(target: str, value: str = "55 97 50 00", id: str = "f1") -> Fill:
    return Fill(id, target, value)


def retitle(title: str, id: str = "r1") -> Retitle:
    return Retitle(id, title)


def base_of(source: Edition, target: str) -> Base:
    """The base of an operation made against `source`."""
    for section in source.sections:
        if section.key == target:
            return Base(source.number, section_hash(section))
        for block in section.blocks:
            if block.id == target:
                return Base(source.number, block_hash(block))
    raise KeyError(target)
