"""The values that the components in `templates/components/` write out. Words are in the active language already.

Each component has an example, and words on when to use it, in `gallery.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fellesnett.public.topic_pages import Link

Color = Literal["neutral", "accent", "info", "success", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Card:
    """A way onward, of which the whole card is the link. `kind`: what it leads to, where that is not plain."""

    text: str
    href: str
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """One word of state or kind. The word says it; the colour only repeats it."""

    text: str
    color: Color = "neutral"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what it is; `href` where the answer is itself a way (telephone, address on a map). `own` tells which parts
    are the page's own words, in the language of its text: the others are the interface's."""

    term: str
    text: str
    href: str = ""
    more: tuple[str, ...] = ()  # lines that belong to the answer: when somebody answers, by which day
    also: tuple[str, ...] = ()  # further answers
    about: str = ""  # the address of the page of what is named
    own: tuple[Literal["term", "text", "more", "also"], ...] = ()


def own_lines(term: str, written: str) -> Fact:
    """What an editor wrote on lines of their own, one answer a line. There must be something written."""
    first, *others = filter(None, map(str.strip, written.splitlines()))
    return Fact(term, first, also=tuple(others), own=("text", "also"))


@dataclass(frozen=True, slots=True)
class Care:
    """What to do if something happens. The heading is one action with its "hvis"; at most a few on a page."""

    urgency: Literal["normal", "urgent", "emergency"]
    heading: str
    points: tuple[str, ...] = ()
    ways: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its real size in pixels, so that nothing moves when it comes. `alt` is empty where it only decorates."""

    src: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""
    lang: str = ""  # of `alt` and `caption`, where that is not the language of the words around
    focus: tuple[int, int] = (50, 50)  # per cent from the left and the top, in steps of five: what is kept where it is cut

    @property
    def kept(self) -> str:
        """The classes that keep that point in view; none in the middle, where pictures are cut anyway."""
        x, y = self.focus
        return " ".join(name for name in (f"fx-{x}" if x != 50 else "", f"fy-{y}" if y != 50 else "") if name)


@dataclass(frozen=True, slots=True)
class Step:
    heading: str
    text: str = ""
    html: str = ""  # sanitised


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: its name, its number in words, and its length and where the mark stands, 0 to 100."""

    label: str
    shown: str
    length: float
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A table whose last column is drawn. `mark` says in words what the upright line stands for."""

    caption: str
    of: str
    unit: str
    bars: tuple[Bar, ...]
    mark: str = ""


def bar_chart(
    caption: str,
    rows: Sequence[tuple[str, str, float]],
    *,
    of: str,
    unit: str,
    mark: tuple[str, float] | None = None,
    whole: float | None = None,
) -> Chart:
    """Rows are (name, number in words, number, not below 0); the longest bar, or the mark, fills the width. Where there is a
    `whole` (100 per cent), that does, so that half of all is half a bar."""
    top = whole or max([number for _, _, number in rows] + ([mark[1]] if mark else []), default=0.0) or 1.0
    at = _share(mark[1], top) if mark else None
    bars = tuple(Bar(label, shown, _share(number, top), at) for label, shown, number in rows)
    return Chart(caption, of, unit, bars, mark[0] if mark else "")


def _share(number: float, top: float) -> float:
    return round(100 * number / top, 1)


@dataclass(frozen=True, slots=True)
class Pagination:
    """The pages of a long list. `pages` holds None where some are left out."""

    pages: tuple[Link | None, ...]
    previous: str = ""  # addresses
    next: str = ""


def pagination(current: int, last: int, address: str) -> Pagination:
    """Pages from 1; `address` ends where the number is put (`/nyheter/?side=`). One page has no pagination."""
    if last < 2:
        return Pagination(())
    near = [number for number in range(1, last + 1) if number in (1, last) or abs(number - current) <= 1]
    pages: list[Link | None] = []
    for number in near:
        if pages and number - 1 not in near:
            pages.append(None)
        pages.append(Link(str(number), f"{address}{number}", current=number == current))
    return Pagination(
        tuple(pages),
        previous=f"{address}{current - 1}" if current > 1 else "",
        next=f"{address}{current + 1}" if current < last else "",
    )
