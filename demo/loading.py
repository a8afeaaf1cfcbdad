"""`fellesnett demo load` and `remove`. Loading goes on where it was interrupted; removing takes away all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from demo import ground
from demo.alerts import tell
from demo.base import write_and_release
from demo.drawings import hang_up, put_up_the_logo
from demo.fronts import write_fronts
from demo.hospitals import answer_everything
from demo.pages import load_pages
from demo.reading import topics
from demo.signposts import show_the_way
from demo.stories import STORIES
from fellesnett.accounts.models import User
from fellesnett.codes.models import CodeSystem, Release
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Site

ROOMS = (
    "partners",
    "signposts",
    "participation",
    "delivery",
    "insight",
    "pages",
    "intake",
    "adoption",
    "national",
    "editorial",
    "organizations",
    "accounts",
)
WRITTEN_BY_WAGTAIL = {
    "wagtailcore": ("Revision", "ModelLogEntry", "ReferenceIndex", "WorkflowState", "TaskState"),
    "wagtailadmin": ("EditingSession",),
    "wagtailusers": ("UserProfile",),
    "sessions": ("Session",),
}


class NotDemonstration(Exception):
    """There is something in the database that is not the demonstration's; nothing was changed."""


def strangers() -> list[str]:
    """What is in the database that the demonstration did not put there, in words."""
    counts = {
        "temaer": Topic.objects.filter(is_demonstration=False).count(),
        "nettsteder": Site.objects.filter(is_demonstration=False).count(),
        "brukere": User.objects.filter(is_demonstration=False, is_superuser=False).count(),
    }
    return [f"{count} {name}" for name, count in counts.items() if count]


def is_loaded() -> bool:
    """Whether every topic of the demonstration is there."""
    keys = {topic.key for topic in topics()}
    return Topic.objects.filter(key__in=keys, is_demonstration=True).count() == len(keys)


def load(*, at: datetime, say: Callable[[str], None]) -> None:
    """Load the demonstration as if its history led up to `at`. Raises `NotDemonstration` in a database with real texts."""
    if found := strangers():
        raise NotDemonstration(
            f"Databasen har innhold som ikke hører til demonstrasjonen: {', '.join(found)}. Bruk en tom database."
        )
    ground.lay(at=at)
    say("Virksomheter, nettsteder, steder og brukere er på plass.")
    everything = topics()
    for number, topic in enumerate(everything, 1):
        started = at - timedelta(days=200 if topic.high_risk else 300)
        row = write_and_release(topic, at=started)
        answer_everything(row, at=at - timedelta(days=120))
        say(f"{number} av {len(everything)}: {row.title}")
    write_fronts(at=at)
    hang_up(at=at)
    put_up_the_logo(at=at)
    say(f"{load_pages(at=at)} sider som nettstedene eier selv, er publisert.")
    say(f"{show_the_way(at=at)} veivisere til det andre har skrevet, er satt opp.")
    tell(at=at)
    for story in STORIES:
        story(at)
    say("Historien er fortalt: en konflikt, en skjult endring og en sikkerhetsendring venter.")


@transaction.atomic
def remove() -> None:
    """Take away everything in a database that holds the demonstration alone, its log too.

    The record is append-only for the people who use the system; here the whole system's content goes at once, and only
    when all of it is demonstration. Raises `NotDemonstration` otherwise.
    """
    if found := strangers():
        raise NotDemonstration(
            f"Databasen har innhold som ikke hører til demonstrasjonen: {', '.join(found)}. Ingenting er fjernet."
        )
    with connection.cursor() as cursor:
        for model in _contents():  # in any order: keys between the tables are held together when the transaction ends
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 our own table names
    Release.objects.filter(version=ground.CODE_VERSION).delete()
    CodeSystem.objects.filter(releases__isnull=True, terms__isnull=True).delete()


def _contents() -> Iterator[type[Model]]:
    """Every table whose rows the demonstration, or people trying it, have written. Code lists stay: they may be real."""
    for room in ROOMS:
        yield from apps.get_app_config(room).get_models(include_auto_created=True)
    for label, names in WRITTEN_BY_WAGTAIL.items():
        yield from (apps.get_model(label, name) for name in names)
