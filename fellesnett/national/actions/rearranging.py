"""Splitting, joining and moving blocks of a draft. What was done is recorded, so that no machine needs to guess it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.national.actions.writing import blockers_to_change, keep
from fellesnett.national.drafting import fill_sections, raw_sections
from fellesnett.national.gates import Reason, because, refuse
from fellesnett.national.locking import hold_text
from fellesnett.national.models import TopicText
from fellesnett.national.permissions import demand_writer
from fellesnett.national.sections import SECTION_NAMES, TEMPLATES

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Raw = dict[str, Any]
Sections = dict[str, list[Raw]]
WORDED = frozenset({"text", "list", "warning"})


@transaction.atomic
def split_block(*, text: TopicText, block: str, parts: Sequence[tuple[str, str]], by: User, at: datetime) -> TopicText:
    """Make several blocks of one, in its place: `parts` are (new id, html). They take over its type and policy.

    Raises NotAllowed, NotReady.
    """
    text = _held(text, by)
    sections = raw_sections(text)
    new_ids = [identity for identity, _html in parts]
    refuse([*_unknown(sections, [block]), *_not_words(sections, [block]), *_taken(sections, new_ids), *_too_few(new_ids)])
    section, index = _place(sections, block)
    old = sections[section][index]
    made = [{**old, "id": identity, "value": {**old["value"], "html": html}} for identity, html in parts]
    sections[section][index : index + 1] = made
    return _recorded(text, sections, {"kind": "split", "from": [block], "to": new_ids}, by, at)


@transaction.atomic
def join_blocks(
    *, text: TopicText, blocks: Sequence[str], into: str, html: str | None = None, by: User, at: datetime
) -> TopicText:
    """Make one block of several, where the first of them stood, under the new id `into`. Without `html` their words
    follow each other as they are; the strictest of their policies holds. Raises NotAllowed, NotReady."""
    text = _held(text, by)
    sections = raw_sections(text)
    refuse([*_unknown(sections, blocks), *_not_words(sections, blocks), *_taken(sections, [into]), *_too_few(blocks)])
    old = [sections[section][index] for section, index in (_place(sections, block) for block in blocks)]
    words = html if html is not None else "".join(item["value"]["html"] for item in old)
    policies = ("open", "supplement_only", "locked")
    policy = max((item["value"].get("policy", "open") for item in old), key=policies.index)
    section, index = _place(sections, blocks[0])
    sections[section][index] = {**old[0], "id": into, "value": {**old[0]["value"], "html": words, "policy": policy}}
    for block in blocks[1:]:
        _take_out(sections, block)
    return _recorded(text, sections, {"kind": "join", "from": list(blocks), "to": [into]}, by, at)


@transaction.atomic
def move_block(*, text: TopicText, block: str, section: str, position: int, by: User, at: datetime) -> TopicText:
    """Move a block to this place (counted from 0, without itself) in this section; it keeps its id.

    Raises NotAllowed, NotReady.
    """
    text = _held(text, by)
    sections = raw_sections(text)
    refuse([*_unknown(sections, [block]), *_outside(text, section)])
    moved = _take_out(sections, block)
    sections[section].insert(max(position, 0), moved)
    return _recorded(text, sections, {"kind": "move", "from": [block], "to": [block]}, by, at)


def _held(text: TopicText, by: User) -> TopicText:
    demand_writer(by)
    fresh = hold_text(text)
    refuse(blockers_to_change(fresh, by))
    return fresh


def _recorded(text: TopicText, sections: Sections, act: Mapping[str, Any], by: User, at: datetime) -> TopicText:
    fill_sections(text, sections)
    text.pending_lineage = [*text.pending_lineage, dict(act)]
    keep(text, by)
    verb = {"split": "block.split", "join": "block.joined", "move": "block.moved"}[act["kind"]]
    log.append([log.Entry(verb, subjects.text(text.topic.key, text.language), dict(act))], by=by, at=at)
    return text


def _place(sections: Sections, block: str) -> tuple[str, int]:
    return next((key, index) for key, blocks in sections.items() for index, item in enumerate(blocks) if item["id"] == block)


def _take_out(sections: Sections, block: str) -> Raw:
    section, index = _place(sections, block)
    return sections[section].pop(index)


def _ids(sections: Sections, wanted: Callable[[Raw], bool] = lambda item: True) -> set[str]:
    return {item["id"] for blocks in sections.values() for item in blocks if wanted(item)}


def _unknown(sections: Sections, blocks: Sequence[str]) -> Iterator[Reason]:
    yield from (because("unknown_block", id=block) for block in blocks if block not in _ids(sections))


def _not_words(sections: Sections, blocks: Sequence[str]) -> Iterator[Reason]:
    others = _ids(sections, lambda item: item["type"] not in WORDED)
    yield from (because("not_words", id=block) for block in blocks if block in others)


def _taken(sections: Sections, new_ids: Sequence[str]) -> Iterator[Reason]:
    taken = _ids(sections)
    yield from (because("id_in_use", id=new) for new in new_ids if new in taken or list(new_ids).count(new) > 1)


def _too_few(ids: Sequence[str]) -> Iterator[Reason]:
    if len(set(ids)) < 2:
        yield because("too_few")


def _outside(text: TopicText, section: str) -> Iterator[Reason]:
    if section not in TEMPLATES[text.topic.kind]:
        yield because("wrong_section", name=SECTION_NAMES.get(section, section))
