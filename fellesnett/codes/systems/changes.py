"""What publishers say of codes beside the lists themselves: which code stands in the place of which, and which leads where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fellesnett.codes.systems.rows import MappingRow, ReplacementRow, require
from fellesnett.foundation.tables import Line, Table

SPELLINGS = (
    ("old_nr", "new_nr", "year", "old_name"),  # the list of municipality number changes
    ("oldCode", "newCode", "changeOccurred", "oldName"),  # Statistics Norway's Klass
    ("code", "replaced_by", "since", "text_nb"),
)
"""The columns for the old code, the new one, the day (or the year) of the change, and the old text, as each list calls them."""


def replacements(table: Table, normalize: Callable[[str], str]) -> list[ReplacementRow]:
    """Every change of a code into another; a code that only got a new name is left out. Raises MalformedFile."""
    spelling = next((names for names in SPELLINGS if set(names[:3]) <= set(table.columns)), SPELLINGS[-1])
    old, new, since, text = spelling
    require(table, old, new, since)
    rows = []
    for line in table.lines:
        code, replaced_by = normalize(line[old]), normalize(line[new])
        if not code or not replaced_by:
            raise table.refuse(line.number, f"{old} og {new} må være fylt ut")
        if code != replaced_by:
            display = line[text] if text in table.columns else ""
            rows.append(ReplacementRow(code, replaced_by, _day(table, line, since), display))
    return list(dict.fromkeys(rows))


def _day(table: Table, line: Line, column: str) -> date:
    written = line[column]
    try:
        return date(int(written), 1, 1) if len(written) == 4 else date.fromisoformat(written)
    except ValueError as error:
        raise table.refuse(line.number, f"«{written}» er verken et år eller en dag") from error


def mappings(
    table: Table, key_of: Callable[[str], str], normalize: Callable[[str, str], str], known: frozenset[str]
) -> list[MappingRow]:
    """A map: `source,code,target,target_code` and, where it is told, `equivalence`; systems by any of their names (`key_of`).
    `normalize` tells how each writes its codes, `known` which words tell how codes are related. Raises MalformedFile."""
    require(table, "source", "code", "target", "target_code")
    rows = []
    for line in table.lines:
        source, target = key_of(line["source"]), key_of(line["target"])
        unknown = [line[column] for column, key in (("source", source), ("target", target)) if not key]
        if unknown:
            raise table.refuse(line.number, f"ukjent kodeverk «{unknown[0]}»")
        related = (line["equivalence"] if "equivalence" in table.columns else "") or "relatedto"
        if related not in known:
            raise table.refuse(line.number, f"«{related}» er ikke en av {', '.join(sorted(known))}")
        code, target_code = normalize(source, line["code"]), normalize(target, line["target_code"])
        if not code or not target_code:
            raise table.refuse(line.number, "code og target_code må være fylt ut")
        rows.append(MappingRow(source, code, target, target_code, related))
    return list(dict.fromkeys(rows))
