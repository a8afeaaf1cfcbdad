"""What a newer edition says that the one in use does not: block by block, with what changed marked word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.differences import BlockChange, diff
from fellesnett.desk.classes import CLASSES
from fellesnett.editorial import marking
from fellesnett.editorial.sourcing import with_source
from fellesnett.national.sections import SECTION_NAMES

KINDS = {
    "changed": gettext_lazy("Endret"),
    "new": gettext_lazy("Nytt"),
    "removed": gettext_lazy("Tatt bort"),
    "moved": gettext_lazy("Flyttet"),
    "split": gettext_lazy("Delt opp"),
    "joined": gettext_lazy("Slått sammen"),
    "unchanged": gettext_lazy("Regelen er endret"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One national change: what kind, where, of which class, and the text with what went and what came."""

    kind: str
    section: str
    change_class: str
    text: SafeString
    remark: str
    blocks: tuple[str, ...]


def changes(old: Edition, new: Edition) -> list[Change]:
    """Every national block that is not as it was, in the order of the page."""
    return [_change(fact, old, new) for fact in diff(old, new) if fact.kind != "unchanged" or fact.policy_changed]


def _change(fact: BlockChange, old: Edition, new: Edition) -> Change:
    before, after = _html(old, fact.from_ids), _html(new, fact.to_ids)
    return Change(
        kind=str(KINDS[fact.kind]),
        section=SECTION_NAMES.get(fact.section_to or fact.section_from or "", ""),
        change_class=str(CLASSES.get(fact.change_class or "", "")),
        text=marking.marked(before, after, new.language),
        remark=" ".join(_remarks(fact, before, after, new.language)),
        blocks=tuple(dict.fromkeys((*fact.to_ids, *fact.from_ids))),
    )


def _remarks(fact: BlockChange, before: str, after: str, language: str) -> Iterator[str]:
    if fact.section_from and fact.section_to and fact.section_from != fact.section_to:
        yield _("Flyttet fra «%(old)s».") % {"old": SECTION_NAMES.get(fact.section_from, fact.section_from)}
    if fact.policy_tightened:
        yield _("Det er strammet inn hva dere kan endre her.")
    if before and after and marking.looks_only(before, after, language):
        yield _("Ordene er de samme. Det er formen eller en lenke som er endret.")


def _html(edition: Edition, ids: Iterable[str]) -> str:
    known = blocks(edition)
    return "".join(shown_html(known[identity]) for identity in ids if identity in known)


def blocks(edition: Edition) -> dict[str, Block]:
    """The edition's blocks by id."""
    return {block.id: block for section in edition.sections for block in section.blocks}


def shown_html(block: Block) -> str:
    """A block's text, with its source where it is another's; an open field as its label."""
    return with_source(block) if block.type != "slot" else format_html("<p>{}: ____</p>", block.label)


def text_of(edition: Edition, target: str) -> str:
    """What an edition says in a block, or in a whole section; nothing where it has neither."""
    known = blocks(edition)
    if target in known:
        return shown_html(known[target])
    section = next((section for section in edition.sections if section.key == target), None)
    return "".join(shown_html(block) for block in section.blocks) if section else ""


def name_of(edition: Edition, target: str) -> str:
    """What people call a block or section: the section's name, or the chapter and the block's first words."""
    if target in SECTION_NAMES and target not in blocks(edition):
        return _("hele kapitlet «%(name)s»") % {"name": SECTION_NAMES[target]}
    words = " ".join(line.text for line in marking.lines(text_of(edition, target), edition.language)).split()
    return "«" + " ".join(words[:7]) + (" …»" if len(words) > 7 else "»") if words else target


def section_of(edition: Edition, target: str) -> str:
    """The section key that a block stands in, or the target itself where it is a section."""
    return next((section.key for section in edition.sections for block in section.blocks if block.id == target), target)
