"""`fellesnett consumers`: those who copy, their keys and what they are told of, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from fellesnett.access.gates import Refused
from fellesnett.accounts.models import User
from fellesnett.delivery import actions
from fellesnett.delivery.actions.consumers import USUAL
from fellesnett.delivery.actions.subscribing import Wanted
from fellesnett.delivery.models import Consumer, Delivery, Key, Only, Subscription
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Site

Row = TypeVar("Row", bound=models.Model)


class Command(BaseCommand):
    help = "those who copy: list, add, key, revoke-key, subscribe, rotate, redeliver, off, on"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="everybody, with keys, subscriptions and what went wrong last")
        add = self._act(acts, "add", "write down who copies, and whom to write to")
        add.add_argument("name")
        add.add_argument("--contact", required=True, help="the contact's name")
        add.add_argument("--email", required=True, help="the contact's e-mail")
        add.add_argument("--language", default="nb", choices=["nb", "nn"], help="of letters to the contact")
        key = self._act(acts, "key", "make a key, and show it this once")
        key.add_argument("name", help="whose")
        key.add_argument("--limit", type=int, default=USUAL, help="questions a minute")
        self._act(acts, "revoke-key", "a key opens nothing any more").add_argument("hint", help="its first characters")
        subscribe = self._act(acts, "subscribe", "tell an address of changes, and show its secret this once")
        subscribe.add_argument("name", help="who")
        subscribe.add_argument("url")
        subscribe.add_argument("--only", default=Only.ALL, choices=Only.values)
        subscribe.add_argument("--site", default="", help="a site by its short name")
        subscribe.add_argument("--text-language", default="", help="nb, nn, se, en ...")
        subscribe.add_argument("--code", action="append", default=[], metavar="SYSTEM|CODE", help="such as icd10|M17")
        rotate = self._act(acts, "rotate", "a new secret, shown this once")
        rotate.add_argument("subscription", type=UUID)
        rotate.add_argument("--overlap-hours", type=int, default=72, help="how long the one before signs too; 0 if it leaked")
        self._act(acts, "redeliver", "send a message again").add_argument("message", help="msg_...")
        for act, why in (("off", "tell a subscription nothing"), ("on", "tell it again, of what happened meanwhile too")):
            self._act(acts, act, why).add_argument("subscription", type=UUID)

    def _act(self, acts: Any, name: str, why: str) -> CommandParser:
        parser: CommandParser = acts.add_parser(name, help=why)
        parser.add_argument("--by", required=True, help="e-mail of the national editor who does it")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        act: Callable[..., None] = getattr(self, "_" + options["act"].replace("-", "_"))
        try:
            act(options, **self._by_whom(options))
        except Refused as refusal:
            lines = (f"{reason.code}: {reason.text} {reason.what_to_do}".strip() for reason in refusal.reasons)
            raise CommandError("\n".join(lines), returncode=2) from refusal

    def _by_whom(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["act"] == "list":
            return {}
        return {"by": _found(User.objects.filter(email=options["by"]), f"person {options['by']!r}"), "at": now()}

    def _list(self, options: dict[str, Any]) -> None:
        for consumer in Consumer.objects.prefetch_related("keys", "subscriptions"):
            self.stdout.write(f"{consumer}  ({consumer.contact_name}, {consumer.contact_email})")
            for key in consumer.keys.all():
                used = f"last used {key.last_used}" if key.last_used else "never used"
                self.stdout.write(f"  key {key.hint}...  {key.limit}/min  {'revoked' if key.revoked_at else used}")
            for row in consumer.subscriptions.all():
                failing = f"failing since {row.failing_since}" if row.failing_since else "on"
                state = f"off: {row.off_because}" if row.off_at else failing
                self.stdout.write(f"  {row.pk}  {row.url}  {row.only}  {state}")

    def _add(self, options: dict[str, Any], **who: Any) -> None:
        record = {"name": options["name"], "contact_name": options["contact"], "contact_email": options["email"]}
        actions.describe_consumer(record={**record, "language": options["language"]}, **who)

    def _key(self, options: dict[str, Any], **who: Any) -> None:
        _row, secret = actions.make_key(consumer=_consumer(options), limit=options["limit"], **who)
        self.stdout.write(secret)

    def _revoke_key(self, options: dict[str, Any], **who: Any) -> None:
        actions.revoke_key(key=_found(Key.objects.filter(hint=options["hint"]), f"key {options['hint']!r}"), **who)

    def _subscribe(self, options: dict[str, Any], **who: Any) -> None:
        site = _found(Site.objects.filter(slug=options["site"]), f"site {options['site']!r}") if options["site"] else None
        codes = [(system, code) for system, _bar, code in (text.rpartition("|") for text in options["code"])]
        wanted = Wanted(options["url"], options["only"], site, options["text_language"], codes)
        row, secret = actions.subscribe(consumer=_consumer(options), wanted=wanted, **who)
        self.stdout.write(f"{row.pk}\n{secret}")

    def _rotate(self, options: dict[str, Any], **who: Any) -> None:
        overlap = timedelta(hours=options["overlap_hours"])
        self.stdout.write(actions.rotate_secret(subscription=_subscription(options), overlap=overlap, **who))

    def _redeliver(self, options: dict[str, Any], **who: Any) -> None:
        named = str(options["message"]).removeprefix("msg_")
        try:
            found = Delivery.objects.filter(pk=UUID(named))
        except ValueError:
            found = Delivery.objects.none()
        actions.redeliver(delivery=_found(found, f"message {options['message']!r}"), **who)

    def _off(self, options: dict[str, Any], **who: Any) -> None:
        actions.turn_off(subscription=_subscription(options), **who)

    def _on(self, options: dict[str, Any], **who: Any) -> None:
        actions.turn_on(subscription=_subscription(options), **who)


def _consumer(options: dict[str, Any]) -> Consumer:
    return _found(Consumer.objects.filter(name=options["name"]), f"consumer {options['name']!r}")


def _subscription(options: dict[str, Any]) -> Subscription:
    return _found(Subscription.objects.filter(pk=options["subscription"]), f"subscription {options['subscription']}")


def _found(rows: models.QuerySet[Row], what: str) -> Row:
    row = rows.first()
    if row is None:
        raise CommandError(f"there is no {what}", returncode=2)
    return row
