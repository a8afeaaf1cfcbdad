"""Local text written where no script runs: a bare field, with the signs of Markdown, and nothing lost of what stood."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import Hospital, make_hospital, make_topic
from fellesnett.composition import richtext
from fellesnett.desk.bare.typed import as_read, as_typed, shown
from fellesnett.desk.tests.wards import as_, clock, make_adoption, make_edition, page, rich, said
from fellesnett.national.models import Topic

__all__ = ["clock"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Du må faste i 6 timer.\n\nRing oss.", "<p>Du må faste i 6 timer.</p><p>Ring oss.</p>"),
        ("Ta med:\n\n- kort\n- **briller**", "<p>Ta med:</p><ul><li>kort</li><li><strong>briller</strong></li></ul>"),
        ("1. Dusj\n2. Spis", "<ol><li>Dusj</li><li>Spis</li></ol>"),
        ("6. desember møter du her.", "<p>6. desember møter du her.</p>"),
        ("1. januar møter du her.", "<p>1. januar møter du her.</p>"),
        ("1. januar er vi stengt.\n\n3. januar åpner vi.", "<p>1. januar er vi stengt.</p><p>3. januar åpner vi.</p>"),
        ("Se [kartet](https://kart.example/a?b=1).", '<p>Se <a href="https://kart.example/a?b=1">kartet</a>.</p>'),
        ("Ring [55 97 50 00](tel:+4755975000)", '<p>Ring <a href="tel:+4755975000">55 97 50 00</a></p>'),
        ("### Etterpå\n\nHvil.", "<h3>Etterpå</h3><p>Hvil.</p>"),
        ("Under 38 < 39 & over", "<p>Under 38 &lt; 39 &amp; over</p>"),
        ("<script>alert(1)</script> og <b>fet</b>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; og &lt;b&gt;fet&lt;/b&gt;</p>"),
        ("    Fire mellomrom er ikke kode.", "<p>Fire mellomrom er ikke kode.</p>"),
        ("Tittel\n---", "<p>Tittel ---</p>"),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_as_a_person_means_it(typed: str, read: str) -> None:
    assert richtext.normalize(as_read(typed)) == richtext.normalize(read)


@pytest.mark.parametrize(
    ("stood", "is_html"),
    [
        ("<p>Drikk <strong>vann</strong>.</p>", False),
        ("<h4>Etterpå</h4><ol><li>Hvil</li><li>Spis</li></ol>", False),
        ("<p>30 kg/m<sup>2</sup></p>", True),
        ("<table><caption>Svar</caption><tbody><tr><th>Kne</th><td>2</td></tr></tbody></table>", True),
        ("<ol><li>Bare ett</li></ol>", True),
        ('<p lang="en">Welcome</p>', True),
        ("", False),
    ],
)
def test_what_the_signs_cannot_say_stands_as_html(stood: str, is_html: bool) -> None:
    words, as_it_is = shown(stood)
    assert as_it_is == is_html
    assert (words == stood) == (is_html or not stood)


def test_a_link_that_may_do_something_is_no_link() -> None:
    assert "href" not in richtext.normalize(as_read("[trykk](javascript:alert(1))"))


WORDS = st.text(alphabet="aå 1.6)-+*_[]()#>`~|=!&<\\:", min_size=1, max_size=25).map(lambda words: f"x{words}x")
INLINE = st.one_of(
    WORDS.map(re.escape).map(lambda words: words.replace("\\", "")),
    st.sampled_from(["<strong>viktig</strong>", "<em>nå</em>", '<a href="tel:113">113</a>']),
)
START = st.sampled_from(["", "- ", "1. ", "6. ", "# ", "> ", "+ ", "* ", "=== ", "--- "])


@given(st.lists(st.tuples(START, st.lists(INLINE, min_size=1, max_size=3)), min_size=1, max_size=4), st.booleans())
def test_what_stands_is_the_same_when_it_is_typed_and_read_again(parts: list[Any], as_list: bool) -> None:
    pieces = [start + " ".join(words).replace("&", "&amp;").replace("<s", "\0s") for start, words in parts]
    tag = "li" if as_list else "p"
    whole = "".join(f"<{tag}>{piece}</{tag}>" for piece in pieces).replace("\0s", "<s")
    stood = richtext.normalize(f"<ul>{whole}</ul>" if as_list else whole)

    assert richtext.normalize(as_read(as_typed(stood))) == stood


# --- on the screen --------------------------------------------------------------------------------------------------


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def form(bergen: Hospital) -> str:
    """The address of the form for a paragraph after the national one."""
    topic: Topic = make_topic("kneprotese")
    make_edition(topic)
    make_adoption(bergen.site, topic, by=bergen.editor)
    return f"{page(bergen, topic)}ny/?op=supplement&target=faste&position=after"


def body() -> str:
    return "".join(piece["html"] for piece in LocalOperation.objects.latest("pk").content)


@pytest.mark.django_db
def test_a_paragraph_is_written_without_script(bergen: Hospital, form: str) -> None:
    editor = as_(bergen.editor)
    assert '<noscript><textarea name="content-typed"' in editor.get(form).content.decode()

    sent = {
        "content": rich(""),
        "content-typed": "Drikk gjerne saft.\r\n\r\n- eple\r\n- solbær",
        "position": "after",
        "valid_until": "2027-10-01",
    }
    saved = editor.post(form, sent, follow=True)

    assert "Lagret som utkast" in said(saved)
    assert body() == "<p>Drikk gjerne saft.</p><ul><li>eple</li><li>solbær</li></ul>"


@pytest.mark.django_db
def test_what_is_not_touched_is_not_changed_and_what_is_wrong_is_given_back(bergen: Hospital, form: str) -> None:
    editor = as_(bergen.editor)
    stood = '<ol><li>Bare <a href="tel:113">113</a></li></ol>'
    typed, is_html = shown(richtext.normalize(stood))
    assert is_html, "a list of one would be read as a line with a number"

    wrong = editor.post(form, {"content": stood, "content-typed": typed, "position": "midt"})
    editor.post(
        form,
        {
            "content": stood,
            "content-typed": typed.replace("\n", "\r\n") + "\r\n",
            "position": "after",
            "valid_until": "2027-10-01",
        },
    )

    assert f"{escape(stood)}</textarea>" in wrong.content.decode()
    assert body() == stood


@pytest.mark.django_db
def test_what_is_typed_too_long_is_refused_and_given_back(bergen: Hospital, form: str) -> None:
    answer = as_(bergen.editor).post(
        form, {"content": "", "content-typed": "ord " * 300_000, "position": "after", "valid_until": "2027-10-01"}
    )
    assert "Teksten er for lang. Del den opp." in said(answer)
    assert not LocalOperation.objects.exists()
