"""ICPC-2 in Norwegian: `code,text_nb`. A code of four characters stands below that of three."""

from __future__ import annotations

import re
from dataclasses import replace

from fellesnett.codes.systems.rows import ConceptRow, Remark, code_and_text
from fellesnett.foundation.tables import Table


def normalize(text: str) -> str:
    """`l 90` and `L90` are L90."""
    return re.sub(r"[\s.]", "", text).upper()


def parse(table: Table) -> tuple[list[ConceptRow], list[Remark]]:
    """The codes, with the code above the long ones. Raises MalformedFile."""
    rows, remarks = code_and_text(table, normalize)
    present = {row.code for row in rows}
    return [replace(row, parent_code=_above(row.code, present)) for row in rows], remarks


def _above(code: str, present: set[str]) -> str:
    return code[:3] if len(code) > 3 and code[:3] in present else ""
