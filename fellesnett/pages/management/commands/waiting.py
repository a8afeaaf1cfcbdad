"""`fellesnett waiting import FILE`"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fellesnett.foundation.clock import now
from fellesnett.foundation.tables import Line, MalformedFile, Table, read_table
from fellesnett.pages.actions import NotReady
from fellesnett.pages.waiting import WaitingRow, WaitingSource, record_waiting_times

COLUMNS = ("site", "topic", "kind", "weeks", "place")


class Command(BaseCommand):
    help = "Take in waiting times from a configured source (CSV: site,topic,kind,weeks,place)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["import"])
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--source", required=True, help="who reckoned, as in WAITING_TIME_SOURCES")
        parser.add_argument("--address", required=True, help="where it can be read")
        parser.add_argument("--as-of", required=True, type=date.fromisoformat, help="the day they reckoned")
        parser.add_argument("--valid-until", required=True, type=date.fromisoformat, help="the last day it is shown")

    def handle(self, *args: Any, **options: Any) -> None:
        source = WaitingSource(options["source"], options["address"], options["as_of"], options["valid_until"])
        try:
            rows = read_rows(read_table(options["file"]))
            count = record_waiting_times(source=source, rows=rows, by=None, at=now())
        except (MalformedFile, NotReady) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{count} ventetider fra {source.name}, {source.as_of}")


def read_rows(table: Table) -> list[WaitingRow]:
    """The figures of a file. Raises MalformedFile where a column is missing or weeks are no whole number."""
    if missing := [column for column in COLUMNS if column not in table.columns]:
        raise table.refuse(1, f"mangler kolonnen {missing[0]}")
    return [_row(table, line) for line in table.lines]


def _row(table: Table, line: Line) -> WaitingRow:
    if not line["weeks"].isdecimal():
        raise table.refuse(line.number, "uker må være et helt tall")
    return WaitingRow(line["site"], line["topic"], line["kind"], int(line["weeks"]), line["place"])
