"""The national desk talks about a text where it stands: in the draft, in what is under approval, and in what is released."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.accounts.models import User
from fellesnett.desk.tests.wards import as_, said
from fellesnett.editorial.models import Comment, OpenItem
from fellesnett.national.models import Candidate, Topic
from fellesnett.national.tests.factories import clinician, make_candidate, make_edition, make_topic, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db

TEXT = "/admin/nasjonalt/tema/kneprotese/nb/"
TALK = f"{TEXT}kommentarer/"
LATER = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
SIX = {"before": [("b1", "<p>Du må faste i 6 timer.</p>"), ("b2", "<p>Dusj hjemme.</p>")]}
EIGHT = {"before": [("b1", "<p>Du må faste i 8 timer.</p>"), ("b2", "<p>Dusj hjemme.</p>")]}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("topics", "candidates", "commenting"):
        monkeypatch.setattr(f"fellesnett.desk.national.{room}.now", lambda: LATER)


@pytest.fixture
def surgeon() -> User:
    return make_user("kirurg@bergen.example", roles={make_organization("Bergen", key="bergen"): Role.CLINICIAN})


@pytest.fixture
def knee(surgeon: User) -> Topic:
    topic = make_topic("kneprotese", title="Kneprotese", owner=surgeon)
    make_edition(topic, SIX)
    return topic


@pytest.fixture
def candidate(knee: Topic) -> Candidate:
    return make_candidate(knee, EIGHT)


def ask(by: User, words: str, to: User | None = None, where: str = "?blokk=b1") -> Any:
    return as_(by).post(f"{TALK}{where}", {"said": words, "mentioned": to.pk if to else ""}, follow=True)


def test_what_is_asked_in_the_candidate_is_answered_from_the_inbox_and_settled(candidate: Candidate, surgeon: User) -> None:
    screen = f"/admin/nasjonalt/utkast/{candidate.pk}/"
    there = f"?utkast={candidate.pk}&blokk=b1"
    assert f"{TALK}{there}".replace("&", "&amp;") in as_(national_editor()).get(screen).content.decode()
    answer = said(ask(national_editor(), "Er det åtte hos dere?", surgeon, there))
    assert "Kommentaren er lagret." in answer
    assert "Teksten nå Du må faste i 8 timer." in answer

    case = OpenItem.objects.for_user(surgeon).open().get(kind="comment")
    assert "Er det åtte hos dere?" in said(as_(surgeon).get("/admin/"))
    comment = Comment.objects.get()
    opened = as_(surgeon).get(f"/admin/sak/{case.pk}/")
    assert opened.headers["Location"] == f"{TALK}?blokk=b1#k-{comment.pk}"
    page = as_(surgeon).get(opened.headers["Location"])
    assert f'<option value="{national_editor().pk}" selected>' in page.content.decode()  # an answer goes to who asked
    ask(surgeon, "Ja, åtte.", national_editor())
    assert OpenItem.objects.open().filter(kind="comment", owner=national_editor()).count() == 1

    beside = said(as_(national_editor()).get(screen))
    assert "Er det åtte hos dere?" in beside
    assert "Ja, åtte." in beside
    done = as_(surgeon).post(f"{TALK}{comment.pk}/ferdig/", follow=True)
    assert "Kommentaren er satt som ferdig." in said(done)
    case.refresh_from_db()
    assert case.closed_by == surgeon
    assert "Er det åtte hos dere?" not in said(as_(national_editor()).get(screen))
    as_(surgeon).post(f"{TALK}{comment.pk}/igjen/")
    assert "Er det åtte hos dere?" in said(as_(national_editor()).get(screen))


def test_the_same_comment_stands_in_the_draft_the_candidate_and_the_edition(candidate: Candidate) -> None:
    ask(national_editor(), "Seks, ikke åtte?", where="?utgave=1&blokk=b1")
    editor = as_(national_editor())
    edition = said(editor.get(f"{TEXT}utgaver/1/"))
    assert "Seks, ikke åtte?" in edition
    assert "teksten er endret siden" not in edition
    for address in (f"/admin/nasjonalt/utkast/{candidate.pk}/", TALK):
        shown = said(editor.get(address))
        assert "Seks, ikke åtte?" in shown, address
        assert "teksten er endret siden" in shown, address  # it was said of other words than those that stand here
    assert "1 åpen kommentar" in said(editor.get("/admin/nasjonalt/tema/kneprotese/"))


def test_a_chapter_and_a_block_that_is_gone_have_their_place_too(knee: Topic) -> None:
    ask(national_editor(), "Mangler det noe om medisiner?", where="?blokk=kapittel:before")
    ask(national_editor(), "Trengs dette?", where="?blokk=b2")
    make_candidate(knee, {"before": EIGHT["before"][:1]})
    whole = said(as_(national_editor()).get(TALK))
    assert "Mangler det noe om medisiner?" in whole
    assert whole.index("Om avsnitt som ikke står i teksten lenger") < whole.index("Trengs dette?")
    alone = said(as_(national_editor()).get(f"{TALK}?blokk=b2"))
    assert "Avsnittet står ikke lenger på siden." in alone
    assert "Da kommentaren ble skrevet, sto det: Dusj hjemme." in alone


def test_who_hears_the_screen_is_told_what_is_commented_in_whole_words(knee: Topic) -> None:
    bring = {"type": "list", "html": "<p>Ta med:</p><ul><li>nøkler</li><li>briller</li></ul>"}
    make_edition(knee, {"before": [*EIGHT["before"], ("b3", bring)]}, classes={"b1": "content", "b3": "content"})

    page = said(as_(national_editor()).get(f"{TEXT}utgaver/2/"))

    assert "Kommenter «Ta med:»" in page
    assert "nøklerbriller" not in page


def test_those_with_a_part_in_the_text_stand_first_among_whom_one_can_ask(knee: Topic, surgeon: User) -> None:
    form = said(as_(clinician()).get(f"{TALK}?blokk=b1"))
    names = form[form.index("Ingen bestemt") :]
    assert names.index("(fagansvarlig)") < names.index("(skrev teksten)")
    assert str(clinician()) not in names.split("Lagre kommentaren")[0]  # nobody asks themselves


def test_an_auditor_reads_the_text_and_not_what_is_said_of_it(candidate: Candidate) -> None:
    ask(national_editor(), "Dette er oss imellom")
    auditor = as_(make_user("revisor@nasjonal.example", roles={make_national_office(): Role.AUDITOR}))
    for address in (f"/admin/nasjonalt/utkast/{candidate.pk}/", f"{TEXT}utgaver/1/"):
        shown = said(auditor.get(address))
        assert "Du må faste" in shown
        assert "oss imellom" not in shown
        assert "Kommenter" not in shown
    assert auditor.get(TALK).status_code == 404
    assert auditor.post(f"{TALK}{Comment.objects.get().pk}/ferdig/").status_code == 404


def test_an_empty_comment_is_asked_about_and_strange_addresses_lead_nowhere(candidate: Candidate) -> None:
    editor = as_(national_editor())
    empty = editor.post(f"{TALK}?blokk=b1", {"said": " ", "mentioned": ""})
    assert "Noe mangler eller er feil. Ingenting er lagret." in said(empty)
    assert "/admin/hjelp/snakke-om-en-nasjonal-tekst/" in empty.content.decode()
    other = make_candidate(make_topic("hofteprotese"), {"before": [("h1", "<p>Hofte.</p>")]})
    for wrong in ("?blokk=b9", "?utkast=x&blokk=b1", f"?utkast={other.pk}&blokk=h1", "?utgave=7&blokk=b1"):
        assert editor.get(f"{TALK}{wrong}").status_code == 404, wrong
    assert editor.post(f"{TALK}999/ferdig/").status_code == 404


def test_the_screens_ask_no_more_however_much_is_said(candidate: Candidate, surgeon: User) -> None:
    editor = as_(national_editor())
    screens = (f"/admin/nasjonalt/utkast/{candidate.pk}/", f"{TEXT}utgaver/1/", TALK, f"{TALK}?blokk=b1")
    counted: dict[str, list[int]] = {screen: [] for screen in screens}
    for words in ("Først", "Så", "Til slutt"):
        ask(national_editor(), words, surgeon)
        for screen in screens:
            with CaptureQueriesContext(connection) as asked:
                assert editor.get(screen).status_code == 200
            counted[screen].append(len(asked))
    for screen, (_first, second, third) in counted.items():
        assert second == third, screen
        assert third < 30, (screen, third)
