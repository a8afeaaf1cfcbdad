"""`fellesnett sources list | fetch NAME [--dry-run] | on NAME | off NAME | follow NAME ID | unfollow NAME ID`"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fellesnett.accounts.models import User
from fellesnett.foundation.clock import now
from fellesnett.intake.fetching.deciding import ensure_sources, follow, turn_off, turn_on, unfollow
from fellesnett.intake.fetching.faults import SENTENCES
from fellesnett.intake.fetching.foreseeing import foresee_round
from fellesnett.intake.fetching.outgoing import NoAnswer
from fellesnett.intake.fetching.records import CHANGED, GONE, NEW, UNCHANGED, Outcome, ShapeChanged
from fellesnett.intake.fetching.running import fetch
from fellesnett.intake.models import Source, SourceState
from fellesnett.national.actions import NotReady

WORDS = {NEW: "nye", CHANGED: "endret", UNCHANGED: "uendret", GONE: "borte"}


class Command(BaseCommand):
    help = "Registers and services that facts are fetched from: list, fetch (or foresee), on and off, what to follow"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["list", "fetch", "on", "off", "follow", "unfollow"])
        parser.add_argument("name", nargs="?", default="", metavar="NAME")
        parser.add_argument("id", nargs="?", default="", metavar="ID", help="what to follow, as the source calls it")
        parser.add_argument("--about", default="", metavar="TOPIC", help="the key of the topic that it is for")
        parser.add_argument("--by", default="", metavar="EMAIL", help="on whose word")
        parser.add_argument("--dry-run", action="store_true", help="ask, tell the difference, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = {row.name: row for row in ensure_sources()}
        if options["verb"] == "list":
            return self._list(sources.values())
        source = sources.get(options["name"])
        if source is None:
            raise CommandError(f"det er ingen kilde «{options['name']}»; velg en av {', '.join(sources)}", returncode=2)
        if options["verb"] == "fetch":
            return self._foresee(source) if options["dry_run"] else self._fetch(source)
        try:
            self._decide(source, _person(options["by"]), options)
        except (NotReady, PermissionDenied) as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        return None

    def _list(self, sources: Iterable[Source]) -> None:
        for row in sources:
            last = f"{timezone.localtime(row.succeeded_at):%Y-%m-%d %H:%M}" if row.succeeded_at else "aldri"
            fault = f"; {SENTENCES[row.fault]} {row.fault_place}".rstrip() if row.fault else ""
            self.stdout.write(f"{row.name:<20} {row.get_state_display():<8} sist hentet {last}{fault}")

    def _fetch(self, source: Source) -> None:
        """On or not: whoever runs this answers for it, but it is done on the word of whoever turned the source on."""
        if source.state == SourceState.OFF:
            raise CommandError(f"{source.name} er av; slå den på med «sources on {source.name} --by EMAIL»", returncode=2)
        run = fetch(source=source, at=now(), progress=self._progress)
        self.stderr.write("")
        self._sums(run.outcomes)
        if run.fault:
            source.refresh_from_db()
            raise CommandError(f"{SENTENCES[run.fault]} {source.fault_place}".rstrip(), returncode=1)

    def _foresee(self, source: Source) -> None:
        try:
            outcomes = foresee_round(source=source, at=now(), progress=self._progress)
        except (NoAnswer, ShapeChanged) as fault:
            raise CommandError(f"{SENTENCES[getattr(fault, 'fault', 'shape')]} {fault.place}".rstrip(), returncode=1) from fault
        except (NotReady, PermissionDenied) as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stderr.write("")
        for each in outcomes:
            if each.state != UNCHANGED:
                self.stdout.write(f"{WORDS[each.state]}: {each.key} {each.subject}".rstrip())
            for name, before, after in each.changes if each.state == CHANGED else ():
                self.stdout.write(f"    {name}: {before!r} -> {after!r}")
        self._sums(outcomes)

    def _progress(self, asked: int, left: int) -> None:
        self.stderr.write(f"\r{asked} spurt, {left} igjen ", ending="")

    def _sums(self, outcomes: Iterable[Outcome]) -> None:
        counts = Counter(each.state for each in outcomes)
        self.stdout.write(", ".join(f"{counts[state]} {word}" for state, word in WORDS.items()))

    def _decide(self, source: Source, by: User, options: dict[str, Any]) -> None:
        verb, at = options["verb"], now()
        if verb == "on":
            turn_on(source=source, by=by, at=at)
        elif verb == "off":
            turn_off(source=source, by=by, at=at)
        elif verb == "follow":
            follow(source=source, key=options["id"], about=options["about"], by=by, at=at)
        else:
            followed = source.followed.filter(key=options["id"]).first()
            if followed is None:
                raise CommandError(f"{source.name} følger ikke «{options['id']}»", returncode=2)
            unfollow(followed=followed, by=by, at=at)
        self.stdout.write(f"{source.name}: {verb} {options['id']}".rstrip())


def _person(email: str) -> User:
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise CommandError("si hvem det gjøres for med --by E-POST, en som har rolle i den nasjonale redaksjonen", returncode=2)
    return person
