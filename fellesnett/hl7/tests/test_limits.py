"""How often a journal system may ask: from one address, or with a key of its own; and what it is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery import keys
from fellesnett.delivery.models import Key
from fellesnett.delivery.tests.factories import make_consumer, make_front_door, make_national_editor
from fellesnett.hl7 import doors

pytestmark = pytest.mark.django_db

PLACES = ("/fhir/r4/metadata", "/infobutton/v1/service?mainSearchCriteria.v.dn=kne")
FHIR, INFOBUTTON = PLACES


@pytest.fixture(autouse=True)
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.OFTEN.forget()
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    make_front_door()


@pytest.fixture
def secret() -> str:
    """A key that may ask three times a minute."""
    editor, words = make_national_editor(), keys.new()
    Key.objects.create(
        consumer=make_consumer(by=editor), secret_hash=keys.hash_of(words), hint=keys.hint(words), limit=3, made_by=editor,
        made_at=MORNING,
    )  # fmt: skip
    return words


def ask(client: Client, address: str, times: int, **headers: str) -> list[Any]:
    return [client.get(address, headers=headers) for _ in range(times)]


@pytest.mark.parametrize("address", PLACES)
def test_every_answer_says_how_much_is_left_and_the_last_when_to_ask_again(client: Client, address: str) -> None:
    first, second, third = ask(client, address, 3)
    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 429]
    assert first["RateLimit-Policy"] == '"reader";q=2;w=60'
    assert [answer["RateLimit"].split(";")[1] for answer in (first, second, third)] == ["r=1", "r=0", "r=0"]
    assert 0 < int(third["Retry-After"]) <= 60


def test_a_key_has_a_limit_of_its_own_whatever_others_at_the_address_ask(client: Client, secret: str) -> None:
    ask(client, FHIR, 2)
    answers = ask(client, FHIR, 2, **{"X-API-Key": secret}) + ask(client, INFOBUTTON, 2, **{"X-API-Key": secret})
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert Key.objects.get().last_used is not None


@pytest.mark.parametrize("address", PLACES)
def test_whoever_has_asked_too_often_costs_the_database_nothing(
    client: Client, secret: str, address: str, django_assert_num_queries: Any
) -> None:
    headers: tuple[dict[str, str], ...] = ({}, {"X-API-Key": secret})
    for known in headers:
        ask(client, address, 3, **known)
        with django_assert_num_queries(0):
            assert ask(client, address, 1, **known)[0].status_code == 429


def test_a_key_that_was_revoked_is_told_so_as_soon_as_it_may_ask_again(client: Client, secret: str) -> None:
    ask(client, FHIR, 4, **{"X-API-Key": secret})
    Key.objects.update(revoked_at=MORNING, revoked_by=F("made_by"))
    assert ask(client, FHIR, 1, **{"X-API-Key": secret})[0].status_code == 429
    doors.OFTEN.forget()
    assert ask(client, FHIR, 1, **{"X-API-Key": secret})[0].status_code == 401


def test_a_key_that_does_not_hold_is_told_so_in_the_words_of_each(client: Client, secret: str) -> None:
    Key.objects.update(revoked_at=MORNING, revoked_by=F("made_by"))
    fhir, infobutton = (ask(client, address, 1, **{"X-API-Key": secret})[0] for address in PLACES)
    assert (fhir.status_code, fhir.json()["issue"][0]["code"]) == (401, "login")
    assert (infobutton.status_code, infobutton.json()["type"]) == (401, "/problems/unknown-key")
    assert ask(client, FHIR, 1, **{"X-API-Key": "fnk_gjettet"})[0].status_code == 429  # whoever guesses is counted


def test_a_page_of_another_site_may_show_its_key(client: Client) -> None:
    answer = client.options(FHIR)
    assert "X-API-Key" in answer["Access-Control-Allow-Headers"]
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]
