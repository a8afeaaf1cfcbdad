"""Help while writing: told in words on every screen where somebody writes, and never in the way."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.composition.advice import KINDS, Passage
from fellesnett.desk.advising import SAYINGS, hints_on
from fellesnett.desk.tests.wards import as_, clock, make_adoption, make_edition, page, rich, said
from fellesnett.links.models import Address, Standing
from fellesnett.national.tests.factories import make_text, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

HARD = "<p>Du får antikoagulasjon. Risikoen er 5 prosent, se nedenfor.</p>"
NYNORSK = "<p>Du skal ikkje ete eller drikke noko etter midnatt. Ta med medisinane dine. Vi ringjer deg frå sjukehuset.</p>"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen", other_languages=["nn"])


def test_everything_that_may_be_found_is_told_in_words() -> None:
    assert set(SAYINGS) == set(KINDS)


def test_advice_is_told_part_by_part() -> None:
    parts = hints_on([Passage("Før, blokk 1", HARD, "nb"), Passage("Før, blokk 2", "<p>Ta med sko.</p>", "nb")])
    assert [part.where for part in parts] == ["Før, blokk 1"]
    assert [(hint.quote, hint.says) for hint in parts[0].hints] == [
        ("se nedenfor", "Viser til noe som kan stå et annet sted hos et annet sykehus. Skriv hva du mener."),
        ("antikoagulasjon", "Et fagord. Skriv heller, eller forklar med: blodfortynnende."),
        ("5 prosent", "Mange forstår dette bedre: om lag 1 av 20."),
    ]


def test_the_language_is_called_by_its_name() -> None:
    (part,) = hints_on([Passage("Før", NYNORSK, "nb")])
    assert part.hints[0].says == "Ser ut til å være på nynorsk. Skriv på språket som siden er på."


def test_the_national_editor_reads_it_under_the_text() -> None:
    editor, topic = national_editor(), make_topic("kneprotese")
    text = make_text(topic, sections={"before": [("b1", HARD), ("b2", "<p>Dusj hjemme.</p>")]})

    words = said(as_(editor).get(reverse("wagtailsnippets_national_topictext:edit", args=[text.pk])))

    assert "Språkhjelp" in words
    assert "Før, blokk 1 (3)" in words
    assert "Mange forstår dette bedre: om lag 1 av 20." in words
    assert "Før, blokk 2" not in words


def test_a_hospitals_own_page_has_it_too() -> None:
    site = make_site("bergen")
    editor = make_user(roles={site.organization: Role.EDITOR})
    news = make_page(site, lead="Vi har flyttet. Les mer nedenfor.")

    words = said(as_(editor).get(reverse("wagtailsnippets_pages_newsitem:edit", args=[news.pk])))

    assert "Det viktigste først (1)" in words
    assert "nedenfor Viser til noe som kan stå et annet sted" in words


def test_a_hospital_asks_for_advice_on_what_it_is_writing(bergen: Hospital) -> None:
    """The words stay in the form; nothing is saved and nothing is scolded."""
    knee = make_topic("kneprotese")
    make_edition(knee)
    make_adoption(bergen.site, knee, by=bergen.editor)
    address = f"{page(bergen, knee)}ny/?op=supplement&target=faste&position=after"

    answer = as_(bergen.editor).post(address, {"content": rich("Du får antikoagulasjon."), "advise": "1", "clinical": "on"})

    assert answer.status_code == 200
    words = said(answer)
    assert "antikoagulasjon Et fagord. Skriv heller, eller forklar med: blodfortynnende." in words
    assert "Noe mangler" not in words
    form = answer.context["form"]
    assert "Du får antikoagulasjon." in form["content"].value()
    assert form["clinical"].value() is True
    assert not LocalOperation.objects.exists()


def test_a_plain_text_is_praised_when_one_asked(bergen: Hospital) -> None:
    knee = make_topic("kneprotese")
    make_edition(knee)
    make_adoption(bergen.site, knee, by=bergen.editor)
    address = f"{page(bergen, knee)}ny/?op=supplement&target=faste&position=after"

    words = said(as_(bergen.editor).post(address, {"content": rich("Ta med sko."), "advise": "1"}))

    assert "Ingen råd: setningene er korte, og ordene er kjente." in words
    assert "Språkhjelp" not in said(as_(bergen.editor).get(address)).replace("Vis språkhjelp", "")


def test_links_that_were_tried_are_spoken_of_in_words(now: datetime) -> None:
    known = {"next_at": now, "host": "x"}
    Address.objects.create(url="https://dod.example/", standing=Standing.DEAD, **known)
    Address.objects.create(url="https://gammel.example/", standing=Standing.MOVED, moved_to="https://ny.example/", **known)
    links = '<p>Se <a href="https://dod.example/">råd om trening</a> og <a href="https://gammel.example/">om kosthold</a>.</p>'
    [part] = hints_on([Passage("Innhold", links, "nb")])
    assert [(hint.quote, hint.says) for hint in part.hints] == [
        ("råd om trening", "Lenken virker ikke: https://dod.example/. Rett den, eller ta den bort."),
        ("om kosthold", "Siden har flyttet. Ny adresse: https://ny.example/."),
    ]
