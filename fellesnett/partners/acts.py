"""What a partner's document asks to have done to a site's local parts of a text.

An act is one thing that a document asks for: to write a part (a new one, or instead of one that stands), to take one away, or
to change the title. Acts are laid on what stands when they are read, so what an editor has written meanwhile is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fellesnett.adoption.holdings import gather
from fellesnett.adoption.trying import try_operations
from fellesnett.composition import richtext
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.schema import (
    LONGEST,
    LONGEST_HTML,
    MOST_ELEMENTS,
    MOST_PIECES,
    LocalBlock,
    LocalText,
    Piece,
)
from fellesnett.partners.texts import Parts, Placed, Standing, section_of

Act = dict[str, Any]
MOST_ACTS = 200
"""How many parts one delivery may write and take away. Each is tried on the page."""
_ELEMENT = re.compile("<[a-zA-Z]")


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


def acts_between(now: Standing, parts: Parts, wanted: LocalText, *, at: datetime) -> list[Act]:
    """What has to be done for `parts`, which the partner reads, to become what is wanted. Raises Invalid with every fault."""
    known, seen = parts.by_id(), set[str]()
    if sum(len(section.blocks) for section in wanted.sections) > len(known) + MOST_ACTS:
        raise Invalid(_too_many())
    if faults := list(_too_much(wanted, known)):
        raise Invalid(*faults)
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


def _too_much(wanted: LocalText, known: Mapping[str, Placed]) -> Iterator[Fault]:
    """Of all the rich text that it writes, which is read through several times: here, and when it is taken in. Of a piece that
    is too long by itself, it is said where it stands."""
    standing = {name: placed.block for name, placed in known.items()}
    blocks = (block for section in wanted.sections for block in section.blocks)
    written = [piece.html for block in blocks if standing.get(block.id or "") != block for piece in block.content]
    if sum(map(len, written)) > LONGEST_HTML >= max(map(len, written)):
        yield Fault("sections", _("Teksten er for lang: høyst %(most)s tegn.") % {"most": LONGEST_HTML})
    if sum(len(_ELEMENT.findall(html)) for html in written) > MOST_ELEMENTS:
        words = _("Det er for mange avsnitt, punkter og andre elementer i teksten på én gang: høyst %(most)s.")
        yield Fault("sections", words % {"most": MOST_ELEMENTS})


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


def clinical_before(now: Standing, acts: Sequence[Act], act: Act) -> bool:
    """Is what an act writes instead of marked as clinical content? A delivery takes no such mark away: not by a rewriting, and
    not by a new part at the place of one that the same delivery takes away."""
    if act["do"] == "title":
        return bool(now.title_row and now.title_row.clinical)
    if known := now.rows.get(act["key"] or ""):
        return known.clinical
    removed = (now.rows.get(one["key"]) for one in acts if one["do"] == "remove")
    target = act["block"]["target"] if act["do"] == "write" else None
    return any(row.clinical and row.target == target for row in removed if row)
