"""An operator takes a new version whose old migrations are folded: it goes on from their end, and says no from half way."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from fellesnett.config.history import refuse_half_way

pytestmark = pytest.mark.django_db


def forget(application: str, *names: str, all_folded: bool = True) -> None:
    """The database as one that took the steps one by one, without these."""
    rows = MigrationRecorder(connection).migration_qs.filter(app=application)
    if all_folded:
        rows.filter(name__endswith="_squashed").delete()
    rows.filter(name__in=names).delete()


def planned() -> list[str]:
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def test_a_new_database_goes_on() -> None:
    refuse_half_way()
    assert planned() == []


@pytest.mark.parametrize("application", ["pages", "organizations"])
def test_one_that_took_every_old_step_has_nothing_left_to_do(application: str) -> None:
    forget(application)
    refuse_half_way()
    assert planned() == []


@pytest.mark.parametrize(
    ("application", "name"), [("pages", "0007_registers"), ("organizations", "0003_place_words_into_record")]
)
def test_one_that_lacks_an_old_step_is_refused_and_told_what_to_do(application: str, name: str) -> None:
    forget(application, name)
    with pytest.raises(CommandError, match=rf"mangler {application}\.{name}.*Ingenting er endret.*43cdcc8.* først"):
        call_command("prepare")


def test_a_new_one_that_was_stopped_between_two_folded_steps_takes_the_second() -> None:
    forget("pages", "0002_squashed", "0007_registers", all_folded=False)
    refuse_half_way()
    assert planned() == ["pages.0002_squashed"]


def test_an_empty_one_is_let_through() -> None:
    MigrationRecorder(connection).migration_qs.all().delete()
    refuse_half_way()
