"""Which units of two texts are the same unit, and what was done to the rest: in time linear in the length.

Units that stand once in both texts hold the alignment (the patience difference); small gaps between them are
aligned exactly, and a gap that is too large to align is one edit. That is the safe side: more edits, more conflicts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fellesnett.composition.units import Unit

GAP_WORK = 64
"""Cells of the exact alignment allowed per unit of a gap."""
CONTENT_WEIGHT = 4
SIMILAR = 0.34
"""Share of words in common from which a changed unit is an edit of the old one, not another text in its place."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Units `low:high` of the base became `units`; equal bounds are an insertion."""

    low: int
    high: int
    old: tuple[Unit, ...]
    units: tuple[Unit, ...]

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        return tuple(unit.key for unit in self.units)

    @property
    def grows(self) -> bool:
        """Whether it has more units than before, and so may hold an insertion at one of its ends."""
        return len(self.units) > len(self.old)

    @property
    def rewrites(self) -> bool:
        """Whether a wholly other text stands there now: it may as well be a removal beside an insertion."""
        return bool(self.units) and not all(map(is_similar, self.old, self.units))


def is_similar(old: Unit, new: Unit) -> bool:
    """Whether a unit is an edit of another one rather than a new text."""
    if old.kind != new.kind or not old.is_content:
        return old.key == new.key
    old_words, new_words = set(old.text.lower().split()), set(new.text.lower().split())
    common = len(old_words & new_words)
    return 2 * common >= SIMILAR * (len(old_words) + len(new_words)) and common > 0


def edits(base: Sequence[Unit], new: Sequence[Unit]) -> tuple[Edit, ...]:
    """What turns `base` into `new`, in order, each as small as the alignment allows."""
    return tuple(
        part
        for low, high, new_low, new_high in _settled(_gaps(base, new), base, new)
        for part in _smallest(low, base[low:high], new[new_low:new_high])
    )


def _smallest(low: int, old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Edit]:
    """As many units as before, of the same kinds: an edit for each."""
    if len(old) == len(new) and all(a.kind == b.kind and a.is_content for a, b in zip(old, new, strict=True)):
        for offset, (before, after) in enumerate(zip(old, new, strict=True)):
            yield Edit(low + offset, low + offset + 1, (before,), (after,))
    else:
        yield Edit(low, low + len(old), tuple(old), tuple(new))


# --- matching -------------------------------------------------------------------------------------------------------

Gap = tuple[int, int, int, int]


def _gaps(base: Sequence[Unit], new: Sequence[Unit]) -> list[Gap]:
    gaps: list[Gap] = []
    low = new_low = 0
    for index, new_index in [*matches(base, new), (len(base), len(new))]:
        if index > low or new_index > new_low:
            gaps.append((low, index, new_low, new_index))
        low, new_low = index + 1, new_index + 1
    return gaps


def matches(base: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """Pairs of positions of equal units, both rising."""
    numbers: dict[tuple[str, str], int] = {}
    a = [numbers.setdefault(unit.key, len(numbers)) for unit in base]
    b = [numbers.setdefault(unit.key, len(numbers)) for unit in new]
    content = {number for key, number in numbers.items() if key[0] not in ("open", "close")}
    found: list[Pair] = []
    work: list[Gap] = [(0, len(a), 0, len(b))]
    while work:
        low, high, new_low, new_high = _trim(a, b, work.pop(), found)
        anchors = _anchors(a[low:high], b[new_low:new_high], content)
        if anchors:
            work.extend(_between(anchors, (low, high, new_low, new_high), found))
        else:
            found.extend((low + i, new_low + j) for i, j in _exact(a[low:high], b[new_low:new_high], content))
    return sorted(found)


def _trim(a: list[int], b: list[int], gap: Gap, found: list[Pair]) -> Gap:
    """Matches what is equal at both ends."""
    low, high, new_low, new_high = gap
    while low < high and new_low < new_high and a[low] == b[new_low]:
        found.append((low, new_low))
        low, new_low = low + 1, new_low + 1
    while low < high and new_low < new_high and a[high - 1] == b[new_high - 1]:
        high, new_high = high - 1, new_high - 1
        found.append((high, new_high))
    return low, high, new_low, new_high


def _anchors(a: list[int], b: list[int], content: set[int]) -> list[Pair]:
    """Content units that stand once in both, the longest row of them in the same order."""
    in_a, in_b = Counter(a), Counter(b)
    place = {number: j for j, number in enumerate(b) if in_b[number] == 1}
    pairs = [(i, place[n]) for i, n in enumerate(a) if in_a[n] == 1 and n in place and n in content]
    return [pairs[k] for k in longest_rising([j for _, j in pairs])]


def longest_rising(values: Sequence[int]) -> list[int]:
    """Positions of one longest strictly rising row of `values`."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for position, value in enumerate(values):
        slot = bisect_left(tails, value)
        before.append(at[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(value)
            at.append(position)
        else:
            tails[slot], at[slot] = value, position
    row: list[int] = []
    position = at[-1] if at else -1
    while position >= 0:
        row.append(position)
        position = before[position]
    return row[::-1]


def _between(anchors: list[Pair], gap: Gap, found: list[Pair]) -> Iterator[Gap]:
    low, high, new_low, new_high = gap
    start, new_start = low, new_low
    for i, j in anchors:
        found.append((low + i, new_low + j))
        yield start, low + i, new_start, new_low + j
        start, new_start = low + i + 1, new_low + j + 1
    yield start, high, new_start, new_high


def _exact(a: list[int], b: list[int], content: set[int]) -> list[Pair]:
    """The heaviest common row of a small gap; nothing for a gap too large to look at."""
    if not a or not b or len(a) * len(b) > GAP_WORK * (len(a) + len(b)):
        return []
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            skipped = max(best[i + 1][j], best[i][j + 1])
            weight = CONTENT_WEIGHT if a[i] in content else 1
            best[i][j] = max(skipped, best[i + 1][j + 1] + weight) if a[i] == b[j] else skipped
    return list(_walk(a, b, best))


def _walk(a: list[int], b: list[int], best: list[list[int]]) -> Iterator[Pair]:
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j] and best[i][j] > max(best[i + 1][j], best[i][j + 1]):
            yield i, j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


# --- whole containers ----------------------------------------------------------------------------------------------


def _settled(gaps: list[Gap], base: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Gap]:
    """Slides a pure insertion or removal so that it is whole containers where it can be.

    `</p><p>B` between two paragraphs says the same as `<p>B</p>` one place further up, but the latter is a paragraph.
    """
    floor = 0
    for low, high, new_low, new_high in gaps:
        if low == high:
            shift = _shift(new, new_low, new_high, low - floor)
        elif new_low == new_high:
            shift = _shift(base, low, high, low - floor)
        else:
            shift = 0
        yield low - shift, high - shift, new_low - shift, new_high - shift
        floor = high - shift


def _shift(row: Sequence[Unit], low: int, high: int, room: int) -> int:
    """How far up `row[low:high]` must slide to be balanced; 0 where it is, or never is."""
    for shift in range(min(room, high - low) + 1):
        if shift and row[low - shift].key != row[high - shift].key:
            return 0
        if _is_balanced(row[low - shift : high - shift]):
            return shift
    return 0


def _is_balanced(row: Sequence[Unit]) -> bool:
    depth = 0
    for unit in row:
        depth += {"open": 1, "close": -1}.get(unit.kind, 0)
        if depth < 0:
            return False
    return depth == 0
