"""The record: what happened, in order, and proof that nobody changed it afterwards."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection, transaction

from fellesnett.editorial.checks import chain_faults
from fellesnett.editorial.log import Entry, append
from fellesnett.editorial.models import Event, LogHead
from fellesnett.foundation.append_only import AppendOnlyError
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db


def three_things_happen(now: datetime) -> list[Event]:
    nurse = make_user("nurse@example.no")
    with transaction.atomic():
        first = append([Entry("edition.released", "text:kneprotese:nb", {"edition": 3})], by=nurse, at=now)
        rest = append([Entry("snapshot.approved", "adoption:1"), Entry("snapshot.approved", "adoption:2")], by=None, at=now)
    return first + rest


def test_events_stand_in_the_order_they_happened(now: datetime) -> None:
    events = three_things_happen(now)
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous_hash for event in events] == ["", events[0].hash, events[1].hash]
    assert list(chain_faults()) == []


def test_the_record_names_who_acted_or_says_that_the_machine_did(now: datetime) -> None:
    by_nurse, by_machine, _ = three_things_happen(now)
    assert by_nurse.actor is not None
    assert by_nurse.actor_name == str(by_nurse.actor)
    assert (by_machine.actor, by_machine.actor_name) == (None, "Fellesnett")


def test_nothing_is_recorded_when_the_act_itself_fails(now: datetime) -> None:
    class PowerCutError(Exception):
        pass

    @transaction.atomic
    def approve_and_lose_power() -> None:
        append([Entry("snapshot.approved", "adoption:1")], by=None, at=now)
        raise PowerCutError

    with pytest.raises(PowerCutError):
        approve_and_lose_power()
    assert Event.objects.count() == 0
    assert list(chain_faults()) == []


@pytest.mark.django_db(transaction=True)
def test_the_record_cannot_be_written_apart_from_what_it_records(now: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append([Entry("snapshot.approved", "adoption:1")], by=None, at=now)


def test_an_event_is_neither_changed_nor_deleted(now: datetime) -> None:
    event = three_things_happen(now)[0]
    event.verb = "edition.withdrawn"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        Event.objects.filter(sequence=1).update(verb="edition.withdrawn")
    with pytest.raises(AppendOnlyError):
        Event.objects.all().delete()


def sql(statement: str) -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE editorial_event SET subject = 'adoption:9' WHERE sequence = 2", "was changed after it was written"),
        ("UPDATE editorial_event SET previous_hash = 'x' WHERE sequence = 3", "does not point at the link before it"),
        ("DELETE FROM editorial_event WHERE sequence = 2", "links are missing"),
        ("DELETE FROM editorial_event WHERE sequence = 3", "the log ends at 2, its head says 3"),
    ],
)
def test_tampering_with_the_database_is_found(now: datetime, tampering: str, told: str) -> None:
    three_things_happen(now)
    sql(tampering)
    assert any(told in fault.text for fault in chain_faults())


def test_writers_take_the_head_once_however_much_they_record(now: datetime, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    LogHead.objects.create(id=1)
    with transaction.atomic(), django_assert_max_num_queries(4):
        append([Entry("snapshot.approved", f"adoption:{number}") for number in range(300)], by=None, at=now)
