"""kommune_number_changes_*.csv: old municipality number -> new, with the year."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.foundation.tables import Table
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.models import MunicipalityNumberChange

COLUMNS = ("year", "old_nr", "old_name", "new_nr", "new_name", "comment")
_FIELDS = ("old_name", "new_name", "comment")


@dataclass(frozen=True)
class ChangeRow:
    number: int
    year: int
    old_number: str
    old_name: str
    new_number: str
    new_name: str
    comment: str


def parse(table: Table) -> list[ChangeRow]:
    """The rows, typed. Raises MalformedFile unless year and both numbers are four digits and the change stands once."""
    rows, seen = [], set[tuple[str, ...]]()
    for line in table.lines:
        change = (line["year"], line["old_nr"], line["new_nr"])
        if any(len(number) != 4 or not number.isdigit() for number in change) or change in seen:
            raise table.refuse(line.number, "year, old_nr og new_nr må være fire sifre, og endringen kan bare stå én gang")
        seen.add(change)
        rows.append(
            ChangeRow(line.number, int(change[0]), change[1], line["old_name"], change[2], line["new_name"], line["comment"])
        )
    return rows


def apply(rows: list[ChangeRow], report: ImportReport) -> None:
    """Create or update. A number that changes into itself is kept and pointed out: it is only a new name."""
    stored = {(one.year, one.old_number, one.new_number): one for one in MunicipalityNumberChange.objects.all()}
    new = []
    for row in rows:
        facts = {"old_name": row.old_name, "new_name": row.new_name, "comment": row.comment}
        change = stored.get((row.year, row.old_number, row.new_number))
        if row.old_number == row.new_number:
            report.remark(row.number, Severity.KEPT, f"{row.old_number} blir til seg selv: bare navnet er nytt")
        if change is None:
            new.append(MunicipalityNumberChange(year=row.year, old_number=row.old_number, new_number=row.new_number, **facts))
            report.count(Outcome.CREATED)
        elif all(getattr(change, field) == facts[field] for field in _FIELDS):
            report.count(Outcome.UNCHANGED)
        else:
            MunicipalityNumberChange.objects.filter(pk=change.pk).update(**facts)
            report.count(Outcome.UPDATED)
    MunicipalityNumberChange.objects.bulk_create(new, batch_size=500)
