"""What a partner's machine sends: taken as it should be, or refused in words, at the fault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
)
from fellesnett.api.tests.partner.machines import BRING, PLACES, SERVICES, TEXTS, LocalName, Machine, kind_of, new
from fellesnett.foundation import clock
from fellesnett.organizations.tests.factories import make_place
from fellesnett.partners.models import RequestKey, Submission
from fellesnett.partners.tests.factories import supplement

pytestmark = pytest.mark.django_db

SENT: dict[str, tuple[int, str, Any]] = {
    "not JSON": (400, "refused", "{"),
    "nothing": (422, "validation", ""),
    "not UTF-8": (400, "refused", b'{"site": "\xff"}'),
    "a name twice": (400, "unreadable", json.dumps(new())[:-1] + ', "site": "martina"}'),
    "NUL": (400, "unreadable", new("<p>a\0b</p>")),
    "half a sign": (400, "unreadable", json.dumps(new()).replace("medisinlisten", "\\ud800")),
    "too large": (413, "too-large", new("<p>" + "a" * 99_000 + "</p>", sections=[supplement("<p>" + "a" * 99_000 + "</p>")] * 6)),
    "many elements": (422, "validation", new("<p>a</p>" * 2_001)),
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


def test_what_was_read_is_sent_back_as_it_was_read(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    clinic = make_place(martina.organization, "hud")
    kept = {"title": "Nytt kne"}, {"name": {"nb": "Hudklinikken"}}, {"places": [{"id": f"{clinic.organization.key}.hud"}]}
    for door, said in zip((TEXTS, PLACES, SERVICES), kept, strict=True):
        (named,) = machine.get(door).json()["items"]
        document = machine.get(named["href"]).json() | said
        assert machine.change(named["href"], document).status_code == 202
        assert machine.get(named["href"]).json().items() >= said.items()
    posted = machine.write("POST", PLACES, {**machine.get(f"{PLACES}/martina.hud").json(), "slug": "hud-2"})
    assert posted.status_code == 202


def test_merge_patch_takes_a_member_away_with_null(machine: Machine) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    assert machine.change(path, {"title": "Nytt kne", "sections": [supplement(BRING)]}).status_code == 202
    assert machine.change(path, {"title": None}).status_code == 202
    said = machine.get(path).json()
    assert (said["title"], len(said["sections"])) == (None, 1)
    first, second = Submission.objects.order_by("received_at")
    assert (first.state, first.overtaken_by) == ("overtaken", second)
    assert str(second.pk) == said["waiting"]
