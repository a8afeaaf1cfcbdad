"""One importer for each publisher's format, and the registry of systems.

`READERS` gives, for the key of a system, how its file is read: table in, concept rows and remarks out. `NORMALIZERS` gives
how a code of that system is written; systems that are not named there only lose the spaces around a code.
"""

from __future__ import annotations

from collections.abc import Callable

from fellesnett.codes.systems import icd10, icpc2, kommuner, procedures
from fellesnett.codes.systems.registry import BY_KEY, SYSTEMS, SystemDefinition
from fellesnett.codes.systems.rows import ConceptRow, MappingRow, Remark, ReplacementRow, TermRow
from fellesnett.foundation.tables import Table

__all__ = [
    "BY_KEY",
    "NORMALIZERS",
    "READERS",
    "SYSTEMS",
    "ConceptRow",
    "MappingRow",
    "Remark",
    "ReplacementRow",
    "SystemDefinition",
    "TermRow",
]

PROCEDURES = ("ncsp", "ncmp", "ncrp")

READERS: dict[str, Callable[[Table], tuple[list[ConceptRow], list[Remark]]]] = {
    "icd10": icd10.parse,
    "icpc2": icpc2.parse,
    "kommuner": kommuner.parse,
    **dict.fromkeys(PROCEDURES, procedures.parse),
}
NORMALIZERS: dict[str, Callable[[str], str]] = {
    "icd10": icd10.normalize,
    "icpc2": icpc2.normalize,
    "kommuner": kommuner.normalize,
    **dict.fromkeys(PROCEDURES, procedures.normalize),
}
