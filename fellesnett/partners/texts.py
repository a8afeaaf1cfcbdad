"""A site's local parts of a text, as a document: what stands, what a partner's document would change, and what came of both.

An act is one thing that a document asks for: to write a part (a new one, or instead of one that stands), to take one away, or
to change the title. Acts are laid on what stands when they are read, so what an editor has written meanwhile is not lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, LocalOperation
from fellesnett.adoption.recipes import Part, layers_of
from fellesnett.adoption.trying import try_operations
from fellesnett.composition import richtext
from fellesnett.composition.canonical import digest
from fellesnett.composition.composing import left_by
from fellesnett.composition.pages import Page, html_of, places_hash, unit_hash
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.models import Submission
from fellesnett.partners.schema import (
    LONGEST,
    LONGEST_HTML,
    MOST_PIECES,
    LocalBlock,
    LocalSection,
    LocalText,
    National,
    Piece,
)

Act = dict[str, Any]
MOST_ACTS = 200
"""How many parts one delivery may write and take away. Each is tried on the page."""


@dataclass(frozen=True)
class Placed:
    """A local part and the section it stands in."""

    section: str
    block: LocalBlock


@dataclass(frozen=True)
class Parts:
    """A site's own title and parts in one text."""

    title: str | None = None
    placed: tuple[Placed, ...] = ()

    def by_id(self) -> dict[str, Placed]:
        return {one.block.id: one for one in self.placed if one.block.id}


@dataclass
class Standing:
    """A text as it stands at a site, with what the site writes on (`page`)."""

    text: AdoptedText
    held: Holdings
    page: Page
    rows: dict[str, LocalOperation] = field(default_factory=dict)

    @property
    def title_row(self) -> LocalOperation | None:
        return next((row for row in self.rows.values() if row.op == "retitle"), None)

    @property
    def shown(self) -> set[int]:
        """The operations that patients read now, by key."""
        recipe = self.held.live_recipe((self.text.pk, None))
        return set(recipe["operations"]) if recipe else set()

    @cached_property
    def ground(self) -> tuple[National, ...]:
        """What local parts can speak of."""
        return tuple(_ground(self))

    @property
    def edition(self) -> int:
        """The number of the national edition in use."""
        return self.held.shelf.editions[self.text.edition_id].number


def id_of(text: AdoptedText) -> str:
    """What partners call a text at a site: its permanent short address, and the language."""
    return f"{text.adoption.short_code}-{text.language}"


def find(name: str) -> AdoptedText | None:
    """The text that partners call so, where the site uses it."""
    code, _dash, language = name.rpartition("-")
    found = AdoptedText.objects.filter(adoption__short_code=code, language=language, adoption__answer=Answer.ADOPTED)
    return found.select_related("adoption__site__organization", "adoption__topic", "edition").first()


def standing(text: AdoptedText) -> Standing:
    """What stands now: in use, or in the site's draft."""
    held = gather([text.adoption_id])
    text = held.texts[text.pk]
    rows = held.next_rows(text, None)
    shared = [row for row in rows if row.layer == "group"]
    return Standing(text, held, _page(held, text, shared), {row.key: row for row in rows if row.layer == "site"})


def _page(held: Holdings, text: AdoptedText, shared: Sequence[LocalOperation]) -> Page:
    """What the site writes on: the national text with what its group says."""
    edition = held.shelf.patched(Part(edition=text.edition_id, patches=text.patches, moved={}, operations=[]))
    return left_by(edition, layers_of(shared, held.owners(text, None), text.language, text.moved))


def _ground(now: Standing) -> Iterator[National]:
    """What local parts can speak of: each block, slot and section, as the site's layer finds it on the page that is shown."""
    shown = now.shown
    page = _page(now.held, now.text, [row for row in now.held.rows(now.text) if row.layer == "group" and row.pk in shown])
    for section, places in page.sections.items():
        yield National(
            id=section, section=section, type="section", html="", label="", policy="open",
            base=places_hash(section, page.shown(section)),
        )  # fmt: skip
        for name in page.units(section):
            unit = page.unit(name)
            first = next(place for place in places if place.unit == name)
            is_slot = first.slot is not None and not first.filled
            yield National(
                id=name, section=section, type="slot" if is_slot else first.block.type if first.block else "text",
                html="" if is_slot else html_of(unit), label=first.slot.label if first.slot else "", policy=first.policy,
                base=unit_hash(unit),
            )  # fmt: skip


