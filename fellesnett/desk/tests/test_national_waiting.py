"""Monday at the national office: fifty cases wait, and each of four people finds her own, her unit's, or everybody's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.accounts.models import User
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national.tests.factories import (
    clinician,
    make_candidate,
    make_edition,
    make_topic,
    medical_editor,
    national_editor,
    second_editor,
)
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/nasjonalt/venter/"
NOW = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
DAY = timedelta(days=1)
KNEE = {"before": [("b1", "<p>Du må faste i 6 timer.</p>")]}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fellesnett.desk.national.inbox.now", lambda: NOW)


def ask(title: str, key: str = "", **fields: Any) -> OpenItem:
    """A case of the national office, opened yesterday, with three weeks to go, unless told otherwise."""
    said = {
        "kind": OpenItemKind.ORDER,
        "role": Role.NATIONAL_EDITOR,
        "subject": "order:1",
        "opened_at": NOW - DAY,
        "deadline": NOW + 21 * DAY,
        "organization": make_national_office(),
    }
    return OpenItem.objects.create(title=title, key=key or title, **{**said, **fields})


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def titles(user: User, query: str = "") -> list[str]:
    """The titles that the list shows this person, in order."""
    answer = as_(user).get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row.title for row in answer.context["found"].object_list]


# --- whose ----------------------------------------------------------------------------------------------------------


def test_each_sees_what_is_asked_of_her_and_all_see_all_but_not_what_others_say_to_each_other() -> None:
    editor, approver, colleague = national_editor(), medical_editor(), second_editor()
    ask("For redaktørene")
    ask("For den medisinske", role=Role.NATIONAL_MEDICAL_EDITOR)
    ask("Gitt til Karim", owner=colleague, role="")
    said = {"topic": "kneprotese", "language": "nb", "block": "b1", "comment": 1}
    ask("Karim spør", owner=approver, role="", kind=OpenItemKind.COMMENT, detail=said)

    assert titles(editor) == ["For redaktørene"]
    assert titles(approver) == ["For redaktørene", "For den medisinske", "Karim spør"]
    assert titles(colleague, "hvem=meg") == ["Gitt til Karim"]
    assert titles(editor, "hvem=alle") == ["For redaktørene", "For den medisinske", "Gitt til Karim"]

    page = words(as_(editor).get(f"{LIST}?hvem=alle"))
    assert "Saken hører til nasjonal medisinsk redaktør." in page
    assert f"Saken er gitt til {colleague}." in page


def test_my_unit_is_that_of_the_topics_i_answer_for() -> None:
    owner = clinician()
    knee, hip = make_topic("kneprotese", unit="Ortopedi"), make_topic("hofteprotese", unit="Ortopedi", owner=clinician(2))
    heart = make_topic("hjertesvikt", unit="Kardiologi", owner=clinician(2))
    for topic in (knee, hip, heart):
        ask(topic.title, subject=f"topic:{topic.key}", detail={"topic": topic.key})

    assert titles(owner, "hvem=enhet") == ["Kneprotese", "Hofteprotese"]
    assert titles(owner, "hvem=alle&enhet=Kardiologi") == ["Hjertesvikt"]
    assert "Enheten min" in words(as_(owner).get(LIST))
    assert "Enheten min" not in words(as_(second_editor()).get(LIST)), "an editor answers for no topic"


def test_an_old_address_of_a_unit_that_is_mine_no_more_says_whose_it_shows() -> None:
    ask("For redaktørene")
    page = as_(national_editor()).get(f"{LIST}?hvem=enhet").content.decode()
    assert re.search(r'hvem=enhet" aria-current="page">Enheten min', page)
    assert "Ingenting passer til dette utvalget." in page


def test_who_answers_for_a_topic_from_a_hospital_sees_her_own_and_no_others() -> None:
    ward = make_organization("unn-hf")
    doctor = make_user("lege@unn.example", roles={ward: Role.CLINICIAN})
    make_topic("kneprotese", owner=doctor)
    ask("Gitt til legen", owner=doctor, role=Role.CLINICIAN)
    ask("For redaktørene")

    assert titles(doctor) == ["Gitt til legen"]
    assert titles(doctor, "hvem=alle") == ["Gitt til legen"]
    assert "Alle</a>" not in as_(doctor).get(LIST).content.decode()


def test_who_is_not_signed_in_or_has_no_role_sees_nothing() -> None:
    ask("For redaktørene")
    assert Client().get(LIST).status_code == 302
    assert "For redaktørene" not in as_(make_user("ny@unn.example")).get(LIST, follow=True).content.decode()


def test_a_site_editor_does_not_come_in_until_something_is_asked_of_her_by_name() -> None:
    site = make_site("voss")
    ask("For redaktørene")
    editor = make_user("red@voss.example", roles={site.organization: Role.EDITOR})
    assert as_(editor).get(LIST).status_code == 404

    ask("Gitt til henne", owner=editor, role="")

    assert titles(editor, "hvem=alle") == ["Gitt til henne"]


def test_a_clinician_whose_texts_want_nothing_is_told_so() -> None:
    ask("For redaktørene")
    make_topic("kneprotese", owner=clinician())
    assert "Ingenting venter på deg nasjonalt nå." in words(as_(clinician()).get(LIST))


# --- which ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Haster", "Bestilling", "Nynorsk henger etter", "Gammel kode"]),
        ("type=order", ["Haster", "Bestilling"]),
        ("type=retired_code", ["Gammel kode"]),
        ("tema=NYNORSK+etter", ["Nynorsk henger etter"]),
        ("klasse=safety", ["Nynorsk henger etter"]),
        ("klasse=content", []),
        ("alder=14", ["Gammel kode"]),
        ("alder=7", ["Nynorsk henger etter", "Gammel kode"]),
        ("alder=3", ["Haster", "Bestilling", "Nynorsk henger etter", "Gammel kode"]),
        ("haster=1", ["Haster", "Bestilling"]),
        ("type=order&haster=1&tema=best", ["Bestilling"]),
        ("type=finnes-ikke", []),
        ("hvem=tull", ["Haster", "Bestilling", "Nynorsk henger etter", "Gammel kode"]),
        ("nettsted=unn", []),
        ("side=9999", ["Haster", "Bestilling", "Nynorsk henger etter", "Gammel kode"]),
        ("side=-1&alder=%00&klasse=%00", []),
    ],
)
def test_the_list_is_narrowed(query: str, shown: list[str]) -> None:
    ask("Haster", urgent=True)
    ask("Bestilling", deadline=NOW + DAY)
    ask(
        "Nynorsk henger etter",
        kind=OpenItemKind.LANGUAGE_BEHIND,
        opened_at=NOW - 8 * DAY,
        detail={"topic": "kneprotese", "language": "nn", "class": "safety"},
    )
    ask(
        "Gammel kode",
        kind=OpenItemKind.RETIRED_CODE,
        opened_at=NOW - 20 * DAY,
        detail={"topic": "kneprotese"},
        deadline=NOW + 90 * DAY,
    )

    assert titles(national_editor(), query) == shown


def test_texts_under_approval_are_cases_too_and_are_chosen_by_what_they_change() -> None:
    topic = make_topic("kneprotese")
    make_edition(topic, KNEE)
    make_candidate(topic, {"before": [("b1", "<p>Du må faste i 8 timer.</p>")]}, classes={"b1": "safety"}, at=NOW - 2 * DAY)
    ask("Noe annet", role=Role.CLINICIAN)

    assert titles(clinician(), "klasse=safety") == ["Kneprotese: les og godkjenn faglig (bokmål)"]
    assert titles(clinician(), "type=sign_off&haster=1") == ["Kneprotese: les og godkjenn faglig (bokmål)"]
    assert titles(national_editor()) == [], "it is not her turn"
    assert titles(national_editor(), "hvem=alle") == ["Kneprotese: les og godkjenn faglig (bokmål)", "Noe annet"]


def test_what_is_counted_is_all_there_is_and_the_rest_is_on_the_next_page() -> None:
    for number in range(60):
        ask(f"Bestilling {number:02}", deadline=NOW + (60 - number) * DAY)
    ask("Den viktigste", urgent=True, deadline=NOW + 90 * DAY)
    editor = as_(national_editor())

    front, first, last = (editor.get(where) for where in ("/admin/", LIST, f"{LIST}?side=3"))

    assert "61 saker." in words(front)
    assert "61 saker." in words(first)
    assert titles(national_editor())[:2] == ["Den viktigste", "Bestilling 59"], "sorted before it is cut"
    assert f'href="{LIST}"' in front.content.decode()
    assert front.content.decode().count('class="desk-item__title"') == 5
    assert "Side 3 av 3" in words(last)
    assert "Bestilling 00" in words(last)
    assert "Bestilling (60)" not in words(first), "all of one kind"
    assert "Bestilling (61)" in words(first)


def test_the_cost_does_not_grow_with_the_number_of_cases() -> None:
    def costs(query: str) -> int:
        client = as_(medical_editor())
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?{query}")
        return len(asked)

    topic = make_topic("kneprotese")
    ask("Den første", subject="topic:kneprotese")
    few = costs("hvem=alle")
    for number in range(80):
        ask(f"Sak {number}", subject=f"text:{topic.key}:nb", owner=clinician(number % 2 + 1), kind=OpenItemKind.REVIEW_DUE)
    assert costs("hvem=alle") == few
    assert few < 30


def test_nor_with_the_number_of_texts_under_approval() -> None:
    def costs(user: User) -> int:
        client = as_(user)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/").status_code == 200
        return len(asked)

    def on_its_way(number: int) -> None:
        make_candidate(make_topic(f"tema-{number}"), {"before": [(f"b{number}", "<p>Du må faste.</p>")]}, at=NOW - DAY)

    on_its_way(100)
    people = (clinician(), national_editor(), medical_editor())
    few = [costs(person) for person in people]
    for number in range(12):
        on_its_way(number)
    assert [costs(person) for person in people] == few
    assert len(as_(clinician()).get(LIST).context["found"].object_list) == 13


# --- where ----------------------------------------------------------------------------------------------------------


def test_who_has_only_the_national_office_has_the_list_under_what_waits() -> None:
    ask("For redaktørene")

    page = as_(national_editor()).get("/admin/venter/?type=hearing")

    assert "Ingenting passer til dette utvalget." in words(page)
    assert "<h1>Venter på deg</h1>" in page.content.decode()
    assert page.content.decode().count('name="tema"') == 1


def test_who_has_a_hospital_too_has_the_top_of_it_there_and_one_form() -> None:
    site = make_site("voss")
    person = make_user("begge@voss.example", roles={site.organization: Role.EDITOR, make_national_office(): Role.NATIONAL_EDITOR})
    for number in range(7):
        ask(f"Bestilling {number}")

    page = as_(person).get("/admin/venter/").content.decode()

    assert page.count('class="desk-item__title"') == 5
    assert "Se alt som venter nasjonalt" in page
    assert page.count('id="tema"') <= 1
