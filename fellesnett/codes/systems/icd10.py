"""ICD-10 in Norwegian: `code,text_nb` without dots, and the category blocks as `from,to,text_nb`.

The list holds the codes one may report: a category with subdivisions (M17, S82.0) is not in it. It is derived from the codes
below it, as a category without text; its text comes from a list that has it (`categories`, `code,text_nb`), or from a block
of that one category. The code above a code is the one with one sign less; the block of a category is found by its range.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fellesnett.codes.systems.rows import ConceptRow, Remark, code_and_text
from fellesnett.foundation.tables import Table

CATEGORY = 3


def normalize(text: str) -> str:
    """`m17.9`, `M17.9+` and `M 179` are M179; a block, `M15-M19`, keeps its hyphen.

    The Norwegian categories of external causes end in a small letter, `V0n`, and keep it.
    """
    code = re.sub(r"[\s.+*†]", "", text).upper()
    return code[:2] + code[2:CATEGORY].lower() + code[CATEGORY:] if re.match(r"[A-Z][0-9][A-Z]", code) else code


def parent_of(code: str) -> str:
    """The code above: with one sign less; "" for a category (its block is found by range)."""
    return code[:-1] if len(code) > CATEGORY else ""


def block_code(first: str, last: str) -> str:
    return f"{first}-{last}"


def parse(table: Table, blocks: Table | None = None, categories: Table | None = None) -> tuple[list[ConceptRow], list[Remark]]:
    """Codes and categories with the code above each, and the blocks. Raises MalformedFile."""
    rows, remarks = code_and_text(table, normalize)
    ranges = _ranges(blocks) if blocks else []
    present = {row.code for row in rows}
    texts = {first: text for first, last, text in ranges if first == last}
    texts |= {row.code: row.display for row in code_and_text(categories, normalize)[0]} if categories else {}
    missing = sorted({code[:length] for code in present for length in range(CATEGORY, len(code))} - present)
    found = [replace(row, parent_code=_above(row.code, ranges)) for row in rows]
    found += [ConceptRow(code, texts.get(code, ""), _above(code, ranges), "category") for code in missing]
    if ranges:
        lost = sorted({row.code[:CATEGORY] for row in rows} - {row.code[:CATEGORY] for row in rows if _block(row.code, ranges)})
        remarks += [Remark(table.file, 0, f"kategorien {category} ligger ikke i noen blokk") for category in lost]
    return found + [ConceptRow(block_code(first, last), text, kind="block") for first, last, text in ranges], remarks


def _above(code: str, ranges: list[tuple[str, str, str]]) -> str:
    return parent_of(code) or _block(code, ranges)


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
