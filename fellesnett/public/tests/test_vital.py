"""Somebody's heart stops in Karasjok, and the page is in Northern Sámi: what to do is said in words that somebody has checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from fellesnett.public.templatetags import vital as tag
from fellesnett.public.tests.factories import make_bergen
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
BOX = "Når det haster Fare for liv: ring 113 Haster, men ikke fare for liv: ring legevakten, 116 117"


def box(page: Visit) -> Any:
    return page.one("section", class_="urgent")


def test_a_sami_page_says_what_to_do_in_norwegian_and_says_that_it_does(visit: Callable[..., Visit]) -> None:
    make_bergen(other_languages=["se"])
    page = visit("/se/")
    assert page.one("html").get("lang") == "se"
    assert words(box(page)) == BOX
    marked = [words(part) for part in box(page).iter() if part.get("lang") == "nb"]
    assert " ".join(marked) == BOX, "every word of it, to the last"
    assert [part.get("href") for part in box(page).iter() if part.get("href")] == ["tel:113", "tel:116117"]
    assert "Ovdasiidu" in page.html, "and the rest is Sámi still"


@pytest.mark.parametrize(("language", "life"), [("nn", "Hastar, men ikkje fare for liv:"), ("en", "Danger to life:")])
def test_a_language_whose_words_are_checked_says_it_itself(visit: Callable[..., Visit], language: str, life: str) -> None:
    make_bergen(other_languages=[language])
    page = visit(f"/{language}/")
    assert life in words(box(page))
    assert not [part for part in box(page).iter() if part.get("lang")]


def test_a_lule_sami_page_is_in_bokmaal_around_its_text_and_needs_no_mark(visit: Callable[..., Visit]) -> None:
    make_bergen(other_languages=["smj"])
    page = visit("/smj/")
    assert (page.one("html").get("lang"), words(box(page))) == ("nb", BOX)
    assert not [part for part in box(page).iter() if part.get("lang")]


@pytest.mark.parametrize("path", ["/se/tilbakemelding/takk/", "/se/kontakt/"])
def test_so_do_the_thanks_and_the_contact_page(visit: Callable[..., Visit], path: str) -> None:
    make_bergen(other_languages=["se"])
    page = visit(path)
    said = [words(part) for part in page.all("span", lang="nb")]
    assert any("113" in each for each in said)
    assert "heaggavárra" not in page.text
    assert "doavttervákta" not in page.text


def test_once_a_reader_has_checked_a_word_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = engines["django"].from_string('{% load vital %}{% vital "Fare for liv:" %} & {% vital "ring 113" %}')
    with translation.override("se"):
        assert page.render() == '<span lang="nb">Fare for liv:</span> & <span lang="nb">ring 113</span>'
        checked = {"Fare for liv:": "Dárkkistuvvon <"}
        monkeypatch.setattr(tag, "gettext", lambda text: checked.get(text, text))
        assert page.render() == 'Dárkkistuvvon &lt; & <span lang="nb">ring 113</span>'
