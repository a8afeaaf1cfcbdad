"""What every importer gives, whatever format the publisher uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fellesnett.foundation.tables import Table


@dataclass(frozen=True, order=True)
class ConceptRow:
    """A code as it is stored (no dot), its text, and the code above it ("" at the top)."""

    code: str
    display: str
    parent_code: str = ""


@dataclass(frozen=True, order=True)
class TermRow:
    """A search term that leads to a code in a system."""

    term: str
    source_code: str
    system: str
    code: str


@dataclass(frozen=True)
class Remark:
    """Something odd in the publisher's file: taken as it stands, and told."""

    file: str
    row: int
    why: str


def code_and_text(table: Table, normalize: Callable[[str], str]) -> tuple[list[ConceptRow], list[Remark]]:
    """The columns `code` and `text_nb`. Raises MalformedFile on an empty or repeated code or an empty text.

    A question mark inside a word is what is left of a letter that some earlier step lost: told, not repaired.
    """
    _require(table, "code", "text_nb")
    rows: dict[str, ConceptRow] = {}
    remarks = []
    for line in table.lines:
        code, text = normalize(line["code"]), line["text_nb"]
        if not code or not text:
            raise table.refuse(line.number, "koden eller teksten mangler")
        if code in rows:
            raise table.refuse(line.number, f"koden {code} står to ganger")
        if "?" in text or "\ufffd" in text:
            remarks.append(Remark(table.file, line.number, f"{code}: bokstaver er gått tapt i kilden: «{text}»"))
        rows[code] = ConceptRow(code, text)
    return list(rows.values()), remarks


def _require(table: Table, *columns: str) -> None:
    if missing := [column for column in columns if column not in table.columns]:
        raise table.refuse(1, f"kolonnen {', '.join(missing)} mangler")
