"""ICD-10 in Norwegian: `code,text_nb` without dots, and the category blocks as `from,to,text_nb`.

The list holds the codes one may report: a category with subdivisions (M17) is not in it. The code above a code is the
nearest one that is, else the category of three characters; the block of a category is found by its range.
"""

from __future__ import annotations

import re

from fellesnett.codes.systems.rows import ConceptRow, Remark, code_and_text
from fellesnett.foundation.tables import Table

CATEGORY = 3


def normalize(text: str) -> str:
    """`m17.9`, `M17.9+` and `M 179` are M179; a block, `M15-M19`, keeps its hyphen.

    The Norwegian categories of external causes end in a small letter, `V0n`, and keep it.
    """
    code = re.sub(r"[\s.+*†]", "", text).upper()
    return code[:2] + code[2:CATEGORY].lower() + code[CATEGORY:] if re.match(r"[A-Z][0-9][A-Z]", code) else code


def parent_of(code: str, present: set[str]) -> str:
    """The code above: the nearest present one, else the category; "" for a category (its block is found by range)."""
    for length in range(len(code) - 1, CATEGORY - 1, -1):
        if code[:length] in present or length == CATEGORY:
            return code[:length]
    return ""


def block_code(first: str, last: str) -> str:
    return f"{first}-{last}"


def parse(table: Table, blocks: Table | None = None) -> tuple[list[ConceptRow], list[Remark]]:
    """Codes with the code above each, and the blocks. Raises MalformedFile."""
    rows, remarks = code_and_text(table, normalize)
    ranges = _ranges(blocks) if blocks else []
    present = {row.code for row in rows}
    placed = [ConceptRow(row.code, row.display, _above(row.code, present, ranges)) for row in rows]
    if ranges:
        lost = sorted({row.code[:CATEGORY] for row in rows} - {row.code[:CATEGORY] for row in rows if _block(row.code, ranges)})
        remarks += [Remark(table.file, 0, f"kategorien {category} ligger ikke i noen blokk") for category in lost]
    return placed + [ConceptRow(block_code(first, last), text) for first, last, text in ranges], remarks


def _above(code: str, present: set[str], ranges: list[tuple[str, str, str]]) -> str:
    return parent_of(code, present) or _block(code, ranges)


def _block(code: str, ranges: list[tuple[str, str, str]]) -> str:
    category = code[:CATEGORY]
    return next((block_code(first, last) for first, last, _text in ranges if first <= category <= last), "")


def _ranges(table: Table) -> list[tuple[str, str, str]]:
    if not {"from", "to", "text_nb"} <= set(table.columns):
        raise table.refuse(1, "blokkfilen må ha kolonnene from, to og text_nb")
    ranges = []
    for line in table.lines:
        first, last, text = line["from"], line["to"], line["text_nb"]
        if not (re.fullmatch(r"[A-Z][0-9]{2}", first) and re.fullmatch(r"[A-Z][0-9]{2}", last) and first <= last and text):
            raise table.refuse(line.number, f"«{first}» til «{last}» er ikke en blokk")
        ranges.append((first, last, text))
    return ranges
