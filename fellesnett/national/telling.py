"""From one edition to the next, as an editor reads it: block by block, in words, with what changed marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.differences import BlockChange, diff
from fellesnett.editorial import marking
from fellesnett.editorial.sourcing import with_source
from fellesnett.national.blocks import SLOT_CHOICES
from fellesnett.national.changes import Floor, by_id, floors
from fellesnett.national.gates import Reason
from fellesnett.national.sections import SECTION_NAMES

KINDS = {
    "changed": gettext_lazy("Endret"),
    "new": gettext_lazy("Ny"),
    "removed": gettext_lazy("Tatt bort"),
    "moved": gettext_lazy("Flyttet"),
    "split": gettext_lazy("Delt opp"),
    "joined": gettext_lazy("Slått sammen"),
    "unchanged": gettext_lazy("Bare regelen er endret"),
}
POLICIES = {"open": gettext_lazy("åpen"), "supplement_only": gettext_lazy("bare supplement"), "locked": gettext_lazy("låst")}
SLOTS = dict(SLOT_CHOICES)
TYPES = {
    "text": gettext_lazy("tekst"),
    "list": gettext_lazy("liste"),
    "table": gettext_lazy("tabell"),
    "image": gettext_lazy("bilde"),
    "video": gettext_lazy("film"),
    "warning": gettext_lazy("varsel"),
    "slot": gettext_lazy("åpent felt"),
    "source": gettext_lazy("tekst fra en annen kilde"),
}
WORDS_IN_A_NAME = 6


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """One change, with the words for it and the floors under its class."""

    kind: str
    section: str
    name: str
    remarks: tuple[str, ...]
    text: SafeString
    floors: tuple[Floor, ...]
    ids: tuple[str, ...]

    @property
    def tokens(self) -> list[str]:
        return list(dict.fromkeys(token for floor in self.floors for token in floor.tokens))


def changed_blocks(old: Edition | None, new: Edition) -> list[ChangedBlock]:
    """Every block that is not as it was; none for a first edition, which changes nothing for anybody."""
    if old is None:
        return []
    lowest = floors(old, new)
    return [_changed(fact, old, new, lowest) for fact in diff(old, new) if fact.kind != "unchanged" or fact.policy_changed]


def _changed(fact: BlockChange, old: Edition, new: Edition, lowest: Mapping[str, Floor]) -> ChangedBlock:
    before = [by_id(old)[identity] for identity in fact.from_ids]
    after = [by_id(new)[identity] for identity in fact.to_ids]
    ids = tuple(dict.fromkeys((*fact.to_ids, *fact.from_ids)))
    return ChangedBlock(
        kind=str(KINDS[fact.kind]),
        section=SECTION_NAMES.get(fact.section_to or fact.section_from or "", ""),
        name=" + ".join(name_of(block) for block in after or before),
        remarks=tuple(_remarks(fact, before, after, new.language)),
        text=marking.marked(_html(before), _html(after), new.language),
        floors=tuple(lowest[identity] for identity in ids if identity in lowest),
        ids=ids,
    )


def _remarks(fact: BlockChange, before: list[Block], after: list[Block], language: str) -> Iterator[str]:
    if fact.section_from and fact.section_to and fact.section_from != fact.section_to:
        yield _("Flyttet fra «%(old)s» til «%(new)s».") % {
            "old": SECTION_NAMES[fact.section_from],
            "new": SECTION_NAMES[fact.section_to],
        }
    if fact.policy_changed and before and after:
        yield _("Regelen for sykehusene går fra «%(old)s» til «%(new)s».") % {
            "old": POLICIES[before[0].policy],
            "new": POLICIES[after[0].policy],
        }
    if before and after and marking.looks_only(_html(before), _html(after), language):
        yield _("Ordene er de samme. Det er formen eller en lenke som er endret.")


def _html(blocks: Iterable[Block]) -> str:
    return "".join(with_source(block) or _slot(block) for block in blocks)


def _slot(block: Block) -> str:
    if block.type != "slot":
        return ""
    required = _("må fylles ut") if block.required else _("kan fylles ut")
    return format_html("<p>{}: {} ({})</p>", block.label, SLOTS.get(block.slot or "", ""), required)


def name_of(block: Block) -> str:
    """The first words of a block: what people call it by."""
    if block.type == "slot" and block.label:
        return block.label
    words = marking.lines(_html([block]), "nb")
    said = words[0].text.split() if words else []
    return " ".join(said[:WORDS_IN_A_NAME]) + (" …" if len(said) > WORDS_IN_A_NAME else "") if said else str(TYPES[block.type])


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block as it is read in an edition."""

    id: str
    type: str
    policy: str
    text: SafeString
    is_open_field: bool
    name: str


class ShownSection(NamedTuple):
    """A chapter as it is read in an edition."""

    key: str
    name: str
    blocks: list[ShownBlock]


def shown_sections(edition: Edition) -> list[ShownSection]:
    """The whole text, chapter by chapter, without empty ones."""
    return [
        ShownSection(
            section.key,
            SECTION_NAMES.get(section.key, section.key),
            [_shown(block, edition.language) for block in section.blocks],
        )
        for section in edition.sections
        if section.blocks
    ]


def _shown(block: Block, language: str) -> ShownBlock:
    return ShownBlock(
        block.id,
        str(TYPES[block.type]),
        str(POLICIES[block.policy]),
        marking.plain(_html([block]), language),
        block.type == "slot",
        name_of(block),
    )


def in_words(reasons: Iterable[Reason], *editions: Edition | None) -> tuple[Reason, ...]:
    """The gate's reasons with blocks called by their first words instead of their ids."""
    names = {identity: name_of(block) for edition in editions if edition for identity, block in by_id(edition).items()}
    return tuple(replace(reason, text=_named(reason.text, names)) for reason in reasons)


def _named(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"«([^»\s]+)»", lambda found: f"«{names.get(found[1], found[1])}»", text)
