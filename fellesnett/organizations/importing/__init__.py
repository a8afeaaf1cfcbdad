"""Reading the public lists: parse strictly, then create or update all in one transaction, and account for every row.

A file is known by its columns, not its name. Parsing changes nothing; a malformed file stops everything before the first
change. The same file twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from fellesnett.foundation import clock
from fellesnett.foundation.tables import Table, read_table
from fellesnett.organizations.importing import catchment, hospitals, municipality_changes, postal_codes, sites, trusts, units
from fellesnett.organizations.importing.report import ImportReport, Outcome, Remark, Severity, write_report
from fellesnett.organizations.signals import organizations_imported

__all__ = [
    "GEOGRAPHY",
    "ORGANIZATIONS",
    "ImportReport",
    "Outcome",
    "PublicList",
    "Remark",
    "Severity",
    "import_files",
    "write_report",
]


@dataclass(frozen=True)
class PublicList:
    """One kind of file: its columns, how it is parsed and how it is applied. Lists are applied in the order of `rank`."""

    rank: int
    columns: tuple[str, ...]
    parse: Callable[[Table], list[Any]]
    apply: Callable[..., None]


ORGANIZATIONS = tuple(
    PublicList(rank, module.COLUMNS, module.parse, module.apply) for rank, module in enumerate((trusts, hospitals, units, sites))
)
GEOGRAPHY = tuple(
    PublicList(rank, module.COLUMNS, module.parse, module.apply)
    for rank, module in enumerate((postal_codes, municipality_changes, catchment))
)


def import_files(
    paths: Iterable[Path],
    lists: tuple[PublicList, ...],
    *,
    dry_run: bool = False,
    with_sites: bool = False,
    progress: Callable[[ImportReport], None] = lambda report: None,
) -> list[ImportReport]:
    """Import the files, regions before trusts before hospitals before units, whatever order they are given in.

    Raises MalformedFile, naming file, row and fault, before anything is changed. `dry_run` does it all and takes it back.
    `progress` is told after each file.
    """
    parsed = sorted((_parse(read_table(path), lists) for path in paths), key=lambda each: each[0].rank)
    reports = []
    with transaction.atomic():
        for public_list, rows, report in parsed:
            options = {"with_sites": True} if with_sites and public_list.apply is sites.apply else {}
            with transaction.atomic():
                public_list.apply(rows, report, **options)
            reports.append(report)
            progress(report)
        if lists is ORGANIZATIONS and any(report.changed_anything for report in reports):
            organizations_imported.send(None, at=clock.now())
        transaction.set_rollback(dry_run)
    return reports


def _parse(table: Table, lists: tuple[PublicList, ...]) -> tuple[PublicList, list[Any], ImportReport]:
    for public_list in lists:
        if set(public_list.columns) <= set(table.columns):
            return public_list, public_list.parse(table), ImportReport(table.file, len(table.lines))
    known = "; ".join(",".join(each.columns) for each in lists)
    raise table.refuse(1, f"kolonnene {','.join(table.columns)} hører ikke til en kjent liste ({known})")