# --- as a document --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """What came of a partner's deliveries to a text that were taken in: the operations they became, and those they took away."""

    made: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()


def parts_of(now: Standing) -> Parts:
    """What the site itself says in the text, its drafts too. For the site's own eyes."""
    return _parts(now, now.rows.values(), {row.pk for row in now.rows.values()})


def readable(now: Standing, own: Own) -> Parts:
    """What a partner reads of it: what patients read, and what it has delivered itself. Drafts of the site are not told of, and
    neither is why the site departs from the national text."""
    shown, made, rows = now.shown, _carried_on(now, own.made), dict[str, LocalOperation]()
    for row in now.held.rows(now.text):
        if row.layer == "site" and row.pk in shown and not (row.leaving and row.pk in own.taken):
            rows[row.key] = row
    rows |= {key: row for key, row in now.rows.items() if row.pk in made}
    return _parts(now, rows.values(), made)


def _carried_on(now: Standing, made: frozenset[int]) -> set[int]:
    """These operations, and the rows that carry their very words and reasons on to a newer edition."""
    known = {row.pk: row for row in now.held.rows(now.text)}
    found = set(made)
    for row in sorted(known.values(), key=lambda row: row.pk):
        before = known.get(row.replaces_id or 0)
        if before and before.pk in found and words_of(row) == words_of(before) and row.reason_text == before.reason_text:
            found.add(row.pk)
    return found


def words_of(row: LocalOperation) -> tuple[object, ...]:
    """What an operation says to patients, wherever it stands."""
    return row.op, row.position, row.content, row.value, row.title


def _parts(now: Standing, rows: Collection[LocalOperation], reasoned: Collection[int]) -> Parts:
    """These rows as a document has them, and the reasons of those that are `reasoned`."""
    title = next((row.title for row in rows if row.op == "retitle"), None)
    placed = [
        Placed(section_of(now.page, row.target), _block(row, reasoned=row.pk in reasoned))
        for row in sorted(rows, key=lambda row: (len(row.key), row.key))
        if row.op != "retitle"
    ]
    return Parts(title, tuple(placed))


def _block(row: LocalOperation, *, reasoned: bool) -> LocalBlock:
    return LocalBlock.model_validate(
        {
            "id": row.key, "operation": row.op, "target": row.target, "position": row.position or None,
            "content": row.content, "value": row.value, "base": row.base_hash,
            "reason_code": row.reason_code if reasoned else "", "reason": row.reason_text if reasoned else "",
            "clinical": row.clinical and row.op == "supplement", "valid_until": row.valid_until,
        }
    )  # fmt: skip


def section_of(page: Page, target: str) -> str:
    """The section that a target stands in; the target itself where it is a section, or is on the page no longer."""
    return target if target in page.sections else page.section_of(target) or target


def document_of(text: AdoptedText, parts: Parts) -> LocalText:
    """The parts as partners read and write them."""
    names = list(dict.fromkeys(one.section for one in parts.placed))
    sections = tuple(
        LocalSection(id=name, blocks=tuple(one.block for one in parts.placed if one.section == name)) for name in names
    )
    adoption = text.adoption
    return LocalText(
        site=adoption.site.slug, topic=adoption.topic.key, language=text.language, title=parts.title, sections=sections
    )


def with_acts(parts: Parts, acts: Iterable[Act]) -> Parts:
    """The parts as they would be when these acts are done."""
    for act in acts:
        if act["do"] == "title":
            parts = replace(parts, title=act["title"])
            continue
        made = Placed(act["section"], LocalBlock.model_validate(act["block"])) if act["do"] == "write" else None
        known = [one.block.id for one in parts.placed]
        if act["key"] and act["key"] in known:
            kept = tuple(made if one.block.id == act["key"] else one for one in parts.placed)
            parts = replace(parts, placed=tuple(one for one in kept if one))
        elif made:
            parts = replace(parts, placed=(*parts.placed, replace(made, block=made.block.model_copy(update={"id": None}))))
    return parts


# --- what a document asks for -----------------------------------------------------------------------------------------


