"""The lowest change class that the machine allows for each changed block (semantics.md section 5).

The national editor declares the class; this is the floor under it. `editorial` is only what leaves every word, number
and sign as it was: case, spacing, punctuation and link targets. A block that moved is editorial within its section;
one that moved to another section and holds sensitive tokens is content, since "two tablets" before an operation
and after it are two different things.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fellesnett.composition import richtext
from fellesnett.composition.alignment import edits, longest_rising
from fellesnett.composition.blocks import Block, Edition
from fellesnett.composition.merging import sensitive_in
from fellesnett.composition.sentences import split
from fellesnett.composition.tokens import sensitive
from fellesnett.composition.units import read_for_tokens, units

Class = Literal["editorial", "content"]

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_UNMARKED = frozenset(["p", "br", "strong", "em", "a", "span", "h3", "h4", "tbody", "thead"])
_PUNCTUATION = frozenset(".,;:!?…\"'«»“”„‘’()[]-‐‑–—·•*_")
_INNER_MARKS = frozenset(",;:()[]–—-")
_CASE_MATTERS = frozenset({"unit", "dose", "drug", "address"})
_SIGN_OR_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Lowest:
    """The lowest class allowed for one block, and the sensitive tokens that its change touched."""

    block: str
    lowest: Class
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    section: str
    block: Block


def classify(old: Edition, new: Edition) -> tuple[Lowest, ...]:
    """One answer for each block that changed, moved, came or went; in the new order, then what went."""
    language = new.language
    before, after = _places(old), _places(new)
    moved = _moved(before, after)
    answers = [
        answer
        for block_id, place in after.items()
        for answer in _answer(before.get(block_id), place, block_id in moved, language)
    ]
    gone = (place.block for block_id, place in before.items() if block_id not in after)
    return (*answers, *(Lowest(block.id, "content", _all_tokens(block, old.language)) for block in gone))


def classify_html(old_html: str, new_html: str, language: str, block: str = "") -> Lowest:
    """The lowest class for one change of text."""
    old_text, new_text = richtext.normalize(old_html), richtext.normalize(new_html)
    if _reading(old_text, language) == _reading(new_text, language):
        return Lowest(block, "editorial")
    return Lowest(block, "content", touched(old_text, new_text, language))


def touched(old_html: str, new_html: str, language: str) -> tuple[str, ...]:
    """The sensitive tokens of every unit that differs between two texts, in its old or new form."""
    old_units = units(richtext.normalize(old_html), language)
    new_units = units(richtext.normalize(new_html), language)
    return sensitive_in(edits(old_units, new_units), language)


# --- blocks ---------------------------------------------------------------------------------------------------------


def _places(edition: Edition) -> dict[str, _Place]:
    return {block.id: _Place(section.key, block) for section in edition.sections for block in section.blocks}


def _moved(before: dict[str, _Place], after: dict[str, _Place]) -> set[str]:
    """Blocks in another section, or out of the order that most blocks of their section kept."""
    order = {block_id: position for position, block_id in enumerate(before)}
    common = [block_id for block_id in after if block_id in before]
    moved = {block_id for block_id in common if before[block_id].section != after[block_id].section}
    for section in dict.fromkeys(after[block_id].section for block_id in common):
        here = [b for b in common if after[b].section == section and b not in moved]
        stayed = longest_rising([order[block_id] for block_id in here])
        moved |= set(here) - {here[position] for position in stayed}
    return moved


def _answer(before: _Place | None, after: _Place, moved: bool, language: str) -> Iterator[Lowest]:
    block = after.block
    if before is None:
        yield Lowest(block.id, "content", _all_tokens(block, language))
    elif not _same_content(before.block, block):
        yield _changed(before.block, block, language)
    elif moved:
        tokens = _all_tokens(block, language) if before.section != after.section else ()
        yield Lowest(block.id, "content" if tokens else "editorial", tokens)


def _same_content(old: Block, new: Block) -> bool:
    return _facts(old) == _facts(new) and old.label == new.label and old.html == new.html and old.attribution == new.attribution


def _facts(block: Block) -> tuple[object, ...]:
    said = block.attribution
    return block.type, block.slot, block.required, said and (said.name, said.title, said.licence)


def _changed(old: Block, new: Block, language: str) -> Lowest:
    text = classify_html(old.html, new.html, language, new.id)
    label = classify_html(_as_html(old.label), _as_html(new.label), language, new.id)
    tokens = tuple(dict.fromkeys((*text.tokens, *label.tokens)))
    same = _facts(old) == _facts(new) and text.lowest == label.lowest == "editorial"
    return Lowest(new.id, "editorial" if same else "content", tokens)


def _as_html(label: str) -> str:
    return entities.escape(label, quote=False)


def _all_tokens(block: Block, language: str) -> tuple[str, ...]:
    texts = [read_for_tokens(unit) for unit in units(richtext.normalize(block.html), language) if unit.is_content]
    return tuple(dict.fromkeys(t.text for text in (*texts, block.label) for t in sensitive(text, language)))


# --- same words -----------------------------------------------------------------------------------------------------


def _reading(html: str, language: str) -> tuple[object, ...]:
    """What must be equal for a change to be editorial: words and signs, structure that carries meaning, tokens."""
    plain = _readable(html)
    return tuple(_words(plain, language)), tuple(_tokens(html, plain, language))


def _readable(html: str) -> str:
    """The text with a mark for each element that says something: list items, cells, media, raised and struck text."""
    return unicodedata.normalize("NFC", entities.unescape(_TAG.sub(_mark, html)))


def _mark(tag: re.Match[str]) -> str:
    closing, name, attributes = tag.groups()
    if name == "br" or (name in _UNMARKED and name not in richtext.INLINE):
        return "\n"
    if name in _UNMARKED:
        return ""
    shown = re.sub(r"[^\w]+", "_", entities.unescape(attributes)).strip("_") if name in ("img", "video") else _span(attributes)
    return f" \ue000{'/' if closing else ''}{name}_{shown}\ue001 "


def _span(attributes: str) -> str:
    return "_".join(re.findall(r'(?:col|row)span="\d+"', attributes)).replace('"', "")


def _words(plain: str, language: str) -> Iterator[str]:
    """Words in small letters and all signs that are not punctuation. Around a negation punctuation counts as well."""
    for sentence in split(plain, language):
        negated = any(token.kind == "negation" for token in sensitive(sentence, language))
        words = [w.casefold() for w in _SIGN_OR_WORD.findall(sentence.strip()) if w not in _PUNCTUATION or w in _INNER_MARKS]
        if negated:
            yield from ("|", *_inner(words), "|")
        else:
            yield from (word for word in words if word not in _PUNCTUATION)


def _inner(words: list[str]) -> list[str]:
    while words and words[-1] in _INNER_MARKS:
        words = words[:-1]
    return words


def _tokens(html: str, plain: str, language: str) -> Iterator[tuple[str, str]]:
    linked = " ".join(re.findall(r'href="(?:tel|mailto):([^"]*)"', html))
    for text in (plain, entities.unescape(linked)):
        for token in sensitive(text, language):
            shown = re.sub(r"\s+", " ", token.text)
            if token.kind == "dose":
                shown = shown[0].casefold() + shown[1:]
            yield token.kind, shown if token.kind in _CASE_MATTERS else shown.casefold()
