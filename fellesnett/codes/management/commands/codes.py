"""`fellesnett codes import|replaced|map|check ...`"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from fellesnett.codes.actions import (
    NotReady,
    check,
    import_mappings,
    import_release,
    import_replacements,
    import_terms,
    is_new,
    register,
)
from fellesnett.codes.differences import Difference, difference
from fellesnett.codes.models import CodeSystem, Equivalence
from fellesnett.codes.queries import normalize_code
from fellesnett.codes.retiring import Chains
from fellesnett.codes.systems import NORMALIZERS, READERS, ConceptRow, Remark, SystemDefinition, changes, hl7no, icd10, icpc2b
from fellesnett.codes.systems.registry import BY_KEY, key_of
from fellesnett.foundation.clock import now
from fellesnett.foundation.tables import MalformedFile, read_table, read_text

TERMS, SMALL = "icpc2b", "hl7no"
KNOWN = [*READERS, TERMS, SMALL]


class Command(BaseCommand):
    help = "Import releases of code systems, what replaces which code and maps; check what is tagged against what is in force"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """`--version` is the version of the code list here, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        taken = verbs.add_parser("import", help="a release, from a file in the publisher's own format")
        taken.add_argument("system", choices=KNOWN, metavar="SYSTEM", help=", ".join(KNOWN))
        taken.add_argument("file", type=Path, metavar="FILE")
        taken.add_argument("--blocks", type=Path, help="ICD-10: the file with the category blocks")
        taken.add_argument("--categories", type=Path, help="ICD-10: texts of categories that the list leaves out (code,text_nb)")
        taken.add_argument("--version", dest="release", help="the version; default: the year in the file's name")
        taken.add_argument("--valid-from", type=date.fromisoformat, help="first day in force; default: New Year of the version")
        replaced = verbs.add_parser("replaced", help="which code stands in the place of which, since when")
        replaced.add_argument("system", choices=sorted(BY_KEY), metavar="SYSTEM")
        replaced.add_argument("file", type=Path, metavar="FILE")
        mapped = verbs.add_parser("map", help="which code of one system leads to which of another")
        mapped.add_argument("file", type=Path, metavar="FILE")
        for verb in (taken, replaced, mapped):
            verb.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        checked = verbs.add_parser("check", help="ask the owners about tags whose code is retired")
        checked.add_argument("system", nargs="?", default="", metavar="SYSTEM", help="only this code system")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs: dict[str, Callable[[dict[str, Any]], None]] = {
            "import": self._import,
            "replaced": self._replaced,
            "map": self._map,
            "check": self._check,
        }
        try:
            verbs[options["verb"]](options)
        except (MalformedFile, NotReady) as error:
            raise CommandError(str(error), returncode=2) from error

    # --- a release ----------------------------------------------------------------------------------------------------

    def _import(self, options: dict[str, Any]) -> None:
        if options["system"] == TERMS:
            self._terms(options)
        elif options["system"] == SMALL:
            self._small(options)
        else:
            rows, remarks = self._read(options)
            self._tell(remarks)
            self._release(BY_KEY[options["system"]], rows, options)

    def _read(self, options: dict[str, Any]) -> tuple[list[ConceptRow], list[Remark]]:
        table = read_table(options["file"])
        if options["system"] == "icd10":
            blocks, categories = (read_table(options[name]) if options[name] else None for name in ("blocks", "categories"))
            return icd10.parse(table, blocks, categories)
        return READERS[options["system"]](table)

    def _release(self, system: SystemDefinition, rows: list[ConceptRow], options: dict[str, Any]) -> None:
        version, valid_from = self._version(options)
        change = difference(system.key, rows, before=valid_from)
        facts: dict[str, Any] = {"system": system, "version": version, "valid_from": valid_from, "rows": rows}
        if options["dry_run"] and is_new(**facts):
            self._show(system, change, {row.code: row.display for row in rows}, valid_from)
            return
        release, new = import_release(**facts, at=now())
        told = f"{len(rows)} koder, {_counts(change)}" if new else "fantes fra før, uendret"
        self.stdout.write(f"{system.name} {release.version}, gyldig fra {release.valid_from}: {told}")
        if new and release.valid_from > timezone.localdate(now()):
            self.stdout.write(f"Utgivelsen trer i kraft {release.valid_from}. Til da gjelder den forrige.")

    @contextmanager
    def _tried(self, options: dict[str, Any]) -> Iterator[None]:
        """What is done here is done for real, and in a dry run undone."""
        with transaction.atomic():
            yield
            if options["dry_run"]:
                transaction.set_rollback(True)

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
        with self._tried(options):
            made = import_terms(rows=rows)
        self._sums(f"ICPC-2B: {made.added} nye koblinger, {made.removed} fjernet, {made.kept} uendret", options)

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

    def _show(self, system: SystemDefinition, change: Difference, texts: dict[str, str], on: date) -> None:
        """Code by code, the summary last. Of a first release all is new, and only the summary is said."""
        stored = CodeSystem.objects.filter(key=system.key).first()
        if stored and not change.first:
            for line in _lines(change, texts, Chains(stored, on)):
                self.stdout.write(f"  {line}")
        first = " Ingen tidligere utgivelse: alt er nytt." if change.first else ""
        self.stdout.write(f"{system.name}: {_counts(change)}.{first} Prøvekjøring: ingenting er lagret.")

    # --- what belongs to the lists ------------------------------------------------------------------------------------

    def _replaced(self, options: dict[str, Any]) -> None:
        key = options["system"]
        rows = changes.replacements(read_table(options["file"]), NORMALIZERS.get(key, str.strip))
        name = BY_KEY[key].name
        with self._tried(options):
            made = import_replacements(system=key, rows=rows)
        self._sums(f"{name}: {made.added} nye erstatninger, {made.kept} kjent fra før", options)

    def _map(self, options: dict[str, Any]) -> None:
        rows = changes.mappings(read_table(options["file"]), key_of, normalize_code, frozenset(Equivalence.values))
        with self._tried(options):
            made = import_mappings(rows=rows)
        self._sums(f"{made.added} nye koblinger, {made.removed} fjernet, {made.kept} uendret", options)

    def _sums(self, told: str, options: dict[str, Any]) -> None:
        self.stdout.write(f"{told}. Prøvekjøring: ingenting er lagret." if options["dry_run"] else told)

    def _check(self, options: dict[str, Any]) -> None:
        asked = options["system"]
        if asked and not CodeSystem.objects.filter(key=asked).exists():
            raise CommandError(f"kodeverket «{asked}» er ikke lest inn", returncode=2)
        releases = check(system=asked, at=now())
        for release in releases:
            self.stdout.write(f"{release.system.name} {release.version}, gyldig fra {release.valid_from}: sett gjennom")
        if not releases:
            self.stdout.write("Ingen utgivelse gjelder i dag.")


def _counts(change: Difference) -> str:
    said = f"{len(change.added)} nye, {len(change.removed)} borte, {len(change.reworded)} med ny tekst"
    return f"{said}, {len(change.moved)} flyttet"


def _lines(change: Difference, texts: dict[str, str], chains: Chains) -> Iterator[str]:
    for code in change.added:
        yield f"ny: {code} {texts.get(code, '')}".rstrip()
    for code in change.removed:
        instead = ", ".join(chains.ends(code, texts))
        yield f"borte: {code}" + (f" (erstattet av {instead})" if instead else "")
    for code, before, after in change.reworded:
        yield f"ny tekst: {code} «{before}» -> «{after}»"
    for code, before, after in change.moved:
        yield f"flyttet: {code} fra {before or 'toppen'} til {after or 'toppen'}"
