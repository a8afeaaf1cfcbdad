"""What is shown of a list of cases: whose they are, of what kind, on which topic, how old. The same choices for every list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.classes import CLASSES
from fellesnett.editorial.models import OpenItemKind

CLEAN, URGENT = "clean", "urgent"
ME, UNIT, ALL = "meg", "enhet", "alle"
KINDS: dict[str, Any] = {
    CLEAN: gettext_lazy("Kan godkjennes rett fram"),
    **{str(kind.value): capfirst(kind.label) for kind in OpenItemKind},
}
AGES = (7, 14, 21)
"""Days an item has waited at least, to choose from. Most have thirty."""
ROWS = 25


class Listed(Protocol):
    """A row that can be chosen among others. `where` is the site's key, empty nationally; `listed_as` one of `KINDS`; `age` in
    whole days; `is_mine` given to this person by name; `of_my_unit` of a unit that this person answers in."""

    @property
    def title(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def listed_as(self) -> str: ...
    @property
    def change_class(self) -> str: ...
    @property
    def age(self) -> int: ...
    @property
    def urgent(self) -> bool: ...
    @property
    def near(self) -> bool: ...
    @property
    def unit(self) -> str: ...
    @property
    def is_mine(self) -> bool: ...
    @property
    def of_my_unit(self) -> bool: ...


Row = TypeVar("Row", bound=Listed)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show: one site, one kind, one unit, words of the title, one change class, a least age in days, only what
    hastens. `whose`: given to me by name (`ME`), of the units that I answer in (`UNIT`), everybody's (`ALL`), or what
    waits for me. Empty: all."""

    site: str = ""
    kind: str = ""
    words: str = ""
    change_class: str = ""
    age: int = 0
    urgent: bool = False
    unit: str = ""
    whose: str = ""

    @property
    def of_others_too(self) -> bool:
        """Also what is asked of others?"""
        return self.whose in (UNIT, ALL)

    @property
    def narrows(self) -> bool:
        """Is anything left out, beyond whose cases they are?"""
        return any((self.site, self.kind, self.words, self.change_class, self.age, self.urgent, self.unit))

    def lets(self, row: Listed) -> bool:
        """Does this row pass?"""
        return (
            self.site in ("", row.where)
            and self.kind in ("", row.listed_as)
            and all(word in row.title.lower() for word in self.words.lower().split())
            and self.change_class in ("", row.change_class)
            and row.age >= self.age
            and (not self.urgent or row.urgent or row.near)
            and self.unit in ("", row.unit)
            and (self.whose != ME or row.is_mine)
            and (self.whose != UNIT or row.of_my_unit)
        )


def choice_of(request: HttpRequest) -> Choice:
    """What the address asks for. Nothing here is refused: what is no such age is left out of account, and of what is no such
    kind, class, unit or site there is nothing to show."""
    asked = request.GET
    everything = asked.get("velg") == "alle"
    return Choice(
        site=asked.get("nettsted", ""),
        kind=CLEAN if everything else asked.get("type", ""),
        words=asked.get("tema", "")[:100],
        change_class=asked.get("klasse", ""),
        age=int(asked["alder"]) if asked.get("alder") in {str(days) for days in AGES} else 0,
        urgent=asked.get("haster") == "1",
        unit=asked.get("enhet", "")[:160],
        whose=asked.get("hvem", ""),
    )


def chosen(rows: Iterable[Row], choice: Choice) -> list[Row]:
    """The rows a choice lets through."""
    return [row for row in rows if choice.lets(row)]


def counts(rows: Sequence[Listed]) -> dict[str, int]:
    """How many there are of each kind, of what hastens, and of what can be approved at once."""
    found = Counter(row.listed_as for row in rows)
    found[URGENT] = sum(row.urgent or row.near for row in rows)
    return dict(found)


def screen(
    request: HttpRequest, rows: Sequence[Listed], choice: Choice, own_units: frozenset[str], *, others: bool = True
) -> dict[str, Any]:
    """What the list of cases draws: the page of rows that the choice lets through, and what else can be chosen. `others`: may
    this person see what is asked of others?"""
    counted = counts(rows)
    return {
        "found": Paginator(chosen(rows, choice), ROWS).get_page(request.GET.get("side")),
        "choice": choice,
        "whose": _whose(choice, own_units, others=others),
        "units": sorted({row.unit for row in rows} - {""}),
        "total": len(rows),
        "kinds": [(key, f"{name} ({counted[key]})") for key, name in KINDS.items() if counted.get(key)],
        "urgent": counted[URGENT],
        "classes": CLASSES.items(),
        "ages": AGES,
    }


def _whose(choice: Choice, own_units: frozenset[str], *, others: bool) -> list[tuple[str, str, bool]]:
    """Mine, my department's or everybody's: key, words, and whether it is the one shown."""
    units = [(UNIT, _("Enheten min"))] if own_units or choice.whose == UNIT else []
    everybody = [(ALL, _("Alle"))] if others else []
    offered = [("", _("Mine")), *units, (ME, _("Gitt til meg")), *everybody]
    shown = choice.whose if choice.whose in {key for key, _words in offered} else ""
    return [(key, words, key == shown) for key, words in offered]
