"""A file is known by what it holds, and what is no text of ours is refused by file, place and fault."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition import richtext
from fellesnett.intake import recognizing
from fellesnett.intake.recognizing import read
from fellesnett.intake.records import Refusal
from fellesnett.intake.tests.samples import (
    as_bytes,
    atlas,
    box,
    chapter,
    document,
    itchy_elbow,
    lines,
    nhs_element,
    nhs_page,
    nhs_section,
)


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (as_bytes(itchy_elbow()), "nhs"),
        (
            as_bytes(
                {
                    "about": {"name": "A", "url": "https://x.test/conditions/a/"},
                    "modules": [],
                    "mainEntityOfPage": [nhs_element("x", "lead paragraph")],
                }
            ),
            "nhs",
        ),
        (as_bytes(atlas("nb", chapter("A", box("b")))), "helseatlas"),
        (b"\xef\xbb\xbf---\r\nfilename: om\r\ntitle: Om\r\nlang: nn\r\n---\r\nTekst\r\n", "helseatlas"),
        (lines(document("nob", ("p", "x")), document("nno", ("p", "y"))), "multilingual"),
        (lines(document("sma", ("p", "x"))), "multilingual"),
    ],
)
def test_each_source_is_known_whatever_the_file_is_called(data: bytes, source: str) -> None:
    assert read(data, "whatever.bin").source == source


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "fil: filen er tom"),
        (b" \n", "fil: filen er tom"),
        (b"\xff\xfe", "fil: byte 0: ikke UTF-8"),
        (b'{"a": "\xe6"}', "fil: byte 7: ikke UTF-8"),
        (b"# A heading", "fil: linje 1, tegn 1: ikke gyldig JSON, og ikke en side i Markdown: Expecting value"),
        (b'{"@type": "MedicalWebPage",\n "name": }', "fil: linje 2, tegn 10: ikke gyldig JSON"),
        (b"[" * 100_000, "fil: ikke gyldig JSON, og ikke en side i Markdown: for dypt nøstet"),
        (b'[{"a": 1}]', "fil: ikke et objekt: ukjent form"),
        (b'{"foo": 1, "bar": 2}', "fil: ukjent form: felt bar, foo"),
        (
            b'{"statusCode": 404, "message": "Resource not found"}',
            "fil: statusCode: et feilsvar fra kilden (404: Resource not found), ikke en side",
        ),
        (
            b'{"sme": "a", "sma": "b"}\n{"sme": "c", "sma": "d"}\n',
            "fil: linje 1: linjer med sma, sme, ikke dokumenter: ukjent form",
        ),
        (as_bytes(nhs_page(name="")), "fil: name: mangler: siden kan ikke kjennes igjen uten"),
    ],
)
def test_what_is_no_text_of_ours_is_refused_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(data, "fil")
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_ten_megabytes_of_text_are_refused_where_they_stand() -> None:
    huge = nhs_page(nhs_section("About", nhs_element("<p>" + "elbow " * 1_700_000 + "</p>"), aspect="Overview"))
    with pytest.raises(Refusal, match=r"mainEntityOfPage\[0\]\.mainEntityOfPage\[0\]: teksten er for stor"):
        read(as_bytes(huge), "huge.json")


def test_a_file_too_large_to_open_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognizing, "LARGEST_FILE", 10)
    with pytest.raises(Refusal, match="11 byte er mer enn 10"):
        read(b"x" * 11, "file")


def test_deeply_nested_html_is_refused_and_not_followed() -> None:
    with pytest.raises(Refusal, match="teksten er for stor"):
        read(as_bytes(nhs_page(nhs_section("A", nhs_element("<div><b>" * 30_000 + "x")))), "deep.json")


def test_half_characters_and_nul_do_not_reach_the_database() -> None:
    data = json.dumps(nhs_page(nhs_element("A \ud800 B \x00 C", "lead paragraph"), name="X\x00")).encode()
    topic = read(data, "odd.json").topics[0]
    assert topic.texts[0].title == "X"
    assert topic.texts[0].blocks[0].html == "<p>A ? B C</p>"


HOSTILE = st.lists(
    st.sampled_from(
        ["<script>alert(1)</script>", "<p onclick=x()>a</p>", "<img src=x onerror=y()>",
         '<a href="javascript:z()">b</a>', "<svg onload=q()>", "<iframe src=//e></iframe>", "<style>*{}</style>",
         "<table><tr><td>c", "<ul><li>d", "<", ">", "&lt;script&gt;", "\n\n", "![i](j)", "[k](javascript:l())", "**m",
         "|n|\n|-|\n|o|", "<!--", "-->", "]]>", "\\<script>", "`p`", "<p>q:</p>", "</p>", " r "]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=150)
@given(text=HOSTILE)
def test_no_script_survives_any_source(text: str) -> None:
    files = [
        as_bytes(
            nhs_page(nhs_element("Lead.", "lead paragraph"), nhs_section(text, nhs_element(text), nhs_element(text, "urgent")))
        ),
        as_bytes(atlas("nb", chapter(text, box(text), box(text, "faktaboks", overskrift=text)))),
        lines(document("nob", ("h", text), ("p", "x"), ("li", text), ("p", text))),
    ]
    for data in files:
        reading = read(data, "hostile")
        for topic in reading.topics:
            assert topic.tally.read == topic.tally.placed + topic.tally.left
            for block in topic.texts[0].blocks:
                assert richtext.active(block.html) == ()
                assert richtext.normalize(block.html) == block.html
