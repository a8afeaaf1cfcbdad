"""From a code to codes of other systems: by a publisher's map, or by words that lead to both; and to the codes right above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fellesnett.codes.models import CodeSystem, Concept
from fellesnett.codes.queries import in_force, maps, normalize_code, translations


@dataclass(frozen=True, slots=True)
class Way:
    """A code of another system (`target`) that a code leads to: what the map has for it (`mapped`), or the code right above that.

    `equivalence` is of what the map has, seen from the code that was asked about (FHIR R4: `wider` is that it means more).
    """

    source: str
    target: str
    code: str
    mapped: str
    equivalence: str

    @property
    def name(self) -> str:
        """What the map is called, as FHIR's ConceptMap has it."""
        return f"{self.source}-{self.target}"


def ways_from(system: CodeSystem, code: str, on: date) -> Iterator[list[Way]]:
    """Where the maps lead from a code, one try after another: what a map has for it, then the codes right above those; then the
    same by the next map. None of the tries is empty."""
    for source, target in maps():
        if source != system.key:
            continue
        direct = [
            Way(source, target, mapped, mapped, how) for mapped, how in translations(source, normalize_code(system, code), target)
        ]
        if direct:
            yield direct
            if above := list(_right_above(direct, target, on)):
                yield above


def _right_above(ways: Iterable[Way], target: str, on: date) -> Iterator[Way]:
    known = {way.mapped: way for way in ways}
    concepts = Concept.objects.filter(release=in_force(target, on), code__in=list(known)).exclude(parent_code="")
    above = dict(concepts.values_list("code", "parent_code"))
    for mapped, way in known.items():
        if mapped in above:
            yield Way(way.source, way.target, above[mapped], mapped, way.equivalence)
