"""An edition was to come on the first of December, and must not: the editor calls it off from its own screen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.national import actions
from fellesnett.national.models import Edition
from fellesnett.national.tests.factories import (
    AT,
    clinician,
    make_candidate,
    make_edition,
    make_topic,
    medical_editor,
    national_editor,
)

pytestmark = pytest.mark.django_db
LATER = "9. februar 2035 kl. 10.00"
KNEE = "/admin/nasjonalt/tema/kneprotese/"
SECOND = f"{KNEE}nb/utgaver/2/"
EIGHT = {"before": [("b1", "<p>Du må faste i 8 timer.</p>")]}


@pytest.fixture
def planned() -> Edition:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, {"before": [("b1", "<p>Du må faste i 6 timer.</p>")]})
    return make_edition(topic, EIGHT, effective_at=AT + timedelta(days=3000))


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_editor_finds_it_from_the_topic_says_why_and_sends_it_again(planned: Edition) -> None:
    editor = as_(national_editor())
    assert f'href="{SECOND}"' in editor.get(KNEE).content.decode()
    assert "Avlys utgaven …" in words(editor.get(SECOND))

    done = editor.post(f"{SECOND}avlys/", {"reason": "Rådet gjelder fra nyttår."}, follow=True)

    assert "Utgaven er avlyst. Sykehusene får den ikke." in words(done)
    assert f"Avlyst av {national_editor()}" in words(done)
    assert "«Rådet gjelder fra nyttår.»" in words(done)
    assert "Avlys utgaven …" not in words(done)
    sending = words(editor.get(f"{KNEE}nb/til-godkjenning/"))
    assert "Send til godkjenning" in sending
    assert "Ingenting er endret" not in sending


@pytest.mark.parametrize(("reason", "said"), [("", "må fylles ut"), ("x" * 2001, "2000"), ("a\0b", "Null")])
def test_without_a_reason_that_can_be_kept_nothing_happens(planned: Edition, reason: str, said: str) -> None:
    answer = as_(national_editor()).post(f"{SECOND}avlys/", {"reason": reason})

    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or said.lower() in words(answer).lower()
    planned.refresh_from_db()
    assert planned.state == "scheduled"


def test_twice_is_told_and_what_was_written_stands(planned: Edition) -> None:
    editor = as_(national_editor())
    editor.post(f"{SECOND}avlys/", {"reason": "Først."})

    again = editor.post(f"{SECOND}avlys/", {"reason": "En gang til."})

    assert "Utgaven er ikke planlagt lenger." in words(again)
    assert "«Først.»" in words(again)


def test_only_those_who_release_call_off(planned: Edition) -> None:
    assert "Avlys utgaven" not in words(as_(clinician()).get(SECOND))
    assert as_(clinician()).post(f"{SECOND}avlys/", {"reason": "Nei."}).status_code == 404
    assert "Avlys utgaven" in words(as_(medical_editor()).get(SECOND))
    assert as_(national_editor()).get(f"{SECOND}avlys/").status_code == 405
    assert "Avlys utgaven" not in words(as_(national_editor()).get(f"{KNEE}nb/utgaver/1/"))


def test_who_releases_for_a_later_day_is_told_that_the_hospitals_wait_until_then() -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, {"before": [("b1", "<p>Du må faste i 6 timer.</p>")]})
    candidate = make_candidate(topic, EIGHT, effective_at=AT + timedelta(days=3000))
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    editor, address = as_(national_editor()), f"/admin/nasjonalt/utkast/{candidate.pk}/"
    assert "Da får sykehusene den." not in words(editor.get(address))
    assert f"Sykehusene får den {LATER}." in words(editor.get(address))

    done = words(editor.post(f"{address}slipp/", follow=True))

    assert f"Utgaven er planlagt. Sykehusene får den {LATER}." in done
    assert "Sykehusene har fått den" not in done
    assert "Skal gjelde fra" in words(editor.get(SECOND))


def test_wherever_the_edition_is_met_it_is_said_that_it_does_not_come(planned: Edition) -> None:
    editor = as_(national_editor())
    editor.post(f"{SECOND}avlys/", {"reason": "Rådet gjelder fra nyttår."})

    topic = editor.get(KNEE)
    assert "Utgave 2 er avlyst" in words(topic)
    assert f'href="{SECOND}"' in topic.content.decode()
    assert "Utgaven er avlyst" in words(editor.get(f"/admin/nasjonalt/utkast/{planned.candidate_id}/"))
    edition = words(editor.get(SECOND))
    assert "Skulle gjelde fra" in edition
    assert "Gjelder fra" not in edition
