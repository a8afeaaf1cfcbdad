"""The page as it will look, block by block, with who speaks and what may be done there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fellesnett.adoption.candidates import Candidate
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import LocalOperation
from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.composing import ComposedBlock, ComposedSection
from fellesnett.desk.local import changes
from fellesnett.desk.local.scope import LANGUAGES
from fellesnett.desk.local.words import LAYERS, OPERATIONS
from fellesnett.editorial.sourcing import with_source
from fellesnett.national.blocks import SLOT_CHOICES
from fellesnett.national.sections import SECTION_NAMES

SLOTS = dict(SLOT_CHOICES)


@dataclass(frozen=True, slots=True)
class Act:
    """A link to the form that does something here."""

    label: str
    op: str
    target: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A block that the site leaves out in another of its languages, and so, until it is handled, here too."""

    name: str
    language: str
    act: Act


@dataclass
class Shown:
    """One block as a reader meets it, and what the editor sees beside it."""

    id: str
    html: SafeString
    is_national: bool
    speaker: str
    kind: str
    lang: str
    lang_note: str
    notice: bool
    empty_field: bool
    field_note: str = ""
    row: LocalOperation | None = None
    mine: bool = False
    instead_of: SafeString | str = ""
    acts: list[Act] = field(default_factory=list)
    why_not: str = ""


@dataclass
class Chapter:
    """One section, with what is left out there."""

    key: str
    name: str
    blocks: list[Shown]
    left_out: list[tuple[LocalOperation, str]]
    left_out_elsewhere: list[Elsewhere] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    why_not: str = ""


def chapters(held: Holdings, candidate: Candidate, *, may_edit: bool = False, own_group: bool = False) -> list[Chapter]:
    """The candidate's page. With `may_edit`, also what may be done at each block: only what the block's policy lets through."""
    if candidate.page is None:
        return []
    edition = held.shelf.patched(candidate.recipe)
    reader = _Reader(edition, candidate.rows, candidate.recipe["moved"], may_edit, own_group, _omitted_elsewhere(held, candidate))
    return [reader.chapter(section) for section in candidate.page.sections]


def _omitted_elsewhere(held: Holdings, candidate: Candidate) -> dict[str, str]:
    """Target -> the language in which the site has left it out, where nothing is said about it here."""
    handled = {row.target for row in candidate.rows if row.op in ("override", "omit")}
    found = {}
    for part in candidate.recipe["elsewhere"]:
        for row in (held.shelf.operations[pk] for pk in part["operations"]):
            if row.op == "omit" and row.target not in handled:
                found[part["moved"].get(row.target, row.target)] = LANGUAGES[part["language"]]
    return found