def acts_between(now: Standing, parts: Parts, wanted: LocalText, *, at: datetime) -> list[Act]:
    """What has to be done for `parts`, which the partner reads, to become what is wanted. Raises Invalid with every fault."""
    known, seen = parts.by_id(), set[str]()
    if sum(len(section.blocks) for section in wanted.sections) > len(known) + MOST_ACTS:
        raise Invalid(_too_many())
    cleaned, faults = _cleaned(wanted, known)
    acts: list[Act] = []
    places: list[str] = []  # where in the document each act was asked for
    for where, section, block in cleaned:
        faults += _misplaced(now, known, where, section, block, seen)
        seen.add(block.id or "")
        before = known.get(block.id or "")
        if before is None or before.block != block:
            key = block.id or _drafted(now, known, block)
            acts.append({"do": "write", "key": key, "section": section, "block": block.model_dump(mode="json")})
            places.append(where)
    removed = [{"do": "remove", "key": key} for key in known if key not in seen]
    named = (wanted.title or "").strip() or None
    title = [{"do": "title", "title": named}] if named != parts.title else []
    if len(removed) + len(acts) > MOST_ACTS:
        faults.append(_too_many())
    if not faults:
        faults += _tried(now, acts, places, removed, title, at)
    if faults:
        raise Invalid(*faults)
    return [*removed, *acts, *title]


def _too_many() -> Fault:
    return Fault("sections", _("Det er for mange deler på én gang: høyst %(most)s.") % {"most": MOST_ACTS})


def _cleaned(wanted: LocalText, known: Mapping[str, Placed]) -> tuple[list[tuple[str, str, LocalBlock]], list[Fault]]:
    """Each block with its place in the document, its text in normal form, and the clinical mark where what stands has it."""
    found, faults = list[tuple[str, str, LocalBlock]](), list[Fault]()
    for outer, section in enumerate(wanted.sections):
        for inner, block in enumerate(section.blocks):
            where, before = f"sections.{outer}.blocks.{inner}", known.get(block.id or "")
            if before and before.block == block:
                found.append((where, section.id, block))
                continue
            faults += _too_long(where, block)
            try:
                content = tuple(Piece(type=piece.type, html=_clean(piece.html)) for piece in block.content)
            except (ValueError, richtext.TooLarge) as fault:
                faults.append(Fault(f"{where}.content", str(fault)))
                continue
            kept = {"clinical": block.clinical or bool(before and before.block.clinical), "content": content}
            found.append((where, section.id, block.model_copy(update=kept)))
    return found, faults


def _too_long(where: str, block: LocalBlock) -> Iterator[Fault]:
    """What stands already may be longer: only what is delivered is measured."""
    said = {"value": block.value, "reason": block.reason}
    for name, value in said.items():
        if len(value) > LONGEST:
            yield Fault(f"{where}.{name}", _("Teksten er for lang: høyst %(most)s tegn.") % {"most": LONGEST})
    for number, piece in enumerate(block.content):
        if len(piece.html) > LONGEST_HTML:
            words = _("Teksten er for lang: høyst %(most)s tegn.") % {"most": LONGEST_HTML}
            yield Fault(f"{where}.content.{number}.html", words)
    if len(block.content) > MOST_PIECES:
        yield Fault(f"{where}.content", _("Det er for mange deler på én gang: høyst %(most)s.") % {"most": MOST_PIECES})


def _drafted(now: Standing, known: Collection[str], block: LocalBlock) -> str | None:
    """The site's own draft that a new part comes instead of, where the page has room for one and the partner cannot see it."""
    if block.operation == "supplement":
        return None
    drafts = (row for row in now.rows.values() if row.key not in known)
    return next((row.key for row in drafts if (row.op, row.target) == (block.operation, block.target)), None)


def _clean(html: str) -> str:
    """Rich text in normal form. Raises ValueError, in words."""
    if strange := richtext.active(html):
        words = _("Teksten inneholder kode som ikke kan vises til pasienter: %(code)s.")
        raise ValueError(words % {"code": ", ".join(strange)})
    try:
        return richtext.normalize(html)
    except richtext.TooLarge:
        raise ValueError(_("Teksten er for lang. Del den opp.")) from None


def _misplaced(
    now: Standing, known: dict[str, Placed], where: str, section: str, block: LocalBlock, seen: set[str]
) -> Iterator[Fault]:
    if block.id and block.id not in known:
        yield Fault(f"{where}.id", _("Det finnes ingen slik del her. Utelat id for en ny del."))
    elif block.id and block.id in seen:
        yield Fault(f"{where}.id", _("Delen står to ganger. Den kan bare stå én gang."))
    elif block.id and _speaks_of(known[block.id].block) != _speaks_of(block):
        yield Fault(f"{where}.target", _("En del kan ikke flyttes. Ta den bort, og lag en ny der den skal stå."))
    if section != section_of(now.page, block.target):
        words = _("%(target)s står ikke i kapitlet %(section)s.")
        yield Fault(f"{where}.target", words % {"target": block.target, "section": section})
    if block.operation in ("override", "omit") and not block.base:
        yield Fault(f"{where}.base", _("Send base fra det du så, når du erstatter eller utelater nasjonal tekst."))


