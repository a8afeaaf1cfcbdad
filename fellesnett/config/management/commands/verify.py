"""`fellesnett verify`: proves the invariants that can be checked at rest (semantics.md section 8)."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from fellesnett.config.verifying import CHECKS, Check, one_moment
from fellesnett.editorial.checks import Fault
from fellesnett.foundation import clock

SECONDS_BETWEEN_WORDS = 5.0


class Command(BaseCommand):
    help = "prove the stored data: hashes, approvals, open questions, log replay (--report FILE)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", type=Path, help="write what was checked and every fault to this JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 with a list when an invariant is broken."""
        at = clock.now()
        faults: list[Fault] = []
        done: list[dict[str, Any]] = []
        with one_moment():
            for check in CHECKS:
                found, rows, seconds = self._run(check, at)
                faults += found
                done.append({"check": check.name, check.rows: rows, "seconds": round(seconds, 2), "faults": len(found)})
        if options["report"]:
            report = {"at": at.isoformat(), "checks": done, "faults": [asdict(fault) for fault in faults]}
            options["report"].write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
        self._judge(faults)

    def _run(self, check: Check, at: Any) -> tuple[list[Fault], int, float]:
        started = told = time.monotonic()
        walked = 0

        def tick(rows: int) -> None:
            nonlocal walked, told
            walked += rows
            if time.monotonic() - told > SECONDS_BETWEEN_WORDS:
                told = time.monotonic()
                self.stdout.write(f"  {check.name}: {walked} {check.rows} ...")
                self.stdout.flush()

        found = list(check.faults(at, tick))
        seconds = time.monotonic() - started
        verdict = f"{len(found)} faults" if found else "ok"
        self.stdout.write(f"{check.name}: {walked} {check.rows}, {seconds:.1f} s: {verdict}")
        self.stdout.flush()
        return found, walked, seconds

    def _judge(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.stdout.write(f"BROKEN  {fault.invariant}  {fault.subject}: {fault.text}")
        if faults:
            raise CommandError(f"{len(faults)} broken promises", returncode=1)
        self.stdout.write("Everything that can be proven at rest holds.")
