"""From what a reader types to the place that is meant. Pure: everything it knows was read beforehand (`queries.gazetteer`).

Names are tried in this order, and the first that says anything decides: a link's own key; four digits (a postal code,
then a municipality number, also an old one); a whole name; the beginning of a name's words; likely slips of the pen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from fellesnett.organizations.spots import Spot, SpotKind, folded

LONGEST = 60  # signs of what is typed that are looked at
MOST = 8  # places offered to choose between
ALIKE = 0.72  # how alike (difflib's ratio) a name must be to be suggested: one slip in four letters
_NUMBER = re.compile(r"\D*(\d{4})\b.*")
_KEY = re.compile(r"(kommune|bydel|postnummer|sykehus)[- ]([0-9][-0-9a-z_]*)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One match is the answer; several are to be chosen between; with none, `suggestions` are what may have been meant."""

    matches: tuple[Spot, ...] = ()
    suggestions: tuple[Spot, ...] = ()

    @property
    def spot(self) -> Spot | None:
        return self.matches[0] if len(self.matches) == 1 else None


@dataclass
class Gazetteer:
    """Every place we know, by key and by folded name; `postal` is code -> place name."""

    by_key: dict[str, Spot] = field(default_factory=dict)
    by_name: dict[str, list[Spot]] = field(default_factory=dict)
    renumbered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # old municipality number -> the present ones
    postal: Mapping[str, str] = field(default_factory=dict)
    codes_of: dict[str, list[str]] = field(default_factory=dict)  # folded postal place -> its codes
    anchors: list[tuple[int, Spot]] = field(default_factory=list)  # postal codes whose municipality the name tells, in order

    def add(self, spot: Spot, names: Iterable[str]) -> None:
        """Know a place by these names."""
        self.by_key.setdefault(spot.key, spot)
        for name in dict.fromkeys(filter(None, map(folded, names))):
            known = self.by_name.setdefault(name, [])
            if all(other.key != spot.key for other in known):
                known.append(spot)

    def know_postal(self, postal: Mapping[str, str]) -> None:
        """Take in the postal codes, after every place that has a name of its own."""
        self.postal = dict(sorted(postal.items()))
        for code, place in self.postal.items():
            self.codes_of.setdefault(folded(place), []).append(code)
        places = [(code, self._areas_named(folded(place))) for code, place in self.postal.items()]
        self.anchors = [(int(code), areas[0]) for code, areas in places if len(areas) == 1]
        settled = [(code, self._nearest_of(code, areas)) for code, areas in places if len(areas) > 1]
        self.anchors = sorted(
            [*self.anchors, *((int(code), areas[0]) for code, areas in settled if len(areas) == 1)], key=lambda anchor: anchor[0]
        )

    # --- finding ----------------------------------------------------------------------------------------------------

    def find(self, typed: str) -> Finding:
        """What the reader means. Nothing typed, nothing found."""
        typed = typed.strip()[:LONGEST]
        words = folded(typed)
        if not words:
            return Finding()
        named = self._by_name(words) or self._by_name(words.replace(" i ", " "))
        matches = self._by_key(typed) or self._by_number(typed) or named or self._by_beginning(words)
        return Finding(tuple(matches[:MOST])) if matches else Finding(suggestions=tuple(self._alike(words)))

    def _by_key(self, typed: str) -> list[Spot]:
        key = _KEY.fullmatch(typed.casefold())
        if key is None:
            return []
        if key[1] == SpotKind.POSTAL:
            return self._at_code(key[2]) if key[2] in self.postal else []
        if key[1] == SpotKind.MUNICIPALITY:
            return self._municipalities(key[2])
        spot = self.by_key.get(f"{key[1]}-{key[2]}")
        return [spot] if spot else []

    def _by_number(self, typed: str) -> list[Spot]:
        number = _NUMBER.fullmatch(typed)
        if number is None:
            return []
        if number[1] in self.postal:
            return self._at_code(number[1])
        return self._municipalities(number[1])

    def _municipalities(self, number: str) -> list[Spot]:
        """The municipality of this number, or those of today that an old number became."""
        present = (number, *self.renumbered.get(number, ()))
        return [self.by_key[key] for key in (f"{SpotKind.MUNICIPALITY}-{each}" for each in present) if key in self.by_key]

    def _by_name(self, words: str) -> list[Spot]:
        found = list(self.by_name.get(words, ()))
        codes = self.codes_of.get(words, ())
        if codes and not found:
            found = self._at_code(codes[0])
        return found

    def _by_beginning(self, words: str) -> list[Spot]:
        if len(words) < 3:
            return []
        wanted = words.split()
        found: dict[str, Spot] = {}
        for name, spots in self.by_name.items():
            parts = name.split()
            if all(any(part.startswith(word) for part in parts) for word in wanted):
                found |= {spot.key: spot for spot in spots if spot.key not in found}
        return list(found.values())

    def _alike(self, words: str) -> list[Spot]:
        names = get_close_matches(words, [*self.by_name, *self.codes_of], n=MOST, cutoff=ALIKE)
        found: dict[str, Spot] = {}
        for name in names:
            for spot in self._by_name(name):
                if all(spot.area != other.area or not spot.area for other in found.values()):
                    found.setdefault(spot.key, spot)
        return list(found.values())[:5]

    # --- postal codes -----------------------------------------------------------------------------------------------

    def _areas_named(self, words: str) -> list[Spot]:
        """The municipalities of a name, else the city districts."""
        named = [spot for spot in self.by_name.get(words, ()) if spot.area]
        return [spot for spot in named if spot.kind is SpotKind.MUNICIPALITY] or named

    def _at_code(self, code: str) -> list[Spot]:
        """A postal code, placed in the municipality its name tells; else in that of the nearest code, which is said aloud."""
        place = self.postal[code].title()
        areas = self._areas_named(folded(place))
        if len(areas) > 1:
            areas = self._nearest_of(code, areas)
        if areas:
            return [self._code_in(code, place, areas[0], assumed="")]
        near = self._nearest_anchor(int(code))
        return [self._code_in(code, place, near, assumed=near.name)] if near else []

    def _code_in(self, code: str, place: str, area: Spot, *, assumed: str) -> Spot:
        key, name = f"{SpotKind.POSTAL}-{code}", f"{code} {place}"
        return replace(area, key=key, kind=SpotKind.POSTAL, name=name, assumed=assumed, former="")

    def _nearest_anchor(self, code: int) -> Spot | None:
        """The municipality of the nearest code in the same postal region (the first two digits)."""
        at = bisect_left(self.anchors, code, key=lambda anchor: anchor[0])
        near = [anchor for anchor in self.anchors[max(0, at - 1) : at + 1] if anchor[0] // 100 == code // 100]
        return min(near, key=lambda anchor: abs(anchor[0] - code))[1] if near else None

    def _nearest_of(self, code: str, areas: list[Spot]) -> list[Spot]:
        """Of municipalities with one name, the one in the county of the nearest code; all of them when that does not tell."""
        near = self._nearest_anchor(int(code))
        county = near.area[:2] if near else ""
        return [area for area in areas if area.area[:2] == county] or areas
