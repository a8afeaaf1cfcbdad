"""The small national code systems as HL7 Norway publishes them: JSON, `[{title, oid, url, codes: [{code, display}]}]`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from fellesnett.codes.systems.registry import SYSTEMS, SystemDefinition
from fellesnett.codes.systems.rows import ConceptRow, Remark
from fellesnett.foundation.tables import MalformedFile

VOLVEN = "2.16.578.1.12.4.1.1."


@dataclass(frozen=True)
class SmallSystem:
    """One system of the file, with its codes; none when the file only names it."""

    definition: SystemDefinition
    rows: list[ConceptRow]


def parse(file: str, text: str) -> tuple[list[SmallSystem], list[Remark]]:
    """The systems of the file. Raises MalformedFile, naming the system by its place in the list."""
    try:
        items = json.loads(text)
    except ValueError as error:
        raise MalformedFile(file, getattr(error, "lineno", 0), f"ikke gyldig JSON ({error})") from error
    if not isinstance(items, list):
        raise MalformedFile(file, 1, "filen skal være en liste av kodeverk")
    systems, remarks, seen = [], [], set[str]()
    for place, item in enumerate(items, start=1):
        system = _system(file, place, item)
        if system.definition.oid in seen:
            raise MalformedFile(file, place, f"OID {system.definition.oid} står to ganger")
        seen.add(system.definition.oid)
        systems.append(system)
        if not system.rows:
            remarks.append(Remark(file, place, f"{system.definition.name} er bare nevnt, uten koder"))
    return systems, remarks


def _system(file: str, place: int, item: Any) -> SmallSystem:
    try:
        title, oid, url = str(item["title"]), str(item["oid"]), str(item["url"])
        pairs = [(str(each["code"]).strip(), str(each["display"]).strip()) for each in item["codes"]]
    except (KeyError, TypeError) as error:
        raise MalformedFile(file, place, f"kodeverket mangler {error}") from error
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)+", oid):
        raise MalformedFile(file, place, f"«{oid}» er ikke en OID")
    codes = [code for code, _display in pairs]
    if not all(codes) or len(set(codes)) != len(codes):
        raise MalformedFile(file, place, f"{title}: en kode er tom eller står to ganger")
    return SmallSystem(_definition(title, oid, url), [ConceptRow(code, display or code) for code, display in pairs])


def _definition(title: str, oid: str, url: str) -> SystemDefinition:
    """What we know a system by; ours goes before the file's for the systems we know."""
    known = next((one for one in SYSTEMS if one.oid == oid), None)
    name = re.sub(r"^[0-9]{4} ", "", title)
    return known or SystemDefinition(f"volven-{oid.removeprefix(VOLVEN)}".replace(".", "-"), name, oid, url, "Helsedirektoratet")
