"""The hospital has its own words about fasting, and the surgeon has no log-in: she reads them from a letter, and says yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.readiness import blockers
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.desk.tests.wards import NEXT_DAY, as_, clock, said  # noqa: F401 (the clock is a fixture)
from fellesnett.editorial.models import Event, IdentifiedBy, OpenItem, SignOff, SignOffRequest
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import sent_links
from fellesnett.foundation import clock as foundation_clock

pytestmark = pytest.mark.django_db

OWN_WORDS = "<p>Hos oss faster du i 8 timer.</p>"
WHO = {"name": "Ida Kirurg", "function": "overlege", "email": "ida@ous.example", "message": "Særlig timene."}


@pytest.fixture
def ward(monkeypatch: pytest.MonkeyPatch) -> tuple[Hospital, AdoptedText]:
    """A hospital that has replaced the sentence about fasting, as a draft."""
    monkeypatch.setattr(foundation_clock, "now", lambda: NEXT_DAY)
    topic = make_topic("kne")
    make_edition(topic)
    hospital = make_hospital("bergen")
    adoption = make_adoption(hospital.site, topic, by=hospital.editor)
    write(hospital, adoption, "override", "faste", OWN_WORDS)
    return hospital, text_of(adoption)


def address(name: str, text: AdoptedText, *more: Any) -> str:
    return reverse(f"desk_local:{name}", args=["bergen", text.adoption.topic.key, "nb", *more])


def asked(hospital: Hospital, text: AdoptedText) -> str:
    """The editor asks, the letter goes, and this is where its link leads."""
    assert as_(hospital.editor).post(address("ask", text), WHO).status_code == 302
    send_due(at=NEXT_DAY)
    return sent_links()[-1]


def test_the_surgeon_reads_the_page_with_the_hospitals_words_marked_and_says_yes(ward: tuple[Hospital, AdoptedText]) -> None:
    hospital, text = ward
    assert "Be en kliniker uten konto" in said(as_(hospital.editor).get(address("text", text)))
    link = asked(hospital, text)
    reader = Client()
    page = said(reader.get(link))
    for words in (
        "Dette er sykehusets egne ord",
        "Erstatter den nasjonale teksten",
        "Hos oss faster du i 8 timer",
        "Slik gjør vi det her",
    ):
        assert words in page, words
    assert not SignOff.objects.exists()
    assert [reason.code for reason in blockers(text)] == ["needs_sign_off"]
    assert reader.post(link, {"answer": "yes", "comment": ""}).status_code == 303
    row = SignOff.objects.get()
    assert (row.identified_by, row.signed_by.email) == (IdentifiedBy.PERSONAL_LINK, "ida@ous.example")
    assert blockers(text) == ()
    approve_candidate(text, by=hospital.editor, at=NEXT_DAY)
    assert "Svarte ja" in said(as_(hospital.editor).get(address("ask", text)))
    reader.post(link, {"answer": "no", "comment": "Ombestemte meg"})
    assert SignOffRequest.objects.get().answer == "yes"
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"sign_off.asked", "sign_off.answered", "operation.signed"} <= verbs


def test_a_no_is_told_to_the_editor_and_signs_nothing(ward: tuple[Hospital, AdoptedText]) -> None:
    hospital, text = ward
    link = asked(hospital, text)
    assert Client().post(link, {"answer": "no", "comment": "Det skal være 6 timer."}).status_code == 303
    assert not SignOff.objects.exists()
    assert OpenItem.objects.open().get(owner=hospital.editor).reason.endswith("Det skal være 6 timer.")


def test_when_the_words_change_the_link_is_over_and_says_so(ward: tuple[Hospital, AdoptedText]) -> None:
    hospital, text = ward
    link = asked(hospital, text)
    row = text.adoption.operations.get()
    write(hospital, text.adoption, "override", "faste", "<p>Hos oss faster du i 10 timer.</p>", replaces=row)
    answer = Client().get(link)
    assert answer.status_code == 410
    assert Client().post(link, {"answer": "yes"}).status_code == 303
    assert not SignOff.objects.exists()
    assert "Teksten ble endret før svaret kom" in said(as_(hospital.editor).get(address("ask", text)))
    assert asked(hospital, text) != link


def test_a_link_runs_out(ward: tuple[Hospital, AdoptedText]) -> None:
    link = asked(*ward)
    SignOffRequest.objects.update(expires_at=NEXT_DAY - timedelta(days=1))
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"answer": "yes"}).status_code == 303
    assert not SignOff.objects.exists()


def test_what_cannot_be_asked_is_said_and_a_request_is_taken_back(ward: tuple[Hospital, AdoptedText]) -> None:
    hospital, text = ward
    client = as_(hospital.editor)
    link = asked(hospital, text)
    again = client.post(address("ask", text), WHO)
    assert again.status_code == 422
    assert "alt spurt" in said(again)
    assert "Særlig timene." in again.content.decode()
    own = client.post(address("ask", text), {**WHO, "email": hospital.editor.email})
    assert "Du kan ikke spørre deg selv" in said(own)
    client.post(address("withdraw_request", text, SignOffRequest.objects.get().pk))
    assert Client().get(link).status_code == 410
    assert as_(make_hospital("annensted").editor).get(address("ask", text)).status_code == 404
