"""Which machines are let in, and to what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fellesnett.access.machines import KEYS
from fellesnett.access.tests.issuer import Issuer
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
)
from fellesnett.api.tests.partner.machines import PLACES, TEXTS, Machine, kind_of, new
from fellesnett.foundation import clock
from fellesnett.organizations.tests.factories import make_place
from fellesnett.partners.actions import end_partner
from fellesnett.partners.models import Partner, RequestKey, Submission
from fellesnett.partners.tests.factories import chief

pytestmark = pytest.mark.django_db

NOT_LET_IN: dict[str, tuple[int, str, dict[str, Any]]] = {
    "wrong audience": (401, "token-refused", {"aud": "https://elsewhere.example"}),
    "wrong issuer": (401, "token-refused", {"iss": "https://maskinporten.example/"}),
    "run out": (401, "token-refused", {"exp": 1}),
    "of nobody": (401, "token-refused", {"consumer": None}),
    "wrong organization": (403, "unknown-partner", {"organization": "974760673"}),
    "another's scope": (403, "insufficient-scope", {"scope": "annen:content.write"}),
    "no scope": (403, "insufficient-scope", {"scope": None}),
    "scopes in a list": (403, "insufficient-scope", {"scope": ["fellesnett:content.write"]}),
    "scope for places": (403, "insufficient-scope", {"scope": "fellesnett:places.write"}),
}


ASKS_FOR = {
    "token-refused": 'Bearer error="invalid_token"',
    "insufficient-scope": 'Bearer error="insufficient_scope"',
    "unknown-partner": "",  # no other token will do
}


@pytest.mark.parametrize("why", NOT_LET_IN)
def test_not_let_in(issuer: Issuer, partner: Partner, knee: AdoptedText, why: str) -> None:
    status, kind, claims = NOT_LET_IN[why]
    stranger = Machine(issuer, **claims)
    for answer in (stranger.get(TEXTS), stranger.write("POST", TEXTS, new())):
        assert kind_of(answer) == (status, kind)
        assert answer["Cache-Control"] == "no-store"
        assert answer.get("WWW-Authenticate", "").partition(",")[0] == ASKS_FOR[kind]
    assert not RequestKey.objects.exists()


@pytest.mark.parametrize("shown", ["", "Basic a3Jp", "Bearer", "Bearer  "])
def test_without_a_token(issuer: Issuer, shown: str) -> None:
    answer = Client().get(TEXTS, headers={"Authorization": shown} if shown else {})
    assert kind_of(answer) == (401, "token-needed")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_is_not_repeated(machine: Machine, issuer: Issuer) -> None:
    token = issuer.token(clock.now(), aud="https://elsewhere.example")
    assert not any(part in machine.ask("GET", TEXTS, token=token).content.decode() for part in token.split("."))


def test_where_the_issuer_does_not_answer(machine: Machine, issuer: Issuer) -> None:
    issuer.fault = 500
    KEYS.forget()
    answer = machine.get(TEXTS)
    assert kind_of(answer) == (503, "issuer-unreachable")
    assert answer["Retry-After"] == "30"


def test_where_the_operator_has_not_turned_it_on(machine: Machine, settings: Any) -> None:
    settings.MASKINPORTEN = None
    assert kind_of(machine.ask("GET", TEXTS, token="x.y.z")) == (404, "not-found")


def test_only_where_it_has_leave_and_no_word_of_what_else_there_is(machine: Machine, martina: Hospital) -> None:
    other = make_hospital("haukeland")
    text = text_of(make_adoption(other.site, make_topic_with_edition("hofteprotese"), by=other.editor))
    place = make_place(other.organization, "oye")
    there = f"{TEXTS}/{text.adoption.short_code}-nb"
    answers = [
        machine.get(there),
        machine.get(f"{TEXTS}/finnes-ikke-nb"),
        machine.write("PATCH", there, {"title": "Hofte"}, If_Match='"x"'),
        machine.write("POST", TEXTS, new(site="haukeland", topic="hofteprotese")),
        machine.write("POST", TEXTS, new(site="finnes-ikke")),
        machine.get(f"{PLACES}/{other.organization.key}.{place.slug}"),
        machine.get(f"{PLACES}/ingen.sted"),
        machine.write("POST", PLACES, {"site": "haukeland", "slug": "hud", "name": {"nb": "Hud"}}),
    ]
    assert {kind_of(answer) for answer in answers} == {(403, "forbidden")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert not Submission.objects.exists()


def make_topic_with_edition(key: str) -> Any:
    topic = make_topic(key)
    make_edition(topic)
    return topic


def test_a_partner_that_was_ended(machine: Machine, partner: Partner) -> None:
    end_partner(partner=partner, by=chief(), at=clock.now())
    assert kind_of(machine.get(TEXTS)) == (403, "unknown-partner")
