"""The parts that pages are built of, and the gallery that shows them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import html5lib
import lxml.html
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from fellesnett.public.components import Care, Fact, Picture, bar_chart, own_lines, pagination
from fellesnett.public.gallery import COMPONENTS, Component
from fellesnett.public.stylesheets import sheet

ROOM = Path(__file__).resolve().parents[1]


def test_every_component_has_an_example_and_every_example_a_component() -> None:
    assert sorted(component.name for component in COMPONENTS) == sorted(
        path.stem for path in ROOM.glob("templates/components/*.html")
    )


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
@pytest.mark.parametrize("language", ["nb", "nn", "se", "en"])
def test_every_example_is_valid_and_safe_under_the_strict_policy(component: Component, language: str) -> None:
    with translation.override(language):
        for html in component.shown():
            assert html.strip()
            html5lib.HTMLParser(strict=True).parseFragment(html)
            assert "style=" not in html
            assert "<script" not in html


def test_the_gallery_says_how_a_component_is_taken_in() -> None:
    cards = next(component for component in COMPONENTS if component.name == "cards")
    assert cards.include == '{% include "components/cards.html" with cards=cards only %}'


def test_a_chart_is_a_table_with_its_numbers_as_words() -> None:
    chart = bar_chart(
        "Ventetid", [("Voss", "9 uker", 9), ("Stord", "12 uker", 12)], of="Sykehus", unit="Uker", mark=("landet", 18)
    )
    assert [(bar.length, bar.mark) for bar in chart.bars] == [(50.0, 100.0), (66.7, 100.0)]
    with translation.override("nb"):
        html = render_to_string("components/bar_chart.html", {"chart": chart})
    assert "<td>9 uker</td>" in html
    assert 'width="66.7"' in html, "a point, not a comma, whatever the language"
    assert "Streken viser landet." in html
    assert html.count('aria-hidden="true"') == 2, "the drawing repeats the numbers, and is not read out"


def test_half_of_all_is_half_a_bar() -> None:
    chart = bar_chart("Operert", [("Voss", "50", 50), ("Stord", "60", 60)], of="Sykehus", unit="prosent", whole=100)
    assert [bar.length for bar in chart.bars] == [50.0, 60.0]


def test_a_chart_of_nothing_has_no_length() -> None:
    assert [bar.length for bar in bar_chart("Avvik", [("Voss", "0", 0)], of="Sykehus", unit="Antall").bars] == [0.0]
    assert bar_chart("Avvik", [], of="Sykehus", unit="Antall").bars == ()


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 1, []),
        (1, 2, ["1", "2"]),
        (1, 9, ["1", "2", "…", "9"]),
        (5, 9, ["1", "…", "4", "5", "6", "…", "9"]),
        (9, 9, ["1", "…", "8", "9"]),
        (3, 5, ["1", "2", "3", "4", "5"]),
    ],
)
def test_a_long_list_shows_first_last_and_near(current: int, last: int, shown: list[str]) -> None:
    found = pagination(current, last, "?side=")
    assert [page.text if page else "…" for page in found.pages] == shown
    assert found.previous == (f"?side={current - 1}" if current > 1 else "")
    assert found.next == (f"?side={current + 1}" if current < last else "")
    assert [page.text for page in found.pages if page and page.current] == ([str(current)] if shown else [])


def test_a_picture_has_its_room_before_it_comes_and_only_the_first_is_fetched_at_once() -> None:
    picture = Picture("/media/fjord.svg", 800, 450, "En sti langs fjorden", credit="Fellesnett")
    html = render_to_string("components/picture.html", {"picture": picture})
    assert 'width="800" height="450" loading="lazy"' in html
    assert "Bilde: Fellesnett" in html
    assert "loading" not in render_to_string("components/picture.html", {"picture": picture, "first": True})
    assert 'alt=""' in render_to_string("components/picture.html", {"picture": Picture("/a.svg", 1, 1)}), "it only decorates"


def test_danger_is_said_in_words_and_not_by_colour_alone() -> None:
    with translation.override("nb"):
        assert "Det er fare for liv:" in render_to_string("components/care_card.html", {"care": Care("emergency", "Ring 113")})
        assert "Det haster:" in render_to_string("components/care_card.html", {"care": Care("urgent", "Ring legevakten")})


def test_what_an_editor_wrote_is_never_taken_for_markup() -> None:
    html = render_to_string("components/facts.html", {"facts": (Fact("<b>Tid</b>", "<script>"),)})
    assert "<script>" not in html
    assert "&lt;b&gt;Tid" in html


def test_several_answers_are_read_out_one_at_a_time_and_what_belongs_to_one_with_it() -> None:
    bring = own_lines("Ta med", "Medisinliste\n\n Krykker, om du har \nInnesko\n")
    call = Fact("Telefon", "55 97 50 00", "tel:55975000", more=("mandag–fredag",))
    terms = lxml.html.fromstring(render_to_string("components/facts.html", {"facts": (bring, call)})).findall("div")
    assert [[answer.text_content() for answer in term.findall("dd")] for term in terms] == [
        ["Medisinliste", "Krykker, om du har", "Innesko"],
        ["55 97 50 00mandag–fredag"],
    ]


def test_a_fact_marks_the_words_of_the_page_and_leaves_those_around_them() -> None:
    fact = Fact("Hvor", "Uksa 3", also=("På nett",), more=("Frist: 3. mai",), own=("text",))
    marked = render_to_string("components/facts.html", {"facts": (fact,), "content_lang": mark_safe(' lang="smj"')})
    assert [each.text_content() for each in lxml.html.fromstring(marked).xpath("//*[@lang]")] == ["Uksa 3"]
    assert "lang" not in render_to_string("components/facts.html", {"facts": (fact,)})


@pytest.mark.parametrize(
    ("focus", "classes"), [((50, 50), ""), ((35, 50), "fx-35"), ((50, 0), "fy-0"), ((100, 95), "fx-100 fy-95")]
)
def test_a_picture_keeps_its_point_by_classes_that_the_stylesheet_has(focus: tuple[int, int], classes: str) -> None:
    picture = Picture("/bilder/a.webp", 40, 30, focus=focus)
    drawn = render_to_string("components/picture.html", {"picture": picture})
    assert (f'class="{classes}"' in drawn) == bool(classes)
    assert "style=" not in drawn
    assert drawn.count("class=") == 1 + bool(classes)


def test_the_stylesheet_has_a_class_for_every_step() -> None:
    css = sheet().text.decode()
    for axis, step in product("xy", range(0, 101, 5)):
        assert (f".f{axis}-{step}{{--f{axis}:{step}%}}" in css) == (step != 50)
