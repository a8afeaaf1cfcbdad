"""Municipality numbers: the list of catchment areas (`komnr,kommune`, a line for each city district, Sámi names), or Statistics
Norway's own (`code,name`, as its Klass service writes it)."""

from __future__ import annotations

import re
from dataclasses import replace

from fellesnett.codes.systems.rows import ConceptRow, Remark, require
from fellesnett.foundation.languages import LANGUAGES
from fellesnett.foundation.tables import Line, Table

SAMI = {language.english_name: language.code for language in LANGUAGES if language.english_name.endswith(" Sami")}


def normalize(text: str) -> str:
    """`301` and `0301` are 0301: spreadsheets drop the nought."""
    code = re.sub(r"\s", "", text)
    return code.zfill(4) if code.isdigit() else code


def parse(table: Table) -> tuple[list[ConceptRow], list[Remark]]:
    """The municipalities, each once: where a number has two names, that of the line without a district. Raises MalformedFile on
    a number that is none."""
    number, name = ("komnr", "kommune") if "komnr" in table.columns else ("code", "name")
    require(table, number, name)
    rows: dict[str, ConceptRow] = {}
    remarks = []
    for line in table.lines:
        row = ConceptRow(normalize(line[number]), line[name], also=_sami(table, line))
        if not re.fullmatch(r"[0-9]{4}", row.code) or not row.display:
            raise table.refuse(line.number, f"{number} må være fire sifre, og {name} må være fylt ut")
        before = rows.get(row.code, row)
        if before.display != row.display:
            remarks.append(Remark(table.file, line.number, f"{row.code} heter både {before.display} og {row.display}"))
        whole = "bydel" in table.columns and not line["bydel"]
        rows[row.code] = replace(row if whole else before, also=row.also or before.also)
    return list(rows.values()), remarks


def _sami(table: Table, line: Line) -> tuple[tuple[str, str], ...]:
    if not {"sami_name", "sami_language"} <= set(table.columns) or not line["sami_name"]:
        return ()
    if line["sami_language"] not in SAMI:
        raise table.refuse(line.number, f"ukjent samisk språk «{line['sami_language']}»")
    return ((SAMI[line["sami_language"]], line["sami_name"]),)
