"""What the clinician meets behind her link: the text, what is new, the answer, and every way it can be too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.editorial.asking import Asked
from fellesnett.editorial.models import Comment, OpenItem, SignOff, SignOffRequest
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import sent_links
from fellesnett.foundation import clock
from fellesnett.national import actions
from fellesnett.national.models import Candidate
from fellesnett.national.tests.factories import clinician, make_candidate, make_edition, make_topic, national_editor
from fellesnett.public.tests.reading import Visit
from fellesnett.public.views import signing

pytestmark = pytest.mark.django_db

FIRST = {"before": [("b1", "<p>Du må faste i 6 timer.</p>"), ("b2", "<p>Ta med tøfler.</p>")]}
SECOND = {"before": [("b1", "<p>Du må faste i 4 timer.</p>"), ("b2", "<p>Ta med tøfler.</p>")]}
IDA = Asked("Ida Lege", "ida@sykehus.example", "overlege")


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    signing.OPENED.forget()
    signing.ANSWERED.forget()
    set_clock(monkeypatch, now)


def set_clock(monkeypatch: pytest.MonkeyPatch, at: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


@pytest.fixture
def candidate(now: Any) -> Candidate:
    topic = make_topic("kneprotese")
    make_edition(topic, FIRST, at=now - timedelta(days=400))
    return make_candidate(topic, SECOND, classes={"b1": "content"}, at=now)


@pytest.fixture
def link(candidate: Candidate, now: Any) -> str:
    return ask(candidate, now)


def ask(candidate: Candidate, now: Any) -> str:
    actions.ask_clinician(candidate=candidate, asked=IDA, message="Se på fasten.", by=national_editor(), at=now)
    send_due(at=now)
    return sent_links()[-1]


def read(link: str) -> Visit:
    return Visit(Client(), "www.localhost", link)


def send(link: str, **data: str) -> Any:
    """As a browser that keeps nothing and has no script."""
    return Client(enforce_csrf_checks=True).post(link, data, headers={"Host": "www.localhost"})


def test_she_sees_who_asks_what_is_new_and_the_whole_text(link: str) -> None:
    page = read(link)
    assert page.status == 200
    for words in ("Hei Ida Lege.", "som overlege", "Se på fasten.", "Ta med tøfler.", "1 avsnitt) er uendret"):
        assert words in page.text, words
    changes = page.all("article", class_="change")
    assert len(changes) == 1
    assert "fjernet: 6" in page.text
    assert "nytt: 4" in page.text


def test_the_page_leaves_no_trace(link: str) -> None:
    answer = Client().get(link, headers={"Host": "www.localhost"})
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert not answer.cookies
    assert link not in answer.content.decode()


def test_opening_it_changes_nothing_however_often(link: str) -> None:
    for _ in range(5):
        read(link)
        Client().head(link, headers={"Host": "www.localhost"})
    assert SignOffRequest.objects.get().answer == ""


def test_yes_is_taken_once_and_a_double_click_does_nothing_more(link: str) -> None:
    before = SignOff.objects.count()
    first, second = send(link, answer="yes"), send(link, answer="yes")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == link
    assert SignOff.objects.count() == before + 1
    page = read(link)
    assert page.status == 200
    assert "Du svarte ja om «Kneprotese»" in page.text
    assert "Ta med tøfler." not in page.text
    send(link, answer="no", comment="Angrer.")
    assert SignOffRequest.objects.get().answer == "yes"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Velg «Ja» eller «Nei»."),
        ({"answer": "kanskje"}, "Velg «Ja» eller «Nei»."),
        ({"answer": "no", "comment": " "}, "Skriv hva som ikke stemmer"),
        ({"answer": "yes", "comment": "a" * 4001}, "Merknaden er 4001 tegn. Den kan være 4000."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(link: str, data: dict[str, str], words: str) -> None:
    answer = send(link, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert data.get("comment", "") in answer.content.decode()
    assert SignOffRequest.objects.get().answer == ""


def test_a_comment_far_too_long_is_refused_before_it_is_read(link: str) -> None:
    assert send(link, answer="no", comment="a" * 70_000).status_code == 413


def test_after_the_text_changed_the_page_says_so_and_she_asks_for_the_new(link: str, candidate: Candidate, now: Any) -> None:
    actions.send_back(candidate=candidate, by=national_editor(), at=now, reason="Skrivefeil.")
    page = read(link)
    assert page.status == 410
    assert "er endret eller trukket siden du ble spurt" in page.text
    assert send(link, answer="yes").status_code == 303
    assert SignOffRequest.objects.get().answer == ""
    for _ in range(2):
        assert send(link, again="1").status_code == 303
    assert "har fått vite at du vil lese den nye teksten" in read(link).text
    item = OpenItem.objects.open().get(title__contains="vil lese den nye teksten")
    assert item.owner == national_editor()


def test_a_remark_written_while_the_text_changed_is_shown_as_not_sent(link: str, candidate: Candidate, now: Any) -> None:
    actions.send_back(candidate=candidate, by=national_editor(), at=now, reason="Skrivefeil.")
    answer = send(link, answer="no", comment="Faste i 6 timer <b>stemmer ikke</b>.")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Merknaden din er ikke sendt" in page
    assert "Faste i 6 timer &lt;b&gt;stemmer ikke&lt;/b&gt;." in page


def test_a_second_remark_through_a_used_link_is_shown_as_not_sent_and_a_double_click_is_not(link: str) -> None:
    assert send(link, answer="no", comment="Skriv 6 timer.").status_code == 303
    assert send(link, answer="no", comment="Skriv 6 timer.").status_code == 303, "a double click"
    later = send(link, answer="no", comment="Og ta bort rådet om te.").content.decode()
    assert "Takk for svaret" in later
    assert "Og ta bort rådet om te." in later
    assert SignOffRequest.objects.get().comment == "Skriv 6 timer."


def test_too_late(link: str, monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    set_clock(monkeypatch, now + timedelta(days=14))
    page = read(link)
    assert page.status == 410
    assert "Fristen for å svare om «Kneprotese» var 8. desember 2026" in page.text
    send(link, answer="yes")
    assert SignOffRequest.objects.get().answer == ""


def test_taken_back_and_not_needed(link: str, candidate: Candidate, now: Any) -> None:
    actions.withdraw_request(request=SignOffRequest.objects.get(), by=national_editor(), at=now)
    assert "har trukket forespørselen" in read(link).text
    second = ask(candidate, now)
    actions.sign_off(candidate=candidate, by=clinician(), at=now)
    assert "Andre har godkjent «Kneprotese»" in read(second).text


def test_a_wrong_secret_opens_nothing_and_tells_nothing(link: str) -> None:
    wrong = link[:-3] + ("aa/" if not link.endswith("aa/") else "bb/")
    for path in (wrong, "/les/x/", "/les/" + "a" * 2000 + "/"):
        page = read(path)
        assert page.status == 404
        assert "Lenken virker ikke" in page.text
        assert "Kneprotese" not in page.text
        assert send(path, answer="yes").status_code == 404


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ("nn-NO,nn;q=0.9,nb;q=0.8", "Lenkja verkar ikkje"),
        ("nb-NO,nb;q=0.9,nn;q=0.8", "Lenken virker ikke"),
        ("", "Lenken virker ikke"),
    ],
)
def test_a_link_that_nobody_knows_answers_in_the_norwegian_the_reader_asks_for(asks: str, words: str) -> None:
    answer = Client().get("/les/x/", headers={"Host": "www.localhost", "Accept-Language": asks})
    assert words in answer.content.decode()
    assert answer["Content-Language"] == ("nn" if "Lenkja" in words else "nb")


def test_too_many_tries_are_told_in_the_same_norwegian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing.OPENED, "allows", lambda *_: False)
    answer = Client().get("/les/x/", headers={"Host": "www.localhost", "Accept-Language": "nn"})
    assert answer.status_code == 429
    assert "Vent litt" in answer.content.decode()
    assert "Vent ti minutt, og opne lenkja" in answer.content.decode()


def test_she_says_which_part_is_right_also_alone(link: str, candidate: Candidate) -> None:
    from fellesnett.national import turns
    from fellesnett.national.signing import standing_alone

    assert "Deler som er riktige også når de står alene" in read(link).text
    kept = Client().post(link, {"answer": "no", "standalone": "before"}, headers={"Host": "www.localhost"})
    assert 'value="before" checked' in kept.content.decode()
    assert send(link, answer="yes", standalone="before").status_code == 303
    assert standing_alone(turns.values(candidate)[1]) == {"before"}


def test_the_asker_reads_the_answer_when_the_gate_refuses_it(link: str, candidate: Candidate) -> None:
    """She turns out to have written in the text herself."""
    from fellesnett.accounts.people import known_by_letter

    person = known_by_letter(email=IDA.email, name=IDA.name, title=IDA.function)
    Candidate.objects.filter(pk=candidate.pk).update(writers=[person.pk])
    answer = send(link, answer="yes", comment="Bra.")
    assert answer.status_code == 422
    assert "Du har selv skrevet i denne teksten." in answer.content.decode()
    assert "Bra." in answer.content.decode()


def test_guessing_is_slowed_by_address_and_answering_by_link(link: str) -> None:
    for _ in range(10):
        send(link)
    assert send(link, answer="yes").status_code == 429
    for _ in range(60):
        read("/les/x/")
    assert read("/les/x/").status == 429


def test_the_page_is_in_the_norwegian_of_the_letter(candidate: Candidate, now: Any) -> None:
    asked = Asked("Ola Kirurg", "ola@forde.example", "overlege", "nn")
    actions.ask_clinician(candidate=candidate, asked=asked, by=national_editor(), at=now)
    send_due(at=now)
    address = sent_links()[-1]
    page = read(address)
    assert page.text.count("bed deg lese denne teksten") == 1
    assert "Kva avsnitt gjeld merknaden?" in page.text
    headings = [heading.text for heading in page.all("h3")]
    assert "Før behandlingen" in headings, "within the bokmål text all is as patients see it"
    answer = Client().get(address, headers={"Host": "www.localhost"})
    assert answer["Content-Language"] == "nn"
    assert '<html lang="nn">' in answer.content.decode()
    assert "Skriv kva som ikkje stemmer" in send(address, answer="no", comment=" ").content.decode()
    send(address, answer="yes")
    assert "Du svarte ja om «Kneprotese»" in read(address).text
    assert "Lenkja kan ikkje brukast fleire gonger." in read(address).text


def test_she_reads_what_colleagues_wonder_and_adds_her_own_beside_a_paragraph(candidate: Candidate, link: str, now: Any) -> None:
    topic, editor = candidate.topic, national_editor()
    about = {"topic": topic, "language": "nb", "block": "b1", "by": editor, "at": now}
    actions.comment_on(**about, words="Du må faste i 4 timer.", said="Er fire timer nok?")
    old = actions.comment_on(**about, words="Du må faste i 6 timer.", said="Seks er mye.")
    settled = actions.comment_on(**about, words="Du må faste i 4 timer.", said="Dette er avklart.")
    actions.settle_comment(topic=topic, language="nb", comment=settled.pk, by=editor, at=now)
    actions.comment_on(**{**about, "topic": make_topic("hofteprotese")}, words="", said="Om en annen tekst.")
    page = read(link)
    assert "Er fire timer nok?" in page.text
    assert page.text.index("Seks er mye.") > page.text.index("teksten er endret siden")
    assert old.said in page.text
    assert "Dette er avklart." not in page.text
    assert "Om en annen tekst." not in page.text

    wrong = send(link, answer="no", comment=" ", block="b2")
    assert 'value="b2" lang="nb" selected' in wrong.content.decode()
    assert send(link, answer="no", comment="Fem timer hos oss.", block="b1").status_code == 303
    said = Comment.objects.latest("pk")
    assert (said.block, said.said, str(said.by)) == ("b1", "Fem timer hos oss.", "Ida Lege")
    assert "Er fire timer nok?" not in read(link).text  # the link is used up: nothing of the text is behind it any more
