"""`fellesnett codes import SYSTEM FILE`"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fellesnett.codes.actions import Difference, NotReady, difference, import_release, import_terms, register
from fellesnett.codes.systems import READERS, ConceptRow, Remark, SystemDefinition, hl7no, icd10, icpc2b
from fellesnett.codes.systems.registry import BY_KEY
from fellesnett.foundation.clock import now
from fellesnett.foundation.tables import MalformedFile, read_table, read_text

TERMS, SMALL = "icpc2b", "hl7no"
KNOWN = [*READERS, TERMS, SMALL]
SHOWN = 20


class Command(BaseCommand):
    help = "Import a release of a code system from the publisher's own format"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """`--version` is the version of the code list here, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["import"])
        parser.add_argument("system", choices=KNOWN, metavar="SYSTEM", help=", ".join(KNOWN))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--blocks", type=Path, help="ICD-10: the file with the category blocks")
        parser.add_argument("--version", dest="release", help="the version; default: the year in the file's name")
        parser.add_argument("--valid-from", type=date.fromisoformat, help="first day in force; default: New Year of the version")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["system"] == TERMS:
                self._terms(options)
            elif options["system"] == SMALL:
                self._small(options)
            else:
                rows, remarks = self._read(options)
                self._tell(remarks)
                self._release(BY_KEY[options["system"]], rows, options)
        except (MalformedFile, NotReady) as error:
            raise CommandError(str(error), returncode=2) from error

    def _read(self, options: dict[str, Any]) -> tuple[list[ConceptRow], list[Remark]]:
        table = read_table(options["file"])
        if options["system"] == "icd10" and options["blocks"]:
            return icd10.parse(table, read_table(options["blocks"]))
        return READERS[options["system"]](table)

    def _release(self, system: SystemDefinition, rows: list[ConceptRow], options: dict[str, Any]) -> None:
        version, valid_from = self._version(options)
        change = difference(system.key, rows, before=valid_from)
        if options["dry_run"]:
            self._show(system, change)
            return
        release, new = import_release(system=system, version=version, valid_from=valid_from, rows=rows, at=now())
        told = f"{len(rows)} koder, {_counts(change)}" if new else "fantes fra før, uendret"
        self.stdout.write(f"{system.name} {release.version}, gyldig fra {release.valid_from}: {told}")

    def _version(self, options: dict[str, Any]) -> tuple[str, date]:
        year = re.search(r"(?:19|20)[0-9]{2}", options["file"].stem)
        version = options["release"] or (year.group() if year else "")
        first_year = re.match(r"[0-9]{4}(?![0-9])", version)
        valid_from = options["valid_from"] or (date(int(first_year.group()), 1, 1) if first_year else None)
        if not version or valid_from is None:
            raise CommandError("oppgi utgaven med --version og første gyldige dag med --valid-from", returncode=2)
        return version, valid_from

    def _terms(self, options: dict[str, Any]) -> None:
        rows, remarks = icpc2b.parse(read_table(options["file"]))
        self._tell(remarks)
        if options["dry_run"]:
            self.stdout.write(f"ICPC-2B: {len(rows)} koblinger i filen. Prøvekjøring: ingenting er lagret.")
            return
        changes = import_terms(rows=rows)
        self.stdout.write(f"ICPC-2B: {changes.added} nye koblinger, {changes.removed} fjernet, {changes.kept} uendret")

    def _small(self, options: dict[str, Any]) -> None:
        systems, remarks = hl7no.parse(options["file"].name, read_text(options["file"]))
        self._tell(remarks)
        for system in systems:
            if system.rows:
                self._release(system.definition, system.rows, options)
            elif not options["dry_run"]:
                register(system.definition)

    def _tell(self, remarks: list[Remark]) -> None:
        for remark in remarks:
            self.stderr.write(f"{remark.file}, rad {remark.row}: {remark.why}")

    def _show(self, system: SystemDefinition, change: Difference) -> None:
        self.stdout.write(f"{system.name}: {_counts(change)}. Prøvekjøring: ingenting er lagret.")
        for label, codes in (("ny", change.added), ("borte", change.removed)):
            for code in codes[:SHOWN]:
                self.stdout.write(f"  {label}: {code}")
        for code, before, after in change.reworded[:SHOWN]:
            self.stdout.write(f"  ny tekst: {code} «{before}» -> «{after}»")


def _counts(change: Difference) -> str:
    return f"{len(change.added)} nye, {len(change.removed)} borte, {len(change.reworded)} med ny tekst"
