"""An editor wonders about a sentence: she looks up how to ask, asks the surgeon who answers for it, and gets an answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Comment, Event, OpenItem
from fellesnett.foundation import clock
from fellesnett.national.models import Candidate
from fellesnett.national.tests.factories import make_candidate, make_edition, make_topic, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user
from tests.journeys.conftest import DESK, PHONE, PageAt, come_to, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
LIMIT = 30
FIRST = {"before": [("b1", "<p>Du må faste i 6 timer før operasjonen.</p>"), ("b2", "<p>Ta med tøfler.</p>")]}
SECOND = {"before": [("b1", "<p>Du må faste i 4 timer før operasjonen.</p>"), FIRST["before"][1]]}


@pytest.fixture
def surgeon() -> User:
    bergen = make_organization("Helse Bergen", key="bergen")
    return make_user("kirurg@bergen.example", roles={bergen: Role.CLINICIAN}, first_name="Ida", last_name="Kirurg")


@pytest.fixture
def candidate(surgeon: User) -> Candidate:
    at = clock.now()
    topic = make_topic("kneprotese", owner=surgeon)
    make_edition(topic, FIRST, at=at - timedelta(days=300))
    return make_candidate(topic, SECOND, classes={"b1": "content"}, at=at - timedelta(days=1))


def queries_of(person: User, *addresses: str) -> dict[str, int]:
    """How often each screen asks the database."""
    client = Client()
    client.force_login(person)
    counted = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counted[address] = len(asked)
    return counted


def test_she_looks_up_how_to_ask_asks_and_is_answered(
    candidate: Candidate, surgeon: User, live_server: Any, page_at: PageAt
) -> None:
    base, screen = live_server.url, f"/admin/nasjonalt/utkast/{candidate.pk}/"
    desk = come_to(page_at(DESK), base + screen, national_editor())

    desk.locator("a.desk-how").click()
    desk.get_by_role("link", name="Alle oppgaver").click()
    desk.get_by_label("Hva vil du gjøre?").fill("kommentar")
    desk.get_by_role("button", name="Søk").click()
    desk.get_by_role("status").get_by_role("link", name="Snakke med kolleger om en nasjonal tekst").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Snakke med kolleger om en nasjonal tekst")
    desk.goto(base + screen)

    desk.get_by_role("link", name="Kommenter «Du må faste i 4 timer").first.click()
    expect(desk.get_by_role("heading", name="Skriv en kommentar")).to_be_visible()
    assert faults(desk) == []
    desk.get_by_label("Hva vil du si?").fill("Er fire timer nok hos dere?")
    desk.get_by_label("Spør en kollega").select_option(label="Ida Kirurg (fagansvarlig)")
    desk.get_by_role("button", name="Lagre kommentaren").click()
    expect(desk.get_by_text("Kommentaren er lagret.")).to_be_visible()
    desk.get_by_role("link", name="Tilbake til siden").click()
    expect(desk.locator(".desk-comment").first).to_contain_text("Er fire timer nok hos dere?")
    assert faults(desk) == []

    phone = come_to(page_at(PHONE), f"{base}/admin/", surgeon)
    phone.get_by_role("link", name="Kneprotese", exact=True).click()
    expect(phone.get_by_text("Er fire timer nok hos dere?").first).to_be_visible()
    expect(phone.get_by_label("Spør en kollega")).to_have_value(str(national_editor().pk))  # whoever asked is answered
    phone.get_by_label("Hva vil du si?").fill("Ja, for klare væsker.")
    phone.get_by_role("button", name="Lagre kommentaren").click()
    expect(phone.get_by_text("Kommentaren er lagret.")).to_be_visible()
    phone.get_by_role("button", name=re.compile("Ferdig.*Er fire timer")).click()
    expect(phone.get_by_text("Kommentaren er satt som ferdig.")).to_be_visible()
    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE

    desk.reload()
    expect(desk.locator(".desk-comment").first).to_contain_text("Ja, for klare væsker.")
    expect(desk.get_by_text("Er fire timer nok hos dere?")).to_have_count(0)
    assert not OpenItem.objects.open().filter(kind="comment", owner=surgeon).exists()
    asked, answered = Comment.objects.order_by("pk")
    assert (asked.settled_by, answered.mentioned) == (surgeon, national_editor())
    said = [event.verb for event in Event.objects.filter(verb__startswith="comment.")]
    assert said == ["comment.written", "comment.written", "comment.settled"]

    talk = "/admin/nasjonalt/tema/kneprotese/nb/kommentarer/"
    counted = queries_of(national_editor(), screen, talk, f"{talk}?blokk=b1", "/admin/")
    assert all(number < LIMIT for number in counted.values()), counted
