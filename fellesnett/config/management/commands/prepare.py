"""`fellesnett prepare`: the database and folders made ready; safe to run again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from fellesnett.config.history import FromHalfWay, refuse_half_way


class Command(BaseCommand):
    help = "make the database and folders ready (runs again without harm)"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_half_way()
        except FromHalfWay as refusal:
            raise CommandError(str(refusal)) from refusal
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Databasen er klar.")
