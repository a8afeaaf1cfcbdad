"""`fellesnett demo load | remove`: demonstration data, seeded, repeatable and removable."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from fellesnett.foundation import clock


class Command(BaseCommand):
    help = "load or remove the demonstration (load --scale small | national)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "remove"])
        parser.add_argument("--scale", choices=["small", "national"], default="small")
        parser.add_argument("--unless-loaded", action="store_true", help="do nothing where there is content already")

    def handle(self, *args: Any, **options: Any) -> None:
        from demo import loading

        try:
            if options["what"] == "remove":
                loading.remove()
                self.stdout.write("Demonstrasjonen er fjernet.")
            else:
                self._load(options)
        except loading.NotDemonstration as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal

    def _load(self, options: dict[str, Any]) -> None:
        from demo import loading

        if options["unless_loaded"] and (loading.strangers() or loading.is_loaded()):
            self._tell_addresses()
            return
        loading.load(at=clock.now(), say=self.stdout.write)
        if options["scale"] == "national":
            from demo import national_scale

            national_scale.load(at=clock.now(), say=self.stdout.write)
        self._tell_addresses()

    def _tell_addresses(self) -> None:
        import os

        from demo import PASSWORD
        from demo.reading import organizations
        from fellesnett.organizations.models import Site

        port = os.environ.get("PORT", "8000")
        self.stdout.write("\nNettsteder:")
        for site in Site.objects.order_by("-is_front_door", "name"):
            self.stdout.write(f"  http://{site.slug}.localhost:{port}/  {site.name}")
        self.stdout.write(f"\nSkrivebordet: http://www.localhost:{port}/admin/  (passord: {PASSWORD})")
        for person in organizations()["people"]:
            self.stdout.write(f"  {person['email']:<34} {person['title']}")
