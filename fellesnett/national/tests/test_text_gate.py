"""What a text must be before it is frozen: each fault by itself, told in words, and nothing changed."""

from __future__ import annotations

import pytest

from fellesnett.national import actions
from fellesnett.national.gates.words import WORDS, because
from fellesnett.national.models import Candidate, TopicText
from fellesnett.national.tests.factories import AT, make_text, make_topic, national_editor

pytestmark = pytest.mark.django_db

GOOD_TABLE = "<table><caption>Faste</caption><tr><th>Mat</th></tr><tr><td>6 timer</td></tr></table>"


def source(html="<p>Hjertet pumper for lite.</p>", **said):
    attribution = {"name": "helsenorge.no", "address": "https://www.helsenorge.no/", "fetched": "2026-03-12", **said}
    return {"type": "source", "html": html, "attribution": attribution}


def refused(sections, *, kind="treatment", title="Kneprotese"):
    text = make_text(make_topic(kind=kind), sections)
    TopicText.objects.filter(pk=text.pk).update(title=title)
    with pytest.raises(actions.NotReady) as refusal:
        actions.submit(text=text, by=national_editor(), at=AT)
    assert not Candidate.objects.exists()
    assert all(reason.text and reason.what_to_do for reason in refusal.value.reasons)
    return refusal.value.codes


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("", "empty_block"),
        ("<p> </p>", "empty_block"),
        ("<p>Hei<script>alert(1)</script></p>", "active_html"),
        ('<p onclick="x()">Hei</p>', "active_html"),
        ('<p><a href="javascript:x()">Hei</a></p>', "active_html"),
        ('<iframe src="https://sporing.example"></iframe>', "active_html"),
        ({"slot": "phone", "label": " "}, "slot_without_label"),
        ({"type": "table", "html": "<p>Ingen tabell</p>"}, "no_table"),
        ({"type": "table", "html": GOOD_TABLE.replace("<caption>Faste</caption>", "")}, "table_without_caption"),
        ({"type": "table", "html": GOOD_TABLE.replace("th>", "td>")}, "table_without_header"),
        ({"type": "image", "html": '<figure><img alt="" src="/media/kne.jpg"></figure>'}, "image_without_alt"),
        ({"type": "image", "html": '<figure><img src="/media/kne.jpg"></figure>'}, "image_without_alt"),
        ({"type": "video", "html": '<figure><video src="/media/kne.mp4"></video></figure>'}, "video_without_words"),
        (source(name=" "), "source_without_name"),
        (source(address="http://www.helsenorge.no/"), "source_without_address"),
        (source(address=""), "source_without_address"),
        (source(fetched=None), "source_without_day"),
        (source("<p>Hei<script>alert(1)</script></p>"), "active_html"),
    ],
)
def test_a_block_that_somebody_could_not_read_is_refused(block, code):
    assert refused({"before": [("b1", "<p>Velkommen.</p>"), ("b2", block)]}) == (code,)


def test_a_table_with_title_and_headings_is_welcome():
    text = make_text(make_topic(), {"before": [("b1", {"type": "table", "html": GOOD_TABLE})]})
    assert actions.submit(text=text, by=national_editor(), at=AT).state == "review"


def test_a_source_without_words_of_its_own_is_a_way_there_and_welcome():
    text = make_text(make_topic(), {"before": [("b1", source("", fetched=None))]})
    assert actions.submit(text=text, by=national_editor(), at=AT).state == "review"


def test_all_that_is_wrong_is_told_at_once():
    faults = refused({"before": [("b1", ""), ("b2", {"slot": "phone", "label": ""})]}, title=" ")
    assert faults == ("no_title", "empty_block", "slot_without_label")


def test_a_text_without_blocks_is_no_text():
    assert refused({}) == ("empty",)


@pytest.mark.parametrize(
    ("kind", "section"),
    [("treatment", "symptoms"), ("examination", "body"), ("condition", "before"), ("support_article", "referral")],
)
def test_a_section_of_another_kind_of_topic_is_refused(kind, section):
    assert refused({section: [("b1", "<p>Velkommen.</p>")]}, kind=kind) == ("wrong_section",)


def test_an_id_may_not_stand_twice():
    assert refused({"before": [("b1", "<p>En.</p>")], "after": [("b1", "<p>To.</p>")]}) == ("duplicate_id",)


@pytest.mark.parametrize("identity", ["x" * 81, "to ord", "linje\nskift", ""])
def test_an_id_is_short_and_without_spaces(identity):
    assert "bad_id" in refused({"before": [(identity or " ", "<p>En.</p>")]})


def test_ten_megabytes_are_refused_before_anybody_reads_them():
    assert refused({"before": [("b1", f"<p>{'å' * 5_000_000}</p>")]}) == ("too_large",)


def test_many_blocks_that_are_too_large_together_are_refused():
    assert refused({"before": [(f"b{number}", f"<p>{'a' * 300_000}</p>") for number in range(4)]}) == ("too_large",)


def test_endless_nesting_is_refused():
    assert refused({"before": [("b1", "<blockquote>" * 2_000 + "hei" + "</blockquote>" * 2_000)]}) == ("too_large",)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_refusal_says_what_is_wrong_and_what_to_do(code):
    names = ("key", "number", "kind", "code", "id", "name", "names", "fault", "class", "tokens", "ids", "state", "missing")
    reason = because(code, **{name: "X" for name in names if name != "code"}, code="X")
    assert reason.code == code
    assert "%" not in reason.text
    assert reason.text.endswith(".")
    assert reason.what_to_do.endswith(".")
