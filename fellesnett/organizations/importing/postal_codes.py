"""postal_codes_*.csv: postal code -> place. A code that is no longer listed is kept: old letters still carry it."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.foundation.tables import Table
from fellesnett.organizations.importing.report import ImportReport, Outcome
from fellesnett.organizations.models import PostalCode

COLUMNS = ("postal_code", "place")


@dataclass(frozen=True)
class PostalCodeRow:
    number: int
    code: str
    place: str


def parse(table: Table) -> list[PostalCodeRow]:
    """The rows, typed. Raises MalformedFile unless every code is four digits, listed once, with a place."""
    rows, seen = [], set[str]()
    for line in table.lines:
        code = line["postal_code"]
        if len(code) != 4 or not code.isdigit() or code in seen or not line["place"]:
            raise table.refuse(line.number, "postal_code må være fire sifre og stå én gang, og place må være fylt ut")
        seen.add(code)
        rows.append(PostalCodeRow(line.number, code, line["place"]))
    return rows


def apply(rows: list[PostalCodeRow], report: ImportReport) -> None:
    """Create or update, all in two statements."""
    stored = dict(PostalCode.objects.values_list("code", "place"))
    for row in rows:
        same = Outcome.UNCHANGED if stored.get(row.code) == row.place else Outcome.UPDATED
        report.count(same if row.code in stored else Outcome.CREATED)
    PostalCode.objects.bulk_create(
        [PostalCode(code=row.code, place=row.place) for row in rows if stored.get(row.code) != row.place],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["place"],
        batch_size=1000,
    )
