"""A national safety notice stands above what a hospital, or a language, has not changed yet; a patient must know which counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import lxml.html
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from fellesnett.composition.composing import Notice, compose
from fellesnett.composition.operations import Content, Layer, Omit, Operation, Override, Supplement
from fellesnett.national.models import Topic
from fellesnett.national.reading import value_of
from fellesnett.public.tests.factories import make_knee
from fellesnett.public.topic_pages import Speakers, shown_sections

pytestmark = pytest.mark.django_db


def test_a_national_safety_change_stands_out_above_the_local_text() -> None:
    edition = value_of(make_knee().editions.get())
    layer = Layer("site", "bergen", (Override("o1", "faste", (Content("text", "<p>Faste fra midnatt.</p>"),)),))
    snapshot = compose(edition, [layer], notices=[Notice("faste", "<p>Faste i 8 timer.</p>", 2)])
    (before,) = [s for s in shown_sections(snapshot, {("site", "o1"): "override"}, Speakers("Helse Bergen")) if s.key == "before"]
    notice, local = before.passages[:2]
    assert (notice.notice, notice.blocks[0].source, notice.blocks[0].edition) == (True, "national", 2)
    assert (local.label, bool(local.note)) == ("Hos oss ved Helse Bergen", True)
    html = render_to_string("components/passages.html", {"passages": before.passages})
    assert html.index("Viktig endring") < html.index("Faste i 8 timer.") < html.index("Faste fra midnatt.")


def test_a_notice_in_another_language_is_marked_and_its_heading_is_not() -> None:
    edition = value_of(make_knee(english=True).editions.get(language="en"))
    snapshot = compose(edition, notices=[Notice("faste", "<p>Faste i 8 timer.</p>", 2, "nb")])
    before = next(section for section in shown_sections(snapshot, {}, Speakers("Helse Bergen")) if section.key == "before")
    html = render_to_string("components/passages.html", {"passages": before.passages[:1]})
    assert '<div class="notice">' in html
    assert 'data-block="notice-faste" data-source="national" data-edition="2" lang="nb">' in html
    assert "Denne delen finnes bare på bokmål." in html


STALE = "Følg dette. Teksten under er eldre, og er ikke endret på engelsk ennå."
OURS = "Følg dette. Sykehusets egen tekst under er eldre, og er ikke endret ennå."
OWN = (Content("text", "<p>Faste fra midnatt.</p>"), Content("text", "<p>Ring oss.</p>"))


def counted(*operations: Operation, notices: Sequence[Notice], language: str = "nb") -> list[tuple[list[str], str]]:
    """(blocks, what is said of which text counts) of every notice before the operation, as the page has them."""
    knee = Topic.objects.first() or make_knee(english=True)
    edition = value_of(knee.editions.get(language=language))
    snapshot = compose(edition, [Layer("site", "bergen", operations)] if operations else [], notices=notices)
    kinds = {("site", operation.id): operation.op for operation in operations}
    (before,) = [each for each in shown_sections(snapshot, kinds, Speakers("Helse Bergen")) if each.key == "before"]
    return [([block.id for block in each.blocks], each.counts) for each in before.passages if each.notice]


def test_a_tired_patient_is_told_which_of_two_texts_counts() -> None:
    changed = Notice("faste", "<p>Faste i 8 timer.</p>", 2)
    assert counted(Override("o1", "faste", OWN), notices=[changed]) == [(["notice-faste"], OURS)]
    assert counted(Override("o1", "before", OWN), notices=[changed]) == [(["notice-faste"], OURS)]
    assert counted(notices=[replace(changed, lang="nb")], language="en") == [(["notice-faste"], STALE)]
    assert counted(Override("o1", "faste", OWN), notices=[replace(changed, lang="nb")], language="en") == [
        (["notice-faste"], OURS)
    ]


def test_where_the_hospital_has_left_the_text_out_nothing_older_stands_below() -> None:
    changed, told = Notice("faste", "<p>Faste i 8 timer.</p>", 2), Notice("blod", "<p>Si fra om alle medisiner.</p>", 2)
    assert counted(Omit("o1", "faste"), notices=[changed]) == [(["notice-faste"], "")]
    assert counted(Omit("o1", "before"), Supplement("o2", "end", "before", OWN), notices=[changed]) == [(["notice-faste"], "")]
    assert counted(Omit("o1", "faste"), Override("o2", "blod", OWN), notices=[changed, told]) == [
        (["notice-faste"], ""),
        (["notice-blod"], OURS),
    ], "each notice speaks for itself"


def test_what_counts_is_said_inside_the_notice_in_the_language_of_the_page() -> None:
    edition = value_of(make_knee().editions.get())
    layer = Layer("site", "bergen", (Override("o1", "faste", OWN),))
    snapshot = compose(edition, [layer], notices=[Notice("faste", "<p>Faste i 8 timer.</p>", 2)])
    for language, said in (("nn", "Følg dette."), ("en", "Follow this."), ("se", "Čuovo dán.")):
        with translation.override(language):
            sections = shown_sections(snapshot, {("site", "o1"): "override"}, Speakers("Helse Bergen"))
            (before,) = [section for section in sections if section.key == "before"]
            html = render_to_string("components/passages.html", {"passages": before.passages})
        (notice,) = lxml.html.fromstring(f"<div>{html}</div>").find_class("notice")
        (counts,) = notice.find_class("counts")
        assert counts.text.startswith(said)
        assert not counts.xpath("ancestor-or-self::*[@lang]"), "in the language of the words around it"
