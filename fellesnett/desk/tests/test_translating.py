"""Bokmål was released anew on Monday: the national editor who writes nynorsk finds it waiting, sees what is new, and writes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national.models import Edition, Topic
from fellesnett.national.tests.factories import (
    clinician,
    make_candidate,
    make_edition,
    make_topic,
    medical_editor,
    national_editor,
)

pytestmark = pytest.mark.django_db
KNEE = "/admin/nasjonalt/tema/kneprotese/"
BESIDE = f"{KNEE}nn/etter-bokmal/"


def fasting(words: str) -> dict[str, Any]:
    return {"before": [("b1", f"<p>{words}</p>"), ("b2", "<p>Ta med legitimasjon.</p>")]}


EIGHT = fasting("Du må faste i 8 timer.")


@pytest.fixture
def knee() -> Topic:
    """A text in bokmål and nynorsk that say the same."""
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, fasting("Du må faste i 6 timer."))
    make_edition(topic, fasting("Du må fasta i 6 timar."), language="nn")
    return topic


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(answer: Any) -> str:
    """What is read on the screen, without the marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_case_leads_to_what_is_new_beside_what_stands(knee: Topic) -> None:
    make_edition(knee, EIGHT)
    editor = as_(national_editor())

    listed = editor.get("/admin/venter/")
    item = OpenItem.objects.open().get(kind=OpenItemKind.LANGUAGE_BEHIND)
    beside = editor.get(editor.get(f"/admin/sak/{item.pk}/")["Location"])

    assert f'href="{BESIDE}"' in listed.content.decode()
    assert "Se og skriv om" in words(listed)
    assert "Du er nasjonal redaktør." in words(listed)
    assert beside.request["PATH_INFO"] == BESIDE
    assert "Du må fasta i 6 timar." in words(beside)
    assert re.search(r"<del>.*6.*</del>", beside.content.decode())
    assert re.search(r"<ins>.*8.*</ins>", beside.content.decode())
    assert "Ta med legitimasjon" not in words(beside), "what is as it was is not read again"
    draft = knee.texts.get(language="nn")
    assert f"/admin/snippets/national/topictext/edit/{draft.pk}/" in beside.content.decode()


def test_what_is_sent_already_is_said_and_the_case_is_gone_when_it_is_released(knee: Topic) -> None:
    make_edition(knee, EIGHT)
    sent = make_candidate(knee, fasting("Du må fasta i 8 timar."), language="nn")
    editor = as_(national_editor())

    beside = editor.get(BESIDE)

    assert "er alt sendt til godkjenning" in words(beside)
    assert f"/admin/nasjonalt/utkast/{sent.pk}/" in beside.content.decode()
    assert "Send til godkjenning …" not in words(beside)


def test_where_no_new_words_are_needed_one_press_is_enough(knee: Topic) -> None:
    make_edition(knee, fasting("Du må faste i seks (6) timer."))
    editor = as_(national_editor())
    assert "Teksten sier det samme" in words(editor.get(BESIDE))

    answer = editor.post(BESIDE, {"source": "2"}, follow=True)

    assert answer.redirect_chain[-1][0] == KNEE
    assert "Teksten på nynorsk følger bokmål." in words(answer)
    assert "Henger etter bokmål" not in words(answer)
    assert not OpenItem.objects.open().exists()
    assert "Følger bokmål, utgave 2" in words(editor.get(f"{KNEE}nn/utgaver/1/")), (
        "who looks later finds what it was held against"
    )
    again = editor.post(BESIDE, {"source": "2"})
    assert "Teksten følger den bokmålsutgaven som gjelder." in words(again), "a double click says so and changes nothing"


@pytest.mark.parametrize("source", ["1", "", "to", "²", "9" * 40, "\0"])
def test_who_read_something_else_than_what_is_live_changes_nothing(knee: Topic, source: str) -> None:
    make_edition(knee, EIGHT)

    answer = as_(national_editor()).post(BESIDE, {"source": source})

    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or "Bokmål har fått utgave 2 mens du leste." in words(answer)
    assert knee.editions.get(language="nn").follows == knee.editions.get(language="nb", number=1)


def test_after_a_safety_change_the_button_is_the_medical_editors(knee: Topic) -> None:
    make_edition(knee, EIGHT, classes={"b1": "safety"})
    editor, approver = as_(national_editor()), as_(medical_editor())

    page = words(editor.get(BESIDE))

    assert "Bokmål har en sikkerhetsendring" in page
    assert "kan bare nasjonal medisinsk redaktør bekrefte" in page
    assert "sier det samme" not in page.replace("bekrefte at teksten sier det samme", "")
    assert "Bare nasjonal medisinsk redaktør" in words(editor.post(BESIDE, {"source": "2"}))
    assert "Varselet som står på bokmål over teksten, tas bort." in words(approver.get(BESIDE))
    assert approver.post(BESIDE, {"source": "2"}).status_code == 302


def test_a_text_that_was_nynorsk_first_is_read_whole() -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, fasting("Du må fasta i 6 timar."), language="nn")
    assert "følger den bokmålsutgaven" in words(as_(national_editor()).get(BESIDE)), "bokmål is not released yet"
    make_edition(topic, fasting("Du må faste i 6 timer."))

    page = words(as_(national_editor()).get(BESIDE))

    assert "er ikke holdt mot noen bokmålsutgave" in page
    assert "Endret på bokmål siden da" not in page


def test_the_topic_says_which_language_is_behind_to_all_and_leads_those_who_write(knee: Topic) -> None:
    make_edition(knee, EIGHT)

    for person, leads in ((national_editor(), True), (clinician(), False)):
        page = as_(person).get(KNEE).content.decode()
        assert page.count("Henger etter bokmål") == 1
        assert (BESIDE in page) is leads


@pytest.mark.parametrize("address", ["nb/etter-bokmal/", "se/etter-bokmal/", "xx/etter-bokmal/"])
def test_a_language_that_follows_nothing_has_no_such_page(knee: Topic, address: str) -> None:
    assert as_(national_editor()).get(f"{KNEE}{address}").status_code == 404


def test_only_those_who_write_come_in(knee: Topic) -> None:
    assert as_(clinician()).get(BESIDE).status_code == 404
    assert Client().get(BESIDE).status_code == 302
    assert Edition.objects.live().count() == 2
