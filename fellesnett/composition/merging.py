"""The three-way merge of one block (semantics.md section 4): what a new national text means for a local one.

B is the national block that the local text was made from, N the new national block, L the local text. Nothing here
publishes anything: the result is a proposal or a conflict for a person, or a plain statement that one side is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from fellesnett.composition import richtext
from fellesnett.composition.alignment import Edit, edits
from fellesnett.composition.tokens import sensitive as tokens_of
from fellesnett.composition.units import Unit, is_sound, read_for_tokens, rebuild, units

Result = Literal["keep_local", "take_national", "dissolve", "proposal", "conflict"]
Origin = Literal["base", "national", "local"]


@dataclass(frozen=True, slots=True)
class MergedUnit:
    """One unit and who wrote it: `base` for what neither side changed."""

    origin: Origin
    text: str
    html: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """What the merge says. A conflict has no `html`; its `units` list what each side wrote.

    `sensitive` holds the tokens that made the block a conflict whatever the alignment says (rule 4).
    """

    result: Result
    html: str | None
    units: tuple[MergedUnit, ...]
    sensitive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    origin: Origin
    unit: Unit


def merge(base_html: str, national_html: str, local_html: str, language: str = "nb") -> Merge:
    """Merges the new national text into the local one, unit by unit."""
    _, base = _read(base_html, language)
    national_text, national = _read(national_html, language)
    local_text, local = _read(local_html, language)
    if _same(national, base):
        return Merge("keep_local", local_text, _merged(_pieces(base, (), edits(base, local))))
    if _same(local, base):
        return Merge("take_national", national_text, _merged(_pieces(base, edits(base, national), ())))
    if _same(national, local):
        return Merge("dissolve", national_text, _merged(_pieces(base, edits(base, national), ())))
    return _three_way(base, edits(base, national), edits(base, local), language)


def _three_way(base: Sequence[Unit], national: Sequence[Edit], local: Sequence[Edit], language: str) -> Merge:
    pieces = _pieces(base, national, local)
    merged = _merged(pieces)
    touched = sensitive_in((*national, *local), language)
    if touched or _collide(national, local) or _repeats(national, local):
        return Merge("conflict", None, merged, touched)
    row = [piece.unit for piece in pieces]
    html = rebuild(row)
    if not is_sound(row) or not _reads_back(html, row, language) or _ragged(row):
        return Merge("conflict", None, merged)
    return Merge("proposal", html, merged)


@lru_cache(maxsize=64)
def _read(html: str, language: str) -> tuple[str, tuple[Unit, ...]]:
    """Normalised text and its units. Remembered, since one national text meets many sites' local ones."""
    normal = richtext.normalize(html)
    return normal, units(normal, language)


def _same(one: Sequence[Unit], other: Sequence[Unit]) -> bool:
    return [unit.key for unit in one] == [unit.key for unit in other]


def sensitive_in(changes: Iterable[Edit], language: str) -> tuple[str, ...]:
    """The sensitive tokens of every unit that was changed, in its old or new form, each once."""
    changed = (unit for edit in changes for unit in (*edit.old, *edit.units) if unit.is_content)
    texts = dict.fromkeys(read_for_tokens(unit) for unit in changed)
    return tuple(dict.fromkeys(token.text for text in texts for token in tokens_of(text, language)))


# --- disjoint or not ------------------------------------------------------------------------------------------------


def _collide(national: Sequence[Edit], local: Sequence[Edit]) -> bool:
    """Whether the two sides changed the same unit, or both inserted at the same point."""
    last: dict[Origin, Edit] = {}
    for side, edit in _in_order(national, local):
        other = last.get("local" if side == "national" else "national")
        if other is not None and _same_place(other, edit):
            return True
        last[side] = edit
    return False


def _in_order(national: Sequence[Edit], local: Sequence[Edit]) -> list[tuple[Origin, Edit]]:
    both: list[tuple[Origin, Edit]] = [("national", edit) for edit in national]
    both += [("local", edit) for edit in local]
    return sorted(both, key=lambda entry: (entry[1].low, entry[1].high))


def _same_place(first: Edit, second: Edit) -> bool:
    if _agree(first, second):
        return False
    if second.low < first.high:
        return True
    if second.low > first.high:
        return False
    if first.low == first.high or second.low == second.high:
        return (first.grows or first.rewrites) and (second.grows or second.rewrites)
    return first.grows and second.grows


def _agree(one: Edit, other: Edit) -> bool:
    return (one.low, one.high, one.keys) == (other.low, other.high, other.keys)


def _repeats(national: Sequence[Edit], local: Sequence[Edit]) -> bool:
    """Whether one side put in a unit that the other put in or took out elsewhere, as when both move a sentence."""
    agreed = {(edit.low, edit.high, edit.keys) for edit in national}
    agreed &= {(edit.low, edit.high, edit.keys) for edit in local}
    sides = [[e for e in side if (e.low, e.high, e.keys) not in agreed] for side in (national, local)]
    put_in = [{unit.key for e in side for unit in e.units if unit.is_content} for side in sides]
    taken_out = [{unit.key for e in side for unit in e.old if unit.is_content} for side in (national, local)]
    return bool(put_in[0] & put_in[1] or put_in[0] & taken_out[1] or put_in[1] & taken_out[0] or _both_took(sides))


def _both_took(sides: list[list[Edit]]) -> bool:
    """The same sentence changed by both, where the text holds it twice and the alignment could be in doubt."""
    taken = [{unit.key for e in side for unit in e.old if unit.is_content} for side in sides]
    return bool(taken[0] & taken[1])


# --- the result -----------------------------------------------------------------------------------------------------


def _pieces(base: Sequence[Unit], national: Sequence[Edit], local: Sequence[Edit]) -> list[_Piece]:
    """The base with both sides' edits in it. Where they collide, both sides' units stand one after the other."""
    pieces: list[_Piece] = []
    position = 0
    previous: Edit | None = None
    for side, edit in _in_order(national, local):
        if previous is not None and _agree(previous, edit):
            continue
        pieces.extend(_Piece("base", unit) for unit in base[position : edit.low])
        pieces.extend(_Piece(side, unit) for unit in edit.units)
        position = max(position, edit.high)
        previous = edit
    pieces.extend(_Piece("base", unit) for unit in base[position:])
    return pieces


def _merged(pieces: Iterable[_Piece]) -> tuple[MergedUnit, ...]:
    return tuple(MergedUnit(piece.origin, piece.unit.text, piece.unit.html) for piece in pieces if piece.unit.is_content)


def _reads_back(html: str, row: Sequence[Unit], language: str) -> bool:
    """Whether the merged text, read again, is exactly the units it was made of."""
    return richtext.normalize(html) == html and _same(units(html, language), row)


def _ragged(row: Iterable[Unit]) -> bool:
    """Whether two rows of one table differ in their number of columns."""
    widths: set[int] = set()
    for unit in row:
        if unit.html.startswith("<table"):
            widths = set()
        elif unit.kind == "row" and "span=" not in unit.html:
            widths.add(unit.html.count("<td") + unit.html.count("<th"))
            if len(widths) > 1:
                return True
    return False
