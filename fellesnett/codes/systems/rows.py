"""What every importer gives, whatever format the publisher uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fellesnett.foundation import languages
from fellesnett.foundation.tables import Table


@dataclass(frozen=True, order=True)
class ConceptRow:
    """A code as it is stored (no dot), its text, and the code above it ("" at the top).

    `kind` is a value of `models.ConceptKind`; a category without text is one that the list itself leaves out. `also` are its
    names in other languages, as (language, text).
    """

    code: str
    display: str
    parent_code: str = ""
    kind: str = "code"
    also: tuple[tuple[str, str], ...] = ()

    @property
    def derived(self) -> bool:
        """Made from the codes below it, and so no part of what the publisher wrote."""
        return self.kind == "category"


@dataclass(frozen=True, order=True)
class TermRow:
    """A search term that leads to a code in a system."""

    term: str
    source_code: str
    system: str
    code: str


@dataclass(frozen=True, order=True)
class ReplacementRow:
    """From a day on, another code stands in the place of this one; `display` is what it was called, where that is told."""

    code: str
    replaced_by: str
    since: date
    display: str = ""


@dataclass(frozen=True, order=True)
class MappingRow:
    """A code of one system leads to one of another; `equivalence` is a value of `models.Equivalence`."""

    source: str
    code: str
    target: str
    target_code: str
    equivalence: str


@dataclass(frozen=True)
class Remark:
    """Something odd in the publisher's file: taken as it stands, and told."""

    file: str
    row: int
    why: str


OTHER_LANGUAGES = (*(code for code in languages.CODES if code != languages.SOURCE), "la")
"""A list may have the texts in these too, and in Latin, in columns called `text_nn` and so on."""


def code_and_text(table: Table, normalize: Callable[[str], str]) -> tuple[list[ConceptRow], list[Remark]]:
    """The columns `code` and `text_nb`, and the texts in other languages where the list has them. Raises MalformedFile on an
    empty or repeated code or an empty text.

    A question mark inside a word is what is left of a letter that some earlier step lost: told, not repaired.
    """
    require(table, "code", "text_nb")
    others = [language for language in OTHER_LANGUAGES if f"text_{language}" in table.columns]
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
        also = tuple((language, line[f"text_{language}"]) for language in others if line[f"text_{language}"])
        rows[code] = ConceptRow(code, text, also=also)
    return list(rows.values()), remarks


def require(table: Table, *columns: str) -> None:
    """Raises MalformedFile unless the table has these columns."""
    if missing := [column for column in columns if column not in table.columns]:
        raise table.refuse(1, f"kolonnen {', '.join(missing)} mangler")
