"""Rich text in one normal form."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition import richtext
from fellesnett.composition.richtext import normalize


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("<p>Hei <b> du </b>\n der</p>\n\n<p></p>", "<p>Hei <strong>du </strong>der</p>"),
        ("<p><i>Fast</i> i 6 timer.</p>", "<p><em>Fast</em> i 6 timer.</p>"),
        ("<div>Først</div><div>Så</div>", "<p>Først</p><p>Så</p>"),
        ("Løst <p>og fast</p>", "<p>Løst</p><p>og fast</p>"),
        ("Bare ord", "Bare ord"),
        ("<h1>Før</h1><h6>Etter</h6>", "<h3>Før</h3><h4>Etter</h4>"),
        ("<p class=x style='color:red' onclick=x()>Rød</p>", "<p>Rød</p>"),
        ("<p>A<script>alert(1)</script>B</p>", "<p>AB</p>"),
        ("<p>A<!-- hemmelig -->B</p>", "<p>AB</p>"),
        ("<p>sy&shy;ke\u200bhus</p>", "<p>sykehus</p>"),
        ("<p>bla\u030a</p>", "<p>bl\u00e5</p>"),
        ("<p>a &nbsp; b&nbsp;c</p>", "<p>a b\u00a0c</p>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<a href='/om?a=1&b=2'>x</a>", '<a href="/om?a=1&amp;b=2">x</a>'),
        ("<a href='tel:+4755975000'>x</a>", '<a href="tel:+4755975000">x</a>'),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='java\tscript:alert(1)'>x</a>", "x"),
        ("<a href='//ond.example'>x</a>", "x"),
        ("<a href='/\\ond.example'>x</a>", "x"),
        ("<a href='om-oss'>x</a>", "x"),
        ("<img src=/a.png alt='Et \"kne\"'>", '<img alt="Et &quot;kne&quot;" src="/a.png">'),
        ("<img src='data:image/png;base64,AA' alt=x>", ""),
        ("<p lang=se>Bures</p>", '<p lang="se">Bures</p>'),
        ("<p lang='\"><script>'>x</p>", "<p>x</p>"),
        (
            "<table><tr><th scope=COL>A<td colspan=2 rowspan=1>B</table>",
            '<table><tbody><tr><th scope="col">A</th><td colspan="2">B</td></tr></tbody></table>',
        ),
        (
            "<ul>\n <li> en </li>\n <li>to<ul><li>tre</li></ul></li>\n</ul>",
            "<ul><li>en</li><li>to<ul><li>tre</li></ul></li></ul>",
        ),
        ("<p>a <br> b</p>", "<p>a<br>b</p>"),
        ("<video src=https://x.example/v.mp4></video>", '<video src="https://x.example/v.mp4"></video>'),
        ("", ""),
    ],
)
def test_normal_form(written: str, normal: str) -> None:
    assert normalize(written) == normal
    assert normalize(normal) == normal


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href='/x'>", "<a>", "</a>", "<ul>", "<li>", "</ul>", "<table>",
        "<tr>", "<td>", "</table>", "<br>", "<img src=/x>", "<h3>", "</h3>", "<span>", "</span>", "<script>", "</script>",
        "<blockquote>", "</blockquote>", "<video>", "<svg>", "<math>", "<style>", "<!--", "-->", "&amp;", "&lt;", "&nbsp;",
        "&#x301;", " ", "\n", "\u00a0", "\u00ad", "a", "Å", "e\u0301", "6 timer", "<", ">", '"', "&",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_normal_form_of_a_normal_form_is_itself(html: str) -> None:
    once = normalize(html)
    assert normalize(once) == once
    assert richtext.active(once) == ()


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_any_text_at_all_has_a_normal_form(html: str) -> None:
    once = normalize(html)
    assert normalize(once) == once


def test_too_large_and_too_deep_are_refused() -> None:
    for html in ("a" * 1_000_001, "å" * 600_000, "<b>" * 300_000, "<ul><li>" * 200):
        with pytest.raises(richtext.TooLarge):
            normalize(html)


def test_text_reads_as_lines() -> None:
    html = "<p>Du må <strong>faste</strong>.<br>Lenge.</p><ul><li>A</li><li>B &amp; C</li></ul>"
    html += "<table><tr><td>1</td><td>2</td></tr></table>"
    assert richtext.text(html) == "Du må faste.\nLenge.\nA\nB & C\n1 2"


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<p>Hei</p>", ()),
        ("<div>Hei</div>", ("div",)),
        ("<p onclick='x()' class=y>Hei</p>", ("p[class]", "p[onclick]")),
        ("<script>x</script><iframe></iframe>", ("iframe", "script")),
        ("<a href='javascript:x'>Hei</a>", ("a[href]",)),
        ("<a href='https://x.example'>Hei</a><img src=/a.png alt=''>", ()),
    ],
)
def test_removed(html: str, gone: tuple[str, ...]) -> None:
    assert richtext.removed(html) == gone


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<div class=x>Hei</div>", ()),
        ("<p>Et skript: onsdag = i morgen</p>", ()),
        ("<ScRipt>x</sCript>", ("script",)),
        ("<style>p{}</style>", ("style",)),
        ("<p OnClick=x>Hei</p>", ("p[onclick]",)),
        ("<img/src='x'/onerror=alert(1)>", ("img[onerror]",)),
        ("<a href='java&#115;cript:x'>Hei</a>", ("a[href]",)),
        ("<svg><circle/></svg>", ("svg",)),
        ("<![x]><p onclick=y>Hei</p>", ("p[onclick]",)),
        ("</ <script>x</script>", ("script",)),
        ("<!-- <script>x</script> --><p>Hei</p>", ()),
        ("<title><b onclick=x></title>", ("b[onclick]", "title")),
    ],
)
def test_active(html: str, found: tuple[str, ...]) -> None:
    assert richtext.active(html) == found


@pytest.mark.parametrize("piece", ["</", "</a", "<!--", "<![", "<?", "<p b='", "&#", "-->"])
@pytest.mark.parametrize("end", ["", ">", "-->"])
def test_looking_for_active_content_takes_time_in_proportion(piece: str, end: str) -> None:
    started = time.process_time()
    richtext.active("&" + piece * (200_000 // len(piece)) + end)
    assert time.process_time() - started < 2
