"""What an import did: every row is counted once, and every row that was not taken as it stood is explained."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """What became of a row. Each row has exactly one."""

    CREATED = "ny"
    UPDATED = "endret"
    UNCHANGED = "uendret"
    JOINED = "slått sammen"
    LEFT_OUT = "utelatt"


class Severity(StrEnum):
    """What kind of attention a remark wants."""

    WRONG = "feil"  # the source is wrong here: tell its owner
    JOINED = "slått sammen"  # two spellings or rows became one
    CHANGED = "endret"  # written differently than in the source
    KEPT = "beholdt"  # odd, and taken as it stands


@dataclass(frozen=True)
class Remark:
    """One thing to know about one row (the header is row 1)."""

    file: str
    row: int
    severity: Severity
    why: str


@dataclass
class ImportReport:
    """The account of one file. `rows` equals the sum of `outcomes`: nothing is dropped in silence."""

    file: str
    rows: int
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        self.outcomes[outcome] += 1

    def remark(self, row: int, severity: Severity, why: str) -> None:
        self.remarks.append(Remark(self.file, row, severity, why))

    def of(self, severity: Severity) -> list[Remark]:
        """The remarks of one kind."""
        return [remark for remark in self.remarks if remark.severity == severity]

    @property
    def changed_anything(self) -> bool:
        return bool(self.outcomes[Outcome.CREATED] or self.outcomes[Outcome.UPDATED])

    def summary(self) -> str:
        """One line: the file, its rows, and how many came to what."""
        outcomes = ", ".join(f"{self.outcomes[outcome]} {outcome}" for outcome in Outcome if self.outcomes[outcome])
        remarks = ", ".join(f"{len(self.of(severity))} {severity}" for severity in Severity if self.of(severity))
        return f"{self.file}: {self.rows} rader: {outcomes or 'ingen'}; merknader: {remarks or 'ingen'}"


def write_report(path: Path, reports: Iterable[ImportReport]) -> None:
    """All remarks as CSV with the columns file, row, severity, why."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "row", "severity", "why"])
        for report in reports:
            writer.writerows((remark.file, remark.row, remark.severity, remark.why) for remark in report.remarks)
