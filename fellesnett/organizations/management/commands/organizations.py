"""`fellesnett organizations import FILE...`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fellesnett.foundation.tables import MalformedFile
from fellesnett.organizations.importing import ORGANIZATIONS, ImportReport, PublicList, import_files, write_report


class ImportCommand(BaseCommand):
    """`import FILE...` for one family of public lists. Malformed input: exit 2 and one line, nothing changed."""

    lists: tuple[PublicList, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["import"])
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="do everything, report it, and take it back")
        parser.add_argument("--report", type=Path, help="write every remark to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        extra = {"with_sites": True} if options.get("with_sites") else {}
        try:
            reports = import_files(options["files"], self.lists, dry_run=options["dry_run"], progress=self._tell, **extra)
        except MalformedFile as error:
            raise CommandError(str(error), returncode=2) from error
        if options["report"]:
            write_report(options["report"], reports)
        if options["dry_run"]:
            self.stdout.write("Prøvekjøring: ingenting er lagret.")

    def _tell(self, report: ImportReport) -> None:
        self.stdout.write(report.summary())


class Command(ImportCommand):
    help = "Import regions, trusts, hospitals, units and sites from the public lists"
    lists = ORGANIZATIONS

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--with-sites", action="store_true", help="also create a website for each observed one")
