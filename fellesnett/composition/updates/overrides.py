"""An override meets a changed national text: the three-way merge as an outcome (semantics.md section 4)."""

from __future__ import annotations

from functools import lru_cache

from fellesnett.composition import richtext
from fellesnett.composition.merging import Merge, merge
from fellesnett.composition.operations import Override
from fellesnett.composition.pages import Place, Places, html_of
from fellesnett.composition.updates.outcomes import Outcome, OutcomeKind
from fellesnett.composition.updates.situations import Situation


def merged(at: Situation, operation: Override, base: str | None, now: Places, own: str) -> Outcome:
    national = html_of(now)
    if richtext.normalize(own) == richtext.normalize(national):
        return at.cell(operation, "converged", national, ("now_equal",))
    if base is None:
        return at.cell(operation, "conflict", None, ("base_unknown",))
    if any(place.slot for place in now):
        return at.cell(operation, "conflict", None, ("slot_changed",))
    if _type_changed(at, operation.target, now):
        return at.cell(operation, "conflict", None, ("type_changed",))
    return _from_merge(at, operation, base, national, own)


def _from_merge(at: Situation, operation: Override, base: str, national: str, own: str) -> Outcome:
    merged = _merge(base, national, own, at.facts.new.language)
    if merged.result == "keep_local":
        return at.cell(operation, "keep")
    if merged.result == "take_national":
        return at.cell(operation, "proposal", national, ("local_equals_base",))
    if merged.result == "dissolve":
        return at.cell(operation, "converged", national, ("now_equal",))
    reasons = tuple(f"sensitive:{token}" for token in dict.fromkeys(merged.sensitive))
    kind: OutcomeKind = "proposal" if merged.result == "proposal" else "conflict"
    return at.cell(operation, kind, merged.html, reasons)


def _type_changed(at: Situation, target: str, now: Places) -> bool:
    before = at.before.unit(target)
    return bool(before) and [_type(place) for place in before] != [_type(place) for place in now]


def _type(place: Place) -> str:
    return place.block.type if place.block else ""


@lru_cache(maxsize=4_096)
def _merge(base: str, national: str, local: str, language: str) -> Merge:
    return merge(base, national, local, language)
