"""A partner's machine asks: let in or not, read or not, carried out once, and told what became of it."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from string import Template
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.access.machines import KEYS
from fellesnett.access.tests.issuer import SPECIALIST, SUPPLIER, Issuer, issuing, party
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.api import doors
from fellesnett.delivery import schema as read_by_all
from fellesnett.editorial.models import Event
from fellesnett.foundation import clock
from fellesnett.organizations.models import Place
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.partners import schema as delivered
from fellesnett.partners.actions import accept, end_partner, refuse
from fellesnett.partners.models import Partner, RequestKey, Submission
from fellesnett.partners.queries import compare_place, compare_service, compare_text
from fellesnett.partners.tests.factories import chief, deliver, fill, make_partner, show, supplement

pytestmark = pytest.mark.django_db

TEXTS, PLACES, SERVICES, DELIVERIES = (f"/api/v1/partner/{name}" for name in ("content", "places", "services", "submissions"))
BRING = "<p>Ta med medisinlisten din.</p>"


@pytest.fixture
def issuer(settings: Any, socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    doors.OFTEN.forget()
    KEYS.forget()
    with issuing() as one:
        settings.MASKINPORTEN = one.trusted
        yield one


@pytest.fixture
def martina() -> Hospital:
    return make_hospital("martina")


@pytest.fixture
def knee(martina: Hospital) -> AdoptedText:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return text_of(make_adoption(martina.site, topic, by=martina.editor, clinical_owner=martina.clinician))


@pytest.fixture
def partner(martina: Hospital) -> Partner:
    return make_partner(martina.site, organization=martina.organization)


class Machine:
    """The partner's program."""

    def __init__(self, issuer: Issuer, **claims: Any) -> None:
        self.client, self.issuer, self.claims, self.sent = Client(), issuer, claims, 0

    def ask(self, method: str, path: str, said: Any = None, *, token: str = "", **headers: str) -> Any:
        token = token or self.issuer.token(clock.now(), **self.claims)
        given = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        body = said if isinstance(said, str | bytes) else json.dumps(said) if said is not None else ""
        return self.client.generic(method, path, body, headers.pop("kind", kind), headers=given)

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def write(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        self.sent += 1
        return self.ask(method, path, said, **{"Idempotency_Key": f"{id(self)}-{self.sent}", **headers})

    def change(self, path: str, patch: Any, **headers: str) -> Any:
        """Read, and change what was read."""
        return self.write("PATCH", path, patch, **{"If_Match": self.get(path)["ETag"], **headers})


@pytest.fixture
def machine(issuer: Issuer, partner: Partner, knee: AdoptedText) -> Machine:
    return Machine(issuer)


def new(words: str = BRING, **more: Any) -> dict[str, Any]:
    return {"site": "martina", "topic": "kneprotese", "language": "nb", "sections": [supplement(words)], **more}


def kind_of(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    said = answer.json()
    assert said["title"]
    assert said["detail"]
    return answer.status_code, said["type"].removeprefix("/problems/")


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_a_private_hospital_delivers_and_the_receipt_follows_it(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    (named,) = machine.get(f"{TEXTS}?site=martina").json()["items"]
    seen = machine.get(named["href"])
    slot = next(one for one in seen.json()["ground"] if one["type"] == "slot")
    assert (slot["id"], slot["label"]) == ("telefon", "Telefon")
    sections = [{"id": "before", "blocks": [*supplement(BRING)["blocks"], *fill("55 97 50 00")["blocks"]]}]
    sent = machine.write("PATCH", named["href"], {"sections": sections}, If_Match=seen["ETag"])
    assert sent.status_code == 202
    receipt = sent["Location"]
    assert sent.json()["state"] == machine.get(receipt).json()["state"] == "waiting"
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_text(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(receipt).json()["became"] == {"state": "draft", "since": None, "until": None}
    approve_candidate(knee, by=martina.editor, at=clock.now())
    told = machine.get(receipt).json()
    assert (told["state"], told["became"]["state"]) == ("accepted", "shown")
    assert told["became"]["since"]
    public = Client().get("/behandlinger/kneprotese/", headers={"host": "martina.localhost"}).content.decode()
    assert "medisinlisten" in public
    assert "55 97 50 00" in public


def test_refused_the_receipt_says_why(machine: Machine, martina: Hospital) -> None:
    sent = machine.write("POST", TEXTS, new())
    refuse(submission=Submission.objects.get(), reason="Det står i innkallingen.", by=martina.editor, at=clock.now())
    told = machine.get(sent["Location"]).json()
    assert (told["state"], told["reason"], told["became"]) == ("refused", "Det står i innkallingen.", None)


def test_opening_hours_of_a_place(machine: Machine, martina: Hospital) -> None:
    place = make_place(martina.organization, "oye")
    week = [{"day": 1, "opens": "08:00", "closes": "15:30"}]
    (named,) = machine.get(PLACES).json()["items"]
    sent = machine.change(named["href"], {"hours": [{"week": week}]})
    assert sent.status_code == 202
    assert machine.get(named["href"]).json()["hours"] == [{"label": {}, "week": week}]
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_place(submission).hash, by=martina.editor, at=clock.now())
    place.refresh_from_db()
    assert place.hours == [{"label": {}, "week": [[1, "08:00", "15:30"]]}]
    assert machine.get(sent["Location"]).json()["about"] == named["href"]


def test_a_new_place(machine: Machine, martina: Hospital) -> None:
    sent = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hudklinikken"}})
    assert (sent.status_code, sent.json()["about"]) == (202, None)
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_place(submission).hash, by=martina.editor, at=clock.now())
    assert Place.objects.get().slug == "hud"
    again = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hud"}})
    assert kind_of(again) == (409, "exists")
    assert machine.get(again["Location"]).json()["slug"] == "hud"


def test_a_service_from_its_first_place_to_its_end(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    make_place(martina.organization, "oye")
    (named,) = machine.get(f"{SERVICES}?site=martina").json()["items"]
    assert (named["topic"], named["title"]) == ("kneprotese", "Kneprotese")
    href = named["href"]
    sent = machine.change(href, {"places": [{"id": "martina.oye"}]})
    assert (sent.status_code, sent.json()["noun"], sent.json()["about"]) == (202, "service", href)
    seen = machine.get(href)
    assert (seen.json()["places"], seen.json()["removal"]) == ([{"id": "martina.oye"}], False)
    assert seen.json()["waiting"] == sent.json()["id"]
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(sent["Location"]).json()["became"]["state"] == "shown"

    ended = machine.write("DELETE", href, If_Match=machine.get(href)["ETag"])
    assert (ended.status_code, ended.json()["way"]) == (202, "remove")
    assert machine.get(href).json()["removal"] is True
    submission = Submission.objects.get(pk=ended.json()["id"])
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(ended["Location"]).json()["state"] == "accepted"
    assert kind_of(machine.get(href)) == (403, "forbidden")
    assert machine.get(SERVICES).json()["items"] == []


def test_a_new_service(machine: Machine, martina: Hospital) -> None:
    make_edition(make_topic("hofteprotese"))
    said = {"site": "martina", "topic": "hofteprotese"}
    sent = machine.write("POST", SERVICES, said)
    assert (sent.status_code, sent.json()["about"]) == (202, None)
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    about = machine.get(sent["Location"]).json()["about"]
    assert machine.get(about).json()["topic"] == "hofteprotese"
    again = machine.write("POST", SERVICES, said)
    assert kind_of(again) == (409, "exists")
    assert again["Location"] == about
    first = machine.get(f"{SERVICES}?limit=1").json()
    assert len(first["items"]) == 1
    (last,) = machine.get(first["next"]).json()["items"]
    assert last["topic"] == "hofteprotese"


def test_a_place_that_the_site_does_not_have(machine: Machine) -> None:
    href = machine.get(SERVICES).json()["items"][0]["href"]
    refused = machine.change(href, {"places": [{"id": "martina.oye"}]})
    assert kind_of(refused) == (422, "validation")
    assert [fault["parameter"] for fault in refused.json()["errors"]] == ["places.0.id"]


def test_a_token_for_texts_delivers_no_services_and_reads_no_receipts_of_them(machine: Machine, issuer: Issuer) -> None:
    make_edition(make_topic("hofteprotese"))
    receipt = machine.write("POST", SERVICES, {"site": "martina", "topic": "hofteprotese"})["Location"]
    texts_only = Machine(issuer, scope="fellesnett:content.write")
    assert kind_of(texts_only.get(SERVICES)) == (403, "insufficient-scope")
    assert kind_of(texts_only.get(receipt)) == (403, "insufficient-scope")
    assert texts_only.get(DELIVERIES).json()["items"] == []


def test_taking_all_away_and_taking_a_delivery_back(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    write(martina, knee.adoption, "supplement", "oppmote", BRING)
    show(martina, knee)
    (named,) = machine.get(TEXTS).json()["items"]
    etag = machine.get(named["href"])["ETag"]
    sent = machine.write("DELETE", named["href"], If_Match=etag)
    assert (sent.status_code, sent.json()["way"]) == (202, "remove")
    assert machine.get(named["href"]).json()["sections"] == []
    for _time in range(2):
        assert machine.ask("DELETE", sent["Location"]).json()["state"] == "withdrawn"
    assert len(machine.get(named["href"]).json()["sections"]) == 1
    answered = machine.write("DELETE", named["href"], If_Match=machine.get(named["href"])["ETag"])
    refuse(submission=Submission.objects.waiting().get(), reason="Nei.", by=martina.editor, at=clock.now())
    assert kind_of(machine.ask("DELETE", answered["Location"])) == (409, "answered")


def test_ones_own_deliveries_page_by_page(machine: Machine, issuer: Issuer) -> None:
    for number in range(3):
        machine.write("POST", PLACES, {"site": "martina", "slug": f"sted-{number}", "name": {"nb": "Sted"}})
    first = machine.get(f"{DELIVERIES}?limit=2&state=waiting").json()
    second = machine.get(first["next"]).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, ""]
    assert machine.get(f"{DELIVERIES}?state=refused").json()["items"] == []
    make_partner(make_site("haukeland"), number=SUPPLIER)
    other = Machine(issuer, organization=SUPPLIER)
    assert other.get(DELIVERIES).json()["items"] == []
    assert kind_of(other.get(first["items"][0]["href"])) == (404, "not-found")
    other.write("POST", PLACES, {"site": "haukeland", "slug": "hud", "name": {"nb": "Hud"}})
    asked = f"{DELIVERIES}?cursor={first['items'][0]['id']}"
    assert len(other.get(asked).json()["items"]) == 1, "when another delivered is not told of"


def test_a_receipt_is_read_and_taken_back_with_the_scope_of_what_was_delivered(machine: Machine, issuer: Issuer) -> None:
    text = machine.write("POST", TEXTS, new())
    place = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hudklinikken"}})
    for name, own, other in (("content", text, place), ("places", place, text)):
        narrow = Machine(issuer, scope=f"fellesnett:{name}.write")
        assert [one["href"] for one in narrow.get(DELIVERIES).json()["items"]] == [own["Location"]]
        assert narrow.get(own["Location"]).status_code == 200
        for answer in (narrow.get(other["Location"]), narrow.ask("DELETE", other["Location"])):
            assert kind_of(answer) == (403, "insufficient-scope")
    assert Submission.objects.waiting().count() == 2


def test_who_took_a_delivery_back_is_logged(issuer: Issuer, partner: Partner, knee: AdoptedText) -> None:
    supplier = Machine(issuer, supplier=party(SUPPLIER))
    sent = supplier.write("POST", TEXTS, new())
    assert supplier.ask("DELETE", sent["Location"]).json()["state"] == "withdrawn"
    assert Event.objects.get(verb="submission.withdrawn").payload == {"supplier": SUPPLIER}


def test_back_to_what_stands_is_to_take_the_waiting_delivery_back(machine: Machine) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    waiting = machine.change(path, {"title": "Nytt kne"})["Location"]
    for answer in (machine.change(path, {"title": None}), machine.write("DELETE", path, If_Match=machine.get(path)["ETag"])):
        assert kind_of(answer) == (409, "takes-back")
        assert answer.json()["href"] == answer["Location"] == waiting
    assert machine.get(waiting).json()["state"] == "waiting"
    assert machine.ask("DELETE", waiting).json()["state"] == "withdrawn"
    assert kind_of(machine.change(path, {"title": None})) == (422, "validation")


def test_and_so_it_is_for_a_place(machine: Machine, martina: Hospital) -> None:
    place = make_place(martina.organization, "oye")
    path = f"{PLACES}/{martina.organization.key}.{place.slug}"
    waiting = machine.change(path, {"kind": "pharmacy"})["Location"]
    answer = machine.change(path, {"kind": place.kind})
    assert kind_of(answer) == (409, "takes-back")
    assert answer["Location"] == waiting


def test_a_supplier_is_named_on_the_receipt(issuer: Issuer, partner: Partner, knee: AdoptedText) -> None:
    assert Machine(issuer, supplier=party(SUPPLIER)).write("POST", TEXTS, new()).json()["supplier"] == SUPPLIER


# --- who is let in ----------------------------------------------------------------------------------------------------


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


# --- what is sent -----------------------------------------------------------------------------------------------------


SENT: dict[str, tuple[int, str, Any]] = {
    "not JSON": (400, "refused", "{"),
    "nothing": (422, "validation", ""),
    "not UTF-8": (400, "refused", b'{"site": "\xff"}'),
    "a name twice": (400, "unreadable", json.dumps(new())[:-1] + ', "site": "martina"}'),
    "NUL": (400, "unreadable", new("<p>a\0b</p>")),
    "half a sign": (400, "unreadable", json.dumps(new()).replace("medisinlisten", "\\ud800")),
    "too large": (413, "too-large", new("<p>" + "a" * 99_000 + "</p>", sections=[supplement("<p>" + "a" * 99_000 + "</p>")] * 6)),
    "deep": (400, "refused", "[" * 100_000),
    "a list": (422, "validation", []),
    "another's member": (422, "validation", new(color="red")),
    "no such language": (422, "validation", new(language="xx")),
    "no such topic": (422, "validation", new(topic="finnes-ikke")),
    "a script": (422, "validation", new("<p>Hei</p><script>x()</script>")),
    "nothing to say": (422, "validation", new(sections=[])),
}


@pytest.mark.parametrize("what", SENT)
def test_what_cannot_be_taken_is_refused_and_its_key_let_go(machine: Machine, what: str) -> None:
    status, kind, said = SENT[what]
    assert kind_of(machine.write("POST", TEXTS, said)) == (status, kind)
    assert not RequestKey.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_is_far_too_large_is_not_read(machine: Machine, method: str) -> None:
    path = TEXTS if method == "POST" else f"{TEXTS}/{LocalName.of(machine)}"
    answer = machine.write(method, path, new("<p>" + "a" * 3_000_000 + "</p>"), If_Match='"x"')
    assert kind_of(answer) == (413, "too-large")


def test_of_very_many_faults_the_first_are_told_of(machine: Machine) -> None:
    posted = machine.write("POST", TEXTS, new(sections=[1] * 100_000))
    patched = machine.change(f"{TEXTS}/{LocalName.of(machine)}", {"sections": [1] * 100_000})
    for answer in (posted, patched):
        assert kind_of(answer) == (422, "validation")
        assert len(answer.json()["errors"]) == 100
        assert answer.json()["detail"].endswith(" Og 99900 feil til.")


def test_a_list_too_long_to_be_read_through_is_one_fault(machine: Machine, martina: Hospital) -> None:
    make_place(martina.organization, "oye")
    block = {"operation": "omit", "target": "finnes-ikke"}
    sent = {
        f"{PLACES}/martina.oye": ("phones", {"phones": [{"number": "1"}] * 20_000}),
        f"{TEXTS}/{LocalName.of(machine)}": ("sections", {"sections": [{"id": "before", "blocks": [block] * 8_000}]}),
    }
    for path, (field, said) in sent.items():
        assert [one["parameter"] for one in machine.change(path, said).json()["errors"]] == [field]


def test_every_fault_is_named_where_it_is(machine: Machine) -> None:
    section = supplement(BRING, target="finnes-ikke")
    said = machine.write("POST", TEXTS, new(sections=[section])).json()
    assert [one["parameter"] for one in said["errors"]] == ["sections.0.blocks.0.target"]
    said = machine.write("POST", TEXTS, new(sections=[supplement(BRING, operation="paint")])).json()
    assert said["errors"][0]["parameter"] == "sections.0.blocks.0.operation"
    said = machine.change(f"{TEXTS}/{LocalName.of(machine)}", {"sections": [{"id": "before", "blocks": [{"id": None}]}]}).json()
    assert {one["parameter"] for one in said["errors"]} == {"sections.0.blocks.0.operation", "sections.0.blocks.0.target"}


class LocalName:
    @staticmethod
    def of(machine: Machine) -> str:
        (named,) = machine.get(TEXTS).json()["items"]
        return str(named["id"])


@pytest.mark.parametrize(("language", "words"), [("nb", "Velg en av disse"), ("nn", "Vel ein av desse"), ("en", "Choose one of")])
def test_every_fault_is_said_in_the_partners_language(machine: Machine, language: str, words: str) -> None:
    wrong = [supplement(BRING, operation="paint")]
    posted = machine.write("POST", TEXTS, new(sections=wrong), Accept_Language=language)
    patched = machine.change(f"{TEXTS}/{LocalName.of(machine)}", {"sections": wrong}, Accept_Language=language)
    for answer in (posted, patched):
        (error,) = answer.json()["errors"]
        assert error == {"parameter": "sections.0.blocks.0.operation", "detail": error["detail"]}
        assert error["detail"].startswith(words)
        assert error["detail"] in answer.json()["detail"]
    unread = machine.write("POST", TEXTS, "{", Accept_Language=language).json()["detail"]
    assert unread.startswith({"nb": "Innholdet er ikke", "nn": "Innhaldet er ikkje", "en": "The content is not"}[language])


def test_a_patch_as_deep_as_a_well(machine: Machine) -> None:
    deep: Any = {"title": "Kne"}
    for _level in range(200):
        deep = {"sections": deep}
    assert kind_of(machine.change(f"{TEXTS}/{LocalName.of(machine)}", deep)) == (400, "unreadable")


def test_a_language_that_does_not_exist_and_a_name_without_letters(machine: Machine, martina: Hospital) -> None:
    said = {"site": "martina", "slug": "hud", "name": {"nb": " ", "nn": "Hudklinikken"}}
    for field in ("meeting", "descriptions"):
        answer = machine.write("POST", PLACES, {**said, field: {"xx": {"text": "Hei"}}})
        assert kind_of(answer) == (422, "validation")
    assert machine.write("POST", PLACES, {**said, "name": {"nb": " "}}).status_code == 422
    assert machine.write("POST", PLACES, said).json()["title"] == "Hudklinikken"
    assert kind_of(machine.change(f"{TEXTS}/{LocalName.of(machine)}", {"title": "  "})) == (422, "validation")


def test_a_patch_is_sent_as_a_patch(machine: Machine) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    sent = machine.client.patch(
        path, {"title": "Kne"}, "application/json",
        headers={"Authorization": f"Bearer {machine.issuer.token(clock.now())}", "Idempotency-Key": "a", "If-Match": '"x"'},
    )  # fmt: skip
    assert kind_of(sent) == (415, "media-type")


@pytest.mark.parametrize("patch", [[], "x", 1, None, {"ground": []}, {"id": "annet"}, {"topic": "hofte"}, {"sections": {}}])
def test_a_patch_that_makes_no_document(machine: Machine, patch: Any) -> None:
    assert kind_of(machine.change(f"{TEXTS}/{LocalName.of(machine)}", json.dumps(patch))) == (422, "validation")


def test_merge_patch_takes_a_member_away_with_null(machine: Machine) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    assert machine.change(path, {"title": "Nytt kne", "sections": [supplement(BRING)]}).status_code == 202
    assert machine.change(path, {"title": None}).status_code == 202
    said = machine.get(path).json()
    assert (said["title"], len(said["sections"])) == (None, 1)
    first, second = Submission.objects.order_by("received_at")
    assert (first.state, first.overtaken_by) == ("overtaken", second)
    assert str(second.pk) == said["waiting"]


# --- seen before it is changed ------------------------------------------------------------------------------------------


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


def test_reading_costs_the_same_however_much_there_is(
    machine: Machine, martina: Hospital, knee: AdoptedText, partner: Partner
) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    for ask in (path, DELIVERIES):
        with CaptureQueriesContext(connection) as little:
            assert machine.get(ask).status_code == 200
        for number in range(3):
            answered = deliver(partner, knee, title=f"Kne nummer {number}", at=clock.now())
            accept(submission=answered, seen=compare_text(answered).hash, by=martina.editor, at=clock.now())
            show(martina, knee, at=clock.now())
        deliver(partner, knee, sections=[supplement(f"<p>{ask}</p>"), fill("55 97 50 00")][:1], at=clock.now())
        with CaptureQueriesContext(connection) as much:
            assert machine.get(ask).status_code == 200
        assert len(much) <= len(little) + MORE_FOR_SOMETHING, ask


MORE_FOR_SOMETHING = 3
"""What became of deliveries is asked about where there are any, in a few questions, and in no more where there are many."""


def test_a_text_says_nothing_of_whose_program_reads_it(machine: Machine) -> None:
    assert SPECIALIST not in machine.get(f"{TEXTS}/{LocalName.of(machine)}").content.decode()


def test_no_type_of_ours_has_the_name_of_another() -> None:
    """The description knows types by their names: two of one name would be one."""

    def types_in(module: Any) -> set[str]:
        return {name for name, one in vars(module).items() if isinstance(one, type) and one.__module__ == module.__name__}

    assert types_in(delivered) & types_in(read_by_all) == set()


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_worked_example_of_the_documentation_line_by_line(machine: Machine, issuer: Issuer, language: str) -> None:
    page = Client().get(f"/docs?language={language}").content.decode()
    known = {"TOKEN": issuer.token(clock.now())}
    statuses = []
    for line in re.findall(r'<pre class="partner"><code>(.*?)</code></pre>', page):
        words = [Template(word).substitute(known) for word in shlex.split(html.unescape(line))]  # as a shell does
        given = dict(word.split(": ", 1) for flag, word in pairwise(words) if flag == "-H")
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        body = words[words.index("-d") + 1] if "-d" in words else ""
        kind = given.pop("Content-Type", "application/json")
        answer = machine.client.generic(method, words[-1].removeprefix("http://testserver"), body, kind, headers=given)
        statuses.append(answer.status_code)
        said = answer.json()
        known |= {"ETAG": answer.get("ETag", ""), "DELIVERY": said.get("id", "")}
        known.setdefault("TEXT", said["items"][0]["id"] if "items" in said else "")
    assert statuses == [200, 200, 202, 200]
    assert Submission.objects.get().acts[0]["block"]["value"] == "55 97 50 00"
