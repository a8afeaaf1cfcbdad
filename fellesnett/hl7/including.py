"""What a search is asked to bring with it: `_include=HealthcareService:location`, each referred resource once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from fellesnett.hl7.fhir import Asked, Resource
from fellesnett.hl7.resources import KINDS

INCLUDE = "_include"


def understood(kind: str, asked: Asked) -> list[str]:
    """The references that are to be followed. What we do not follow is passed over, as FHIR lets a server do."""
    known = {f"{kind}:{name}": name for name in KINDS[kind].includes}
    return [written for written in dict.fromkeys(asked.every(INCLUDE)) if written in known]


def beside(kind: str, shown: Sequence[Resource], asked: Asked) -> list[Resource]:
    """What those that are shown refer to: one question for each type."""
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for written in understood(kind, asked):
        include = KINDS[kind].includes[written.partition(":")[2]]
        for one in shown:
            wanted[include.target] |= dict.fromkeys(_ids(one.get(include.element), include.target))
    shown_too = {(one["resourceType"], one["id"]) for one in shown}
    return [
        one
        for target, ids in wanted.items()
        if (read := KINDS[target].referred) is not None
        for one in read(ids)
        if (target, one["id"]) not in shown_too
    ]


def _ids(said: Resource | list[Resource] | None, target: str) -> Iterator[str]:
    references: Iterable[Resource] = said if isinstance(said, list) else [said] if said else []
    for one in references:
        if str(one.get("reference", "")).startswith(f"{target}/"):
            yield str(one["reference"]).partition("/")[2]
