"""ICPC-2B: clinical and everyday words, each with its ICPC-2 code and the ICD-10 code it maps to."""

from __future__ import annotations

from fellesnett.codes.systems import icd10, icpc2
from fellesnett.codes.systems.rows import Remark, TermRow
from fellesnett.foundation.tables import Table

COLUMNS = ("icpc2b", "icpc2", "icd10", "term_nb")


def parse(table: Table) -> tuple[list[TermRow], list[Remark]]:
    """Two terms for each row: one leads to ICPC-2, one to ICD-10. Raises MalformedFile."""
    if missing := [column for column in COLUMNS if column not in table.columns]:
        raise table.refuse(1, f"kolonnen {', '.join(missing)} mangler")
    terms: dict[TermRow, int] = {}
    remarks = []
    for line in table.lines:
        if not (line["icpc2b"] and line["icpc2"] and line["term_nb"]):
            raise table.refuse(line.number, "icpc2b, icpc2 og term_nb må være fylt ut")
        codes = (("icpc2", icpc2.normalize(line["icpc2"])), ("icd10", icd10.normalize(line["icd10"])))
        for system, code in codes:
            term = TermRow(line["term_nb"], line["icpc2b"], system, code)
            if not code:
                remarks.append(Remark(table.file, line.number, f"«{term.term}» har ingen ICD-10-kode"))
            elif term in terms:
                remarks.append(Remark(table.file, line.number, f"«{term.term}» står også i rad {terms[term]}: samme kode"))
            else:
                terms[term] = line.number
    return list(terms), remarks
