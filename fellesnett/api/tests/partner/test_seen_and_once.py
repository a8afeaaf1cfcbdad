"""A partner changes only what it has seen, and what is sent twice is carried out once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    Hospital,
    changed,
    make_edition,
    write,
)
from fellesnett.api.tests.partner.machines import BRING, TEXTS, LocalName, Machine, kind_of, new
from fellesnett.foundation import clock
from fellesnett.partners.actions import accept
from fellesnett.partners.models import Partner, RequestKey, Submission
from fellesnett.partners.queries import compare_text
from fellesnett.partners.tests.factories import show, supplement

pytestmark = pytest.mark.django_db


def test_whoever_changes_says_what_was_seen(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    etag = machine.get(path)["ETag"]
    for missing in ({}, {"If_Match": "*"}, {"If_Match": '"a", "b"'}):
        assert kind_of(machine.write("PATCH", path, {"title": "Kne"}, **missing)) == (428, "precondition-required")
    assert kind_of(machine.write("DELETE", path)) == (428, "precondition-required")
    write(martina, knee.adoption, "fill", "telefon", value="55 97 50 00")
    show(martina, knee)
    assert kind_of(machine.write("PATCH", path, {"title": "Kne"}, If_Match=etag)) == (412, "changed")
    assert kind_of(machine.write("POST", TEXTS, new())) == (409, "exists")
    fresh = machine.get(path)["ETag"]
    assert machine.write("PATCH", path, {"title": "Kne"}, If_Match=f"W/{fresh.removeprefix('W/')}").status_code == 202


def test_what_it_stands_on_is_seen_too(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    assert machine.change(path, {"title": "Nytt kne"}).status_code == 202
    read = machine.get(path)
    newer = make_edition(knee.adoption.topic, changed("oppmote", "<p>Møt i resepsjonen.</p>"), at=clock.now())
    AdoptedText.objects.filter(pk=knee.pk).update(edition=newer)
    again = machine.ask("GET", path, If_None_Match=read["ETag"])
    assert again.status_code == 200, "the same words on another national text are another answer"
    assert "resepsjonen" in again.content.decode()
    late = machine.write("PATCH", path, {"sections": [supplement(BRING)]}, If_Match=read["ETag"])
    assert kind_of(late) == (412, "changed")
    assert machine.ask("GET", path, If_None_Match=again["ETag"]).status_code == 304


# --- carried out once -------------------------------------------------------------------------------------------------


def test_the_same_request_again_has_the_same_answer(machine: Machine, martina: Hospital) -> None:
    first = machine.ask("POST", TEXTS, new(), Idempotency_Key="8e03978e")
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_text(submission).hash, by=martina.editor, at=clock.now())
    again = machine.ask("POST", TEXTS, new(), Idempotency_Key='"8e03978e"')
    assert (again.status_code, again.content, again["Location"]) == (202, first.content, first["Location"])
    assert (Submission.objects.count(), LocalOperation.objects.count()) == (1, 1)
    other = machine.ask("POST", TEXTS, new("<p>Noe annet.</p>"), Idempotency_Key="8e03978e")
    assert kind_of(other) == (422, "key-reused")


@pytest.mark.parametrize("key", ["", "x" * 256, "nøkkel"])
def test_a_key_is_demanded(machine: Machine, key: str) -> None:
    headers = {"Idempotency_Key": key} if key else {}
    assert kind_of(machine.ask("POST", TEXTS, new(), **headers)) == (400, "key-needed")


def test_while_the_first_is_being_carried_out(machine: Machine, partner: Partner) -> None:
    machine.ask("POST", TEXTS, new(), Idempotency_Key="k")
    RequestKey.objects.update(submission=None, taken_at=clock.now())
    answer = machine.ask("POST", TEXTS, new(), Idempotency_Key="k")
    assert kind_of(answer) == (409, "in-progress")
    assert answer["Retry-After"] == "2"


def test_what_a_killed_process_left_can_be_sent_again(machine: Machine, partner: Partner) -> None:
    taken = clock.now() - timedelta(minutes=2)
    RequestKey.objects.create(partner=partner, key="k", fingerprint="lost", taken_at=taken)
    assert machine.ask("POST", TEXTS, new(), Idempotency_Key="k").status_code == 202
