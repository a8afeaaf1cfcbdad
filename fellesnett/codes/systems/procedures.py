"""The procedure lists NCSP (surgical), NCMP (medical) and NCRP (radiology): `code,text_nb`, one level."""

from __future__ import annotations

import re

from fellesnett.codes.systems.rows import ConceptRow, Remark, code_and_text
from fellesnett.foundation.tables import Table


def normalize(text: str) -> str:
    """`ngb 40` and `NGB-40` are NGB40."""
    return re.sub(r"[\s.-]", "", text).upper()


def parse(table: Table) -> tuple[list[ConceptRow], list[Remark]]:
    """The codes. Raises MalformedFile."""
    return code_and_text(table, normalize)
