"""`fellesnett sites open` and `fellesnett sites close`: the first and the last day of an organization's website."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from fellesnett.accounts.models import User
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Organization, Site
from fellesnett.pages.actions import NotReady, close_site, open_site
from fellesnett.pages.gates.closing import Onward, blockers_to_close, consequences


class Command(BaseCommand):
    help = "open the website of an organization (open), or lay one down (close)"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        act = acts.add_parser("open", help="open a site, or finish one whose opening was interrupted")
        act.add_argument("organization", help="the organization's key")
        act.add_argument("--slug", required=True, help="short name, the first part of the address")
        act.add_argument("--name", required=True, help="the name at the top of every page")
        act.add_argument("--language", default="nb", help="the site's own language: nb or nn")
        act.add_argument("--other", nargs="*", default=[], help="the other languages it publishes in: se en ...")
        act.add_argument("--color", default="#003087", help="the brand colour, #rrggbb")
        act.add_argument("--host", default=None, help="the host name, where it has one of its own")
        act.add_argument("--public", action="store_true", help="let readers in at once, without standard pages")
        act.add_argument("--by", required=True, help="e-mail of the national medical editor who opens it")
        act.add_argument("--dry-run", action="store_true", help="say what is wrong, and change nothing")
        act = acts.add_parser("close", help="say what closing a site does; with --yes, do it, or finish an interrupted closing")
        act.add_argument("slug", help="the site's short name")
        act.add_argument("--successor", required=True, help="where its readers go: another site's short name, or https://...")
        act.add_argument("--export", required=True, type=Path, metavar="FILE", help="where all that it has is written first")
        act.add_argument("--by", required=True, help="e-mail of the national medical editor who closes it")
        act.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"]).first()
        if by is None:
            raise CommandError(f"there is no person {options['by']!r}", returncode=2)
        act = self._open if options["act"] == "open" else self._close
        try:
            act(by, options)
        except NotReady as stopped:
            lines = [f"{reason.field}: {reason.text}" if reason.field else reason.text for reason in stopped.reasons]
            raise CommandError("\n".join(lines), returncode=2) from stopped

    def _open(self, by: User, options: dict[str, Any]) -> None:
        organization = Organization.objects.filter(key=options["organization"]).first()
        if organization is None:
            raise CommandError(f"there is no organization {options['organization']!r}", returncode=2)
        with transaction.atomic():
            site = open_site(
                organization=organization,
                slug=options["slug"],
                name=options["name"],
                language=options["language"],
                other_languages=options["other"],
                brand_color=options["color"],
                host=options["host"],
                in_preparation=not options["public"],
                by=by,
                at=now(),
            )
            if options["dry_run"]:
                transaction.set_rollback(True)
        done = "ville blitt åpnet" if options["dry_run"] else "er åpnet"
        self.stdout.write(f"{site.slug}: {done}, {site.get_state_display()}, {', '.join(site.languages)}")

    def _close(self, by: User, options: dict[str, Any]) -> None:
        site = _site(options["slug"])
        onward = _onward(options["successor"])
        if reasons := blockers_to_close(site, onward, by=by):
            raise NotReady(reasons)
        for each in consequences(site, at=now()):
            self.stdout.write(f"{each.count:6}  {each.text}")
        way = onward.site.name if onward.site else onward.url
        self.stdout.write(f"{site.host or site.slug} svarer 410 med vei videre til {way}; samme tema, sted eller side der: 301")
        if not options["yes"]:
            self.stdout.write(f"Ingenting er gjort. Med --yes skrives alt til {options['export']}, og nettstedet legges ned.")
            return
        try:
            closed = close_site(site=site, onward=onward, export=options["export"], by=by, at=now())
        except OSError as problem:
            raise CommandError(f"{options['export']}: {problem.strerror or problem}", returncode=2) from problem
        self.stdout.write(f"{closed.slug}: er lagt ned. Alt det hadde, står i {options['export']}")


def _site(slug: str) -> Site:
    found = Site.objects.select_related("organization").filter(slug=slug).first()
    if found is None:
        raise CommandError(f"there is no site {slug!r}", returncode=2)
    return found


def _onward(successor: str) -> Onward:
    return Onward(url=successor) if "://" in successor else Onward(site=_site(successor))
