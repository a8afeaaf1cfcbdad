"""What a board's table is made of, so that one template draws them all and every one of them reads aloud alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

WARN, GOOD, SOFT, PLAIN = "warn", "good", "soft", ""
"""How a cell looks beside what it says: colour never says anything alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; `url` leads nearer; `broad`: it holds running words."""

    label: str
    number: bool = False
    url: str = ""
    note: str = ""
    broad: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, a note below it, where one may act, what a link is about where it is read out alone, and the parts of a
    picture of the number."""

    text: str = ""
    url: str = ""
    tone: str = PLAIN
    note: str = ""
    number: bool = False
    aloud: str = ""
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a picture a hundred wide: where it begins, how wide it is, and its pattern."""

    start: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the cell that names it, and the others."""

    head: Cell
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under a heading of their own where there is one."""

    lines: Sequence[Line]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. `wide`: too wide for a telephone, so it is moved sideways under a first column that stays."""

    caption: str
    head: str
    columns: Sequence[Column]
    groups: Sequence[Group] = field(default=())
    wide: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(group.lines for group in self.groups)

    @property
    def span(self) -> int:
        return len(self.columns) + 1


_JOINTS = re.compile(r"(?<=\w)(?=(?:sykehus|universitet|senter|hjemmet|hospital|apotek|region|tjeneste)\w*)", re.IGNORECASE)


def softened(name: str) -> str:
    """A name that may be parted where its words are joined: browsers know no Norwegian hyphenation."""
    return _JOINTS.sub("\u00ad", name)


def bars(*parts: tuple[int, str]) -> tuple[Bar, ...]:
    """A picture of how a whole is parted: (how many, tone), in order."""
    whole = sum(count for count, _tone in parts)
    found, start = [], 0.0
    for count, tone in parts:
        if count:
            width = round(100 * count / whole, 1)
            found.append(Bar(start, width, tone))
            start += width
    return tuple(found)