class _Reader:
    def __init__(
        self,
        edition: Edition,
        rows: Sequence[LocalOperation],
        moved: Mapping[str, str],
        may_edit: bool,
        own_group: bool,
        elsewhere: Mapping[str, str],
    ) -> None:
        self.edition = edition
        self.national = changes.blocks(edition)
        self.rows = {(row.layer, row.key): row for row in rows}
        self.moved = moved
        self.may_edit = may_edit
        self.own_group = own_group
        self.elsewhere = elsewhere

    def chapter(self, section: ComposedSection) -> Chapter:
        left_out = [
            (row, changes.name_of(self.edition, self._target(row)))
            for row in self.rows.values()
            if row.op == "omit" and changes.section_of(self.edition, self._target(row)) == section.key
        ]
        chapter = Chapter(
            section.key, SECTION_NAMES.get(section.key, section.key), [self._shown(block) for block in section.blocks], left_out
        )
        chapter.left_out_elsewhere = [
            Elsewhere(changes.name_of(self.edition, target), language, Act(_("Utelat her også"), "omit", target))
            for target, language in self.elsewhere.items()
            if changes.section_of(self.edition, target) == section.key
        ]
        if self.may_edit:
            self._offer_chapter(chapter)
        return chapter

    def _target(self, row: LocalOperation) -> str:
        return self.moved.get(row.target, row.target)

    def _shown(self, block: ComposedBlock) -> Shown:
        row = self.rows.get((block.source.layer, block.source.operation or ""))
        slot = self.national.get(block.id)
        empty = block.type == "slot" and not block.html
        shown = Shown(
            id=block.id,
            html=_html(block, slot),
            is_national=block.source.layer == "national",
            speaker=str(LAYERS[block.source.layer]),
            kind=str(OPERATIONS[row.op]) if row else "",
            lang=block.lang or self.edition.language,
            lang_note=_lang_note(block),
            notice=block.notice,
            empty_field=empty,
            row=row,
            mine=row is not None and self.may_edit and (row.layer != "group" or self.own_group),
        )
        if empty and slot:
            shown.field_note = (
                _("Må fylles ut.") if slot.required else _("Kan fylles ut. Vises ikke for pasientene før det er gjort.")
            )
        if row and row.op == "override":
            shown.instead_of = mark_safe(changes.text_of(self.edition, self._target(row)))  # normalised when the edition was made
        if self.may_edit and block.lang and not block.notice and slot:
            language = LANGUAGES[self.edition.language]
            shown.acts.append(Act(_("Skriv det på %(language)s") % {"language": language}, "override", block.id))
        elif self.may_edit and not block.notice and not block.lang:
            self._offer(shown, block, slot)
        return shown

    def _offer(self, shown: Shown, block: ComposedBlock, national: Block | None) -> None:
        """What may be done at a block."""
        row = shown.row
        if row and row.op == "supplement" and row.layer != "group":
            return  # our own words: edit or take away
        if shown.empty_field:
            shown.acts.append(Act(_("Fyll ut"), "fill", block.id))
        policy = national.policy if national else "open"
        if policy == "locked":
            shown.why_not = _(
                "Låst nasjonalt: teksten er lik for alle. Har dere et behov, be den nasjonale medisinske redaktøren om unntak."
            )
            return
        shown.acts.append(Act(_("Legg til etter"), "supplement", block.id, "after"))
        shown.acts.append(Act(_("Legg til før"), "supplement", block.id, "before"))
        if policy == "supplement_only":
            shown.why_not = _("Teksten kan ikke erstattes eller utelates: den må stå hos alle.")
        elif not (row and row.op in ("override", "fill") and row.layer != "group"):
            shown.acts.append(Act(_("Erstatt"), "override", block.id))
            shown.acts.append(Act(_("Utelat"), "omit", block.id))

    def _offer_chapter(self, chapter: Chapter) -> None:
        chapter.acts.append(Act(_("Legg til sist i kapitlet"), "supplement", chapter.key, "end"))
        guarded = any(self.national[block.id].policy != "open" for block in chapter.blocks if block.id in self.national)
        if guarded:
            chapter.why_not = _("Kapitlet har tekst som må stå hos alle. Det kan ikke erstattes eller utelates som helhet.")
        elif chapter.blocks and not any(block.row and block.row.target == chapter.key for block in chapter.blocks):
            chapter.acts.append(Act(_("Erstatt kapitlet"), "override", chapter.key))
            chapter.acts.append(Act(_("Utelat kapitlet"), "omit", chapter.key))


def _html(block: ComposedBlock, slot: Block | None) -> SafeString:
    """Composed text is in normal form (`composition.richtext`): cleaned when it was stored, so it is shown as it is."""
    return (
        with_source(block)
        if block.html or not slot or block.attribution
        else format_html("<p>{}: ……</p>", slot.label or SLOTS.get(slot.slot or "", ""))
    )


def _lang_note(block: ComposedBlock) -> str:
    if not block.lang:
        return ""
    return _("Står på %(language)s til dere har endret det her også.") % {"language": LANGUAGES[block.lang]}


def title_row(rows: Iterable[LocalOperation]) -> Any:
    """The operation that gives the page its own title, or None."""
    return next((row for row in rows if row.op == "retitle"), None)
