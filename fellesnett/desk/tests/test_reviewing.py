"""A clinician looks her text over once in three years: it holds, it must be changed, or it should go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national import actions
from fellesnett.national.models import Edition
from fellesnett.national.reviews import open_review_items
from fellesnett.national.tests.factories import clinician, make_edition, make_topic, medical_editor, national_editor

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/nasjonalt/tema/kneprotese/nb/kvalitetssikring/"


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def edition(now: Any) -> Edition:
    """Written three years ago less twenty days, and asked about."""
    edition = make_edition(make_topic("kneprotese"), at=now - timedelta(days=3 * 365 - 20))
    open_review_items(at=now)
    return edition


def test_the_owner_finds_it_on_the_front_page_and_says_that_it_holds(edition: Edition) -> None:
    client = desk_of(clinician())
    assert f'href="{ADDRESS}"' in client.get("/admin/").content.decode()
    item = OpenItem.objects.open().get(kind="review_due")
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == ADDRESS
    page = client.get(ADDRESS).content.decode()
    assert "Du må faste i 6 timer før operasjonen." in page
    assert client.post(ADDRESS, {"found": "holds", "comment": "Uendret praksis."}).status_code == 302
    edition.refresh_from_db()
    assert edition.review_by.year >= edition.reviewed_on.year + 3
    assert not OpenItem.objects.open().exists()
    assert "fant at teksten stemmer. «Uendret praksis.»" in client.get(ADDRESS).content.decode().replace("\n", "")


@pytest.mark.parametrize(
    ("found", "asked", "words", "leads_to"),
    [
        ("change", national_editor, "må endres etter kvalitetssikring", "/admin/nasjonalt/tema/kneprotese/"),
        ("withdraw", medical_editor, "foreslått trukket", "/admin/nasjonalt/tema/kneprotese/trekk/"),
    ],
)
def test_what_does_not_hold_goes_to_those_who_can_do_something(
    edition: Edition, found: str, asked: Any, words: str, leads_to: str
) -> None:
    before = edition.review_by
    client = desk_of(clinician())
    refused = client.post(ADDRESS, {"found": found, "comment": " "})
    assert "Skriv hva som må gjøres, og hvorfor." in refused.content.decode()
    assert client.post(ADDRESS, {"found": found, "comment": "Vi gjør det ikke slik lenger."}).status_code == 302
    item = OpenItem.objects.open().get()
    assert words in item.title
    assert "Vi gjør det ikke slik lenger." in item.reason
    assert desk_of(asked()).get(f"/admin/sak/{item.pk}/")["Location"] == leads_to
    edition.refresh_from_db()
    assert edition.review_by == before, "the review is not done until the text is right"
    assert Event.objects.get(verb="edition.found_wanting").payload["wanted"] == found
    assert "Vi gjør det ikke slik lenger." in client.get(ADDRESS).content.decode()


def test_the_question_closes_when_the_new_edition_is_released(edition: Edition, now: Any) -> None:
    actions.ask_for_change(edition=edition, by=clinician(), at=now, comment="4 timer nå.")
    new = {"before": [("b1", "<p>Du må faste i 4 timer.</p>"), ("b2", {"slot": "phone", "label": "Telefon"})]}
    make_edition(edition.topic, new, at=now)
    assert not OpenItem.objects.open().filter(key__startswith="review:").exists()


def test_others_read_and_do_not_answer(edition: Edition) -> None:
    client = desk_of(national_editor())
    page = client.get(ADDRESS)
    assert 'name="found"' not in page.content.decode()
    assert "Bare en nasjonal kliniker" in client.post(ADDRESS, {"found": "holds"}).content.decode()
    assert not Event.objects.filter(verb="edition.reviewed").exists()


def test_the_list_shows_the_most_overdue_first(edition: Edition, now: Any) -> None:
    make_edition(make_topic("hofteprotese"), {"before": [("h1", "<p>Møt fastende.</p>")]}, at=now - timedelta(days=3 * 365 + 60))
    page = desk_of(national_editor()).get("/admin/nasjonalt/kvalitetssikring/").content.decode()
    assert page.index("Hofteprotese") < page.index("Kneprotese")
    assert page.count("Over fristen") == 1
