"""Two texts in one: what went, what came, and nothing that could run."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest

from fellesnett.editorial import marking
from fellesnett.editorial.marking import looks_only, marked, plain


def shown(old: str, new: str) -> str:
    """`[-gone-]` and `{+come+}`, lines by `|`: how the marks read."""
    html = str(marked(old, new, "nb"))
    html = re.sub(r'<span class="aloud">[^<]*</span>', "", html)
    html = html.replace("<del>", "[-").replace("</del>", "-]").replace("<ins>", "{+").replace("</ins>", "+}")
    return "|".join(re.sub(r"<[^>]+>", "", line) for line in html.split("</p>") if line)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>Faste i 6 timer.</p>", "<p>Faste i 8 timer.</p>", "Faste i [-6-] {+8+} timer."),
        ("<p>Ta med sko.</p>", "<p>Ta med gode sko.</p>", "Ta med {+gode+} sko."),
        ("<p>Ta ikke med mat.</p>", "<p>Ta med mat.</p>", "Ta [-ikke-] med mat."),
        ("", "<p>Helt nytt.</p>", "{+Helt nytt.+}"),
        ("<p>Borte.</p>", "", "[-Borte.-]"),
        ("<p>En. To.</p><p>Tre.</p>", "<p>En. To.</p><p>Fire.</p>", "En. To.|{+Fire.+}|[-Tre.-]"),
        ("<ul><li>Sko</li><li>Klær</li></ul>", "<ul><li>Sko</li><li>Lue</li><li>Klær</li></ul>", "Sko|{+Lue+}|Klær"),
        ("<p>Som før.</p>", "<p>Som før.</p>", "Som før."),
        (
            "<table><tbody><tr><th>Varer</th><td>Ti minutter</td></tr></tbody></table>",
            "<table><tbody><tr><th>Varer</th><td>Fem minutter</td></tr></tbody></table>",
            "Varer | [-Ti-] {+Fem+} minutter",
        ),
    ],
)
def test_what_went_is_struck_and_what_came_is_underlined(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_sentence_written_anew_is_one_gone_and_one_new_not_a_jumble() -> None:
    assert shown("<p>Du bør hvile i to uker.</p>", "<p>Ring sykehuset straks ved feber.</p>") == (
        "{+Ring sykehuset straks ved feber.+}|[-Du bør hvile i to uker.-]"
    )


def test_the_marks_are_said_aloud_too() -> None:
    html = marked("<p>6 timer</p>", "<p>8 timer</p>", "nb")
    assert "fjernet: " in html
    assert "nytt: " in html


def test_words_are_words_and_never_markup() -> None:
    html = marked("<p>a</p>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; b</p>", "nb") + plain("<p>&lt;b&gt;</p>", "nb")
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_a_new_link_or_bold_word_is_a_change_of_form_only() -> None:
    assert looks_only("<p>Ring oss.</p>", "<p><strong>Ring</strong> oss.</p>", "nb")
    assert not looks_only("<p>Ring oss.</p>", "<p>Ring dem.</p>", "nb")
    assert not looks_only("<p>Likt.</p>", "<p>Likt.</p>", "nb")


def test_emphasis_stands_in_both_so_that_nothing_looks_changed_that_is_not() -> None:
    same = "<p>Ring <strong>116 117</strong> eller <em>oss</em>. Drikk H<sub>2</sub>O.</p>"
    for html in (plain(same, "nb"), marked(same, same, "nb"), marked("", same, "nb")):
        assert "Ring <strong>116 117</strong> eller <em>oss</em>. Drikk H<sub>2</sub>O." in html
    changed = marked(same, same.replace("Ring", "Kontakt"), "nb")
    assert changed.count("<del>") == changed.count("<ins>") == 1
    assert "<strong>116 117</strong> eller <em>oss</em>." in changed


def test_emphasis_alone_that_is_new_is_said_and_nothing_is_struck() -> None:
    html = marked("<p>Ta ikke med mat.</p>", "<p>Ta <strong>ikke med</strong> mat.</p>", "nb")
    said = '<span class="marked-form"><strong>ikke med</strong> <small>(bare uthevingen er endret)</small></span>'
    assert f"Ta {said} mat." in html
    assert "<del>" not in html
    taken_away = marked("<p>Ta <em>ikke</em> med mat.</p>", "<p>Ta ikke med mat.</p>", "nb")
    assert '<span class="marked-form">ikke <small>' in taken_away


def test_what_is_too_long_for_anybody_is_shown_as_gone_and_new_and_not_read_word_by_word() -> None:
    old, new = "a b " * 600, "b a " * 600

    shown = marked(f"<p>{old}</p>", f"<p>{new}</p>", "nb")

    assert (shown.count("<del>"), shown.count("<ins>")) == (1, 1)


def test_lines_without_number_are_shown_as_gone_and_new() -> None:
    shown = marked("<p>Ja.</p>" * 1100, "<p>Nei.</p>" * 1100, "nb")

    assert (shown.count("<del>"), shown.count("<ins>")) == (1100, 1100)


def test_a_line_that_stands_is_not_held_against_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    monkeypatch.setattr(marking, "_words", lambda old, new: compared.append(len(old)))

    shown = marked("<p>Dusj hjemme.</p>" * 3, "<p>Dusj hjemme.</p>" * 3, "nb")

    assert (shown.count("Dusj hjemme."), compared) == (3, [])


def test_of_a_text_that_is_written_anew_few_lines_are_read_through(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    true_ratio = SequenceMatcher.ratio
    monkeypatch.setattr(SequenceMatcher, "ratio", lambda self: read.append(1) or true_ratio(self))
    old = "".join(f"<p>Gammelt avsnitt{n} sier{n} dette{n}.</p>" for n in range(200))
    new = "".join(f"<p>Helt{n} andre{n} ord{n} her{n}.</p>" for n in range(200))

    shown = marked(old, new, "nb")

    assert (shown.count("<del>"), shown.count("<ins>"), len(read)) == (200, 200, 0)
