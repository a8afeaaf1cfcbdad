"""`fellesnett national import FILE...`"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fellesnett.accounts.models import User
from fellesnett.foundation import clock
from fellesnett.intake.actions import foresee, stage, take_in_all
from fellesnett.intake.recognizing import LARGEST_FILE
from fellesnett.intake.records import Refusal
from fellesnett.intake.reporting import summary, write_csv
from fellesnett.national.actions import NotAllowed
from fellesnett.organizations.models import Membership, OrganizationKind, Role

STEP = 25


class Command(BaseCommand):
    help = "Import texts into draft topics: NHS content API, health atlas articles, trilingual documents"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["import"])
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write every remark to this CSV file")
        parser.add_argument("--by", metavar="EMAIL", help="the national editor who takes the texts in")

    def handle(self, *args: Any, **options: Any) -> None:
        unread: list[Refusal] = []
        staging = stage(files=_contents(options["files"], unread))
        if options["dry_run"]:
            outcomes, refused = foresee(staging=staging)
        else:
            try:
                outcomes, refused = take_in_all(staging=staging, by=_person(options["by"]), at=clock.now(), progress=self._tell)
            except NotAllowed as fault:
                raise CommandError(str(fault), returncode=2) from fault
        refusals = (*unread, *staging.refusals, *refused)
        if options["report"]:
            write_csv(options["report"], outcomes, refusals)
        self.stdout.write(summary(staging, outcomes))
        if options["dry_run"]:
            self.stdout.write("Prøvekjøring: ingenting er lagret.")
        for refusal in refusals:
            self.stderr.write(str(refusal))
        if refusals:
            sys.exit(2)

    def _tell(self, done: int, total: int) -> None:
        if done % STEP == 0 and done < total:
            self.stdout.write(f"{done} av {total} temaer")


def _contents(paths: list[Path], unread: list[Refusal]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise Refusal(path.name, "", f"{path.stat().st_size} byte er mer enn {LARGEST_FILE}")
            yield path.name, path.read_bytes()
        except OSError as fault:
            unread.append(Refusal(path.name, "", f"kan ikke leses: {fault.strerror}"))
        except Refusal as refusal:
            unread.append(refusal)


def _person(email: str | None) -> User:
    """The editor named, or the first of the national editors."""
    if email:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        fault = f"det er ingen bruker med adressen {email}"
    else:
        membership = (
            Membership.objects.filter(
                organization__kind=OrganizationKind.NATIONAL, role=Role.NATIONAL_EDITOR, user__is_active=True
            )
            .order_by("pk")
            .first()
        )
        found = membership.user if membership else None
        fault = "det er ingen nasjonal redaktør: oppgi hvem med --by"
    if found is None:
        raise CommandError(fault, returncode=2)
    return found
