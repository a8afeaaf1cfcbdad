"""The manual at the desk: found by how people ask, open to whoever cannot get in, and near every screen and refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from fellesnett.adoption.gates import Reason
from fellesnett.desk.manual import screens
from fellesnett.desk.manual.finding import find, meant, root, same_word
from fellesnett.desk.tests.hospitals import Hospitals, two_hospitals
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_user


@pytest.mark.parametrize(
    ("one", "other"), [("godkjenne", "godkjenning"), ("melding", "meldingene"), ("endring", "endringane"), ("bilde", "bilder")]
)
def test_two_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert same_word(one, other)


@pytest.mark.parametrize(("one", "other"), [("sted", "steil"), ("tekst", "teknikk"), ("rett", "retning"), ("dag", "dato")])
def test_words_that_only_begin_alike_are_two(one: str, other: str) -> None:
    assert not same_word(one, other)


def test_the_root_of_a_word_is_never_a_stump() -> None:
    assert root("meldingene") == "melding"
    assert root("rett") == "rett"


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("hvordan godkjenner jeg mange saker", "godkjenne-mange-samtidig"),
        ("konflikter", "velge-ved-konflikt"),
        ("rette skrivefeil", "foresla-en-endring"),
        ("planlegge en utgave", "sende-til-godkjenning"),
        ("avlyse en utgave", "godkjenne-og-slippe"),
        ("forskning", "skrive-en-egen-side"),
        ("kurs", "skrive-en-egen-side"),
        ("ny mobil", "sette-opp-to-trinn"),
        ("tillegget", "skrive-tillegg"),
        ("jeg har mistet telefonen", "nullstille-andre-trinn"),
        ("åpningstida", "endre-apningstider"),
        ("en kollega trenger tilgang", "gi-tilgang"),
        ("glemt passord", "lage-nytt-passord"),
        ("hva sto på siden i fjor, klage", "se-hva-som-har-skjedd"),
        ("bilder", "legge-inn-et-bilde"),
        ("melding om stengt poliklinikk", "sette-en-driftsmelding"),
    ],
)
def test_a_question_finds_its_task_first(question: str, task: str) -> None:
    assert find(question, "nb")[0].slug == task


def test_a_bokmal_word_finds_the_page_in_nynorsk() -> None:
    assert find("velge konflikt", "nn")[0].title == "Velje når teksten vår og den nasjonale er i konflikt"


def test_a_slip_of_the_finger_is_asked_about_and_nonsense_is_not() -> None:
    assert find("konflitk", "nb") == []
    assert meant("konflitk", "nb") == "konflikt"
    assert meant("xyzzy", "nb") == ""


def test_a_known_reason_leads_to_its_task_and_an_unknown_to_the_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "REASONS", {"unsigned": "skrive-tillegg"})
    reasons = [Reason("something_else", "Nei."), Reason("unsigned", "En kliniker mangler.")]
    assert screens.page_for_reasons(reasons) == "skrive-tillegg"
    assert screens.page_for_reasons([Reason("something_else", "Nei.")]) == ""


@pytest.fixture
def hospitals(db: None, now: datetime) -> Hospitals:
    return two_hospitals(now)


@pytest.fixture
def editor(hospitals: Hospitals, client: Client) -> Client:
    client.force_login(make_user(roles={hospitals.a.organization: Role.EDITOR}))
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_editor_asks_in_own_words_and_reads_the_steps(editor: Client) -> None:
    answer = words(editor.get("/admin/hjelp/", {"q": "angre godkjenning"}))
    assert "/admin/hjelp/godkjenne-mange-samtidig/" in answer
    page = words(editor.get("/admin/hjelp/godkjenne-mange-samtidig/"))
    assert "Trykk «Godkjenn valgte»." in page
    assert "Du kan angre i én time." in page


def test_where_nothing_is_found_it_says_what_to_try(editor: Client) -> None:
    answer = words(editor.get("/admin/hjelp/", {"q": "<b>romskip</b>"}))
    assert "Ingen sider om «&lt;b&gt;romskip&lt;/b&gt;»" in answer
    assert "spør nettansvarlig" in answer


def test_whoever_cannot_get_in_reads_it_too(client: Client, db: None) -> None:
    assert "Til innloggingen" in words(client.get("/admin/hjelp/"))
    assert client.get("/admin/hjelp/velge-ved-konflikt/").status_code == 200
    assert client.get("/admin/hjelp/finnes-ikke/").status_code == 404


def test_the_manual_is_read_in_nynorsk_by_those_who_chose_it(editor: Client, hospitals: Hospitals) -> None:
    from wagtail.users.models import UserProfile

    user = make_user("nynorsk@bergen.example", roles={hospitals.b.organization: Role.EDITOR})
    UserProfile.objects.create(user=user, preferred_language="nn")
    editor.force_login(user)
    assert "Trykk «Lagre valet»" in words(editor.get("/admin/hjelp/velge-ved-konflikt/"))


def test_a_screen_shows_the_way_to_its_task(editor: Client) -> None:
    inbox = words(editor.get("/admin/venter/"))
    assert inbox.count('href="/admin/hjelp/godkjenne-mange-samtidig/"') == 1


def test_what_is_wrong_in_a_form_leads_to_how_it_is_done(editor: Client, hospitals: Hospitals) -> None:
    with override("nb"):
        address = f"/admin/lokalt/{hospitals.a.slug}/tekster/{hospitals.topic.key}/nb/endre/{hospitals.operation_of_a.pk}/"
        answer = words(editor.post(address, {"content-count": "0"}))
    assert "Ingenting er lagret." in answer
    assert answer.count('href="/admin/hjelp/skrive-tillegg/"') == 2
