"""Why an operation cannot stand on a page (semantics.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fellesnett.composition.operations import Content, Fill, Layer, Omit, Operation, Override, Retitle, Supplement, target_of
from fellesnett.composition.pages import Page

Code = Literal[
    "unknown_target",
    "policy_locked",
    "policy_supplement_only",
    "duplicate_override",
    "not_a_slot",
    "wrong_position",
    "empty_content",
    "section_has_guarded_block",
    "already_filled",
]
POLICY_CODES: frozenset[Code] = frozenset({"policy_locked", "policy_supplement_only", "section_has_guarded_block"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an operation cannot stand on a page."""

    code: Code
    operation: str
    target: str


def layer_faults(page: Page, layer: Layer) -> tuple[Fault, ...]:
    """All faults of one layer's operations on the page as earlier layers left it."""
    faults: list[Fault] = []
    for operation in layer.operations:
        faults.extend(operation_faults(page, operation))
    return (*faults, *_clashes(page, layer))


def operation_faults(page: Page, operation: Operation) -> tuple[Fault, ...]:
    """All faults of one operation taken by itself."""
    return tuple(Fault(code, operation.id, target_of(operation)) for code in _codes(page, operation))


def _codes(page: Page, operation: Operation) -> Iterator[Code]:
    match operation:
        case Retitle():
            if not operation.title.strip():
                yield "empty_content"
        case Fill():
            yield from _fill_codes(page, operation)
        case Supplement():
            yield from _empty(operation.content)
            yield from _supplement_codes(page, operation)
        case Override():
            yield from _empty(operation.content)
            yield from _replace_codes(page, operation.target)
        case Omit():
            yield from _replace_codes(page, operation.target)


def _empty(content: Sequence[Content]) -> Iterator[Code]:
    if not content or any(not item.html.strip() for item in content):
        yield "empty_content"


def _fill_codes(page: Page, fill: Fill) -> Iterator[Code]:
    if not fill.value.strip():
        yield "empty_content"
    unit = page.unit(fill.slot)
    if not unit:
        yield "unknown_target"
    elif not unit[0].slot:
        yield "not_a_slot"


def _supplement_codes(page: Page, supplement: Supplement) -> Iterator[Code]:
    unit = page.unit(supplement.target)
    is_section = supplement.target in page.sections
    if supplement.position == "end":
        if not is_section:
            yield "wrong_position" if unit else "unknown_target"
    elif not unit:
        yield "wrong_position" if is_section else "unknown_target"
    elif unit[0].policy == "locked":
        yield "policy_locked"


def _replace_codes(page: Page, target: str) -> Iterator[Code]:
    unit = page.unit(target)
    if unit:
        if unit[0].policy == "locked":
            yield "policy_locked"
        elif unit[0].policy == "supplement_only":
            yield "policy_supplement_only"
    elif target not in page.sections:
        yield "unknown_target"
    elif any(place.policy != "open" for place in page.shown(target)):
        yield "section_has_guarded_block"


def _clashes(page: Page, layer: Layer) -> Iterator[Fault]:
    """Two answers to one question in one layer."""
    replaced: set[str] = set()
    filled: set[str] = set()
    retitled = False
    for operation in _widest_first(page, layer.operations):
        target = target_of(operation)
        if isinstance(operation, Override | Omit):
            if target in replaced or page.section_of(target) in replaced or _unit_id(page, target) in replaced:
                yield Fault("duplicate_override", operation.id, target)
            replaced.add(target)
        elif isinstance(operation, Fill):
            if target in filled:
                yield Fault("already_filled", operation.id, target)
            filled.add(target)
        elif isinstance(operation, Retitle):
            if retitled:
                yield Fault("duplicate_override", operation.id, target)
            retitled = True


def _unit_id(page: Page, target: str) -> str:
    unit = page.unit(target)
    return unit[0].unit if unit else target


def _widest_first(page: Page, operations: Sequence[Operation]) -> list[Operation]:
    """Sections, then whole units, then single blocks of a unit."""

    def width(operation: Operation) -> int:
        unit = page.unit(target_of(operation))
        return 0 if not unit else 1 if unit[0].unit == target_of(operation) else 2

    return sorted(operations, key=width)