def _speaks_of(block: LocalBlock) -> tuple[str, str, str | None]:
    return block.operation, block.target, block.position


def _tried(
    now: Standing, acts: Sequence[Act], places: Sequence[str], removed: Sequence[Act], title: Sequence[Act], at: datetime
) -> Iterator[Fault]:
    """What the site's own rules say to it, asked of a copy of what stands."""
    written = [facts_of(now, act) for act in (*acts, *title) if act["do"] == "write" or act["title"]]
    gone = [act["key"] for act in removed]
    if title and now.title_row and not title[0]["title"]:
        gone.append(now.title_row.key)
    held = gather([now.text.adoption_id])
    refusals = try_operations(held, held.texts[now.text.pk], removed=gone, written=written, at=at)
    for where, reasons in zip([*places, "title"], refusals, strict=False):
        for reason in reasons:
            yield Fault(f"{where}.base" if reason.code == "stale_base" else where, reason.text)


def facts_of(now: Standing, act: Act) -> dict[str, Any]:
    """An act as `adoption.save_operation` takes it."""
    if act["do"] == "title":
        return {"op": "retitle", "title": act["title"], "replaces": now.title_row}
    block = LocalBlock.model_validate(act["block"])
    return {
        "op": block.operation, "target": block.target, "position": block.position or "",
        "content": [piece.model_dump() for piece in block.content], "value": block.value, "base_hash": block.base,
        "reason_code": block.reason_code, "reason_text": block.reason, "clinical": block.clinical,
        "valid_until": block.valid_until, "replaces": now.rows.get(act["key"] or ""),
    }  # fmt: skip


def was_clinical(now: Standing, acts: Sequence[Act], act: Act) -> bool:
    """Is what an act writes instead of marked as clinical content? A delivery takes no such mark away: not by a rewriting, and
    not by a new part at the place of one that the same delivery takes away."""
    if act["do"] == "title":
        return bool(now.title_row and now.title_row.clinical)
    if known := now.rows.get(act["key"] or ""):
        return known.clinical
    removed = (now.rows.get(one["key"]) for one in acts if one["do"] == "remove")
    target = act["block"]["target"] if act["do"] == "write" else None
    return any(row.clinical and row.target == target for row in removed if row)


def etag_of(document: Any, waiting: Submission | None, now: Standing | None = None) -> str:
    """What tells one state of a document from another: what it says, what of it waits, and what a text stands on."""
    said = [document.model_dump(mode="json"), str(waiting.pk if waiting else "")]
    stands_on = [now.edition, *(one.model_dump(mode="json") for one in now.ground)] if now else []
    return digest([*said, *stands_on]).removeprefix("sha256:")[:32]


def texts_at(sites: Iterable[int], *, site: str = "", topic: str = "", after: int = 0) -> models.QuerySet[AdoptedText]:
    """The texts that these sites use, in the order they came into use."""
    found = AdoptedText.objects.filter(adoption__site__in=list(sites), adoption__answer=Answer.ADOPTED, pk__gt=after)
    named = {"adoption__site__slug": site, "adoption__topic__key": topic}
    found = found.filter(**{name: value for name, value in named.items() if value})
    return found.select_related("adoption__site", "adoption__topic", "edition").order_by("pk")


def not_in_use() -> Invalid:
    """What is said of a text that the site does not use in that language."""
    words = _("Nettstedet bruker ikke dette temaet på dette språket. Be redaktørene der om å ta det i bruk først.")
    return Invalid(Fault("topic", words))


def text_at(site: int, topic: str, language: str) -> AdoptedText | None:
    """The text of a topic at a site, where the site uses it."""
    adoption = Adoption.objects.filter(site=site, topic__key=topic, answer=Answer.ADOPTED).first()
    found = AdoptedText.objects.filter(adoption=adoption, language=language) if adoption else AdoptedText.objects.none()
    return found.select_related("adoption__site__organization", "adoption__topic", "edition").first()
