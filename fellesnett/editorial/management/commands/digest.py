"""`fellesnett digest send`: the morning's letters written, and what waits in the outbox sent; the worker does the same."""

from __future__ import annotations

import signal
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from fellesnett.editorial.digest import people_due, write_due
from fellesnett.editorial.models import Letter
from fellesnett.editorial.outbox import send_due
from fellesnett.foundation import clock

SECONDS_BETWEEN_WORDS = 5.0


class Stopped(Exception):
    """Somebody asked the command to stop; what is done is done, and the rest is found the next time."""


class Command(BaseCommand):
    help = "send: write the digests that are due and send every letter that waits (--dry-run tells how many)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["send"])
        parser.add_argument("--dry-run", action="store_true", help="say how many are due, and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        if options["dry_run"]:
            self.stdout.write(f"{people_due(at).count()} people are due a digest; {Letter.objects.due(at).count()} letters wait")
            return
        if not settings.MAIL_IS_ON:
            raise CommandError("EMAIL_URL is not set: no letter can be sent (docs/architecture.md)", returncode=2)
        self.told, self.stop = time.monotonic(), False
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._send(at)
        except Stopped as stopped:
            raise CommandError("stopped; run it again to go on", returncode=130) from stopped
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _send(self, at: datetime) -> None:
        written = write_due(at=at, tick=self._tick)
        self.stdout.write(f"{written} digests written")
        sent = 0
        while Letter.objects.due(at).exists():  # a letter that fails is due later
            sent += send_due(at=at, tick=self._tick)
        self.stdout.write(f"{sent} letters sent, {Letter.objects.waiting().count()} wait for another try")

    def _tick(self) -> None:
        """Between two people: say that we are alive, and stop when asked to."""
        if self.stop:
            raise Stopped
        if time.monotonic() - self.told > SECONDS_BETWEEN_WORDS:
            self.told = time.monotonic()
            self.stdout.write(f"  {Letter.objects.waiting().count()} letters wait ...")
            self.stdout.flush()

    def _stop(self, _number: int, _frame: object) -> None:
        self.stop = True
