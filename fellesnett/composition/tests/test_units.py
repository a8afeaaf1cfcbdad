"""Units of rich text: what a block falls into, and that it can be put together again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition import richtext
from fellesnett.composition.units import LONG_ITEM, Unit, is_sound, read_for_tokens, rebuild, units

ROWS = [
    ("<p>Kom inn. Sett deg.</p>", ["sentence:Kom inn.", "sentence:Sett deg."]),
    ("<p>Kom <strong>inn nå</strong>. Sett deg.</p>", ["sentence:Kom inn nå.", "sentence:Sett deg."]),
    ("<p><strong>Kom inn. Sett deg.</strong> Takk.</p>", ["sentence:Kom inn. Sett deg.", "sentence:Takk."]),
    ("<p><em>Kom inn. </em>Sett deg.</p>", ["sentence:Kom inn.", "sentence:Sett deg."]),
    ("<p>Mandag<br>Tirsdag</p>", ["sentence:Mandag", "sentence:Tirsdag"]),
    ("<ul><li>En ting. Til.</li><li>To ting</li></ul>", ["item:En ting. Til.", "item:To ting"]),
    ("<h3>Før. Så.</h3><p>Nå.</p>", ["heading:Før. Så.", "sentence:Nå."]),
    ("<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>", ["row:A B"]),
    ('<figure><img alt="Et kne" src="/kne.png"><figcaption>Kne.</figcaption></figure>', ["media:Kne. Et kne"]),
    ('<p>Se her. <img alt="Hofte" src="/h.png"></p>', ["sentence:Se her.", "media:Hofte"]),
    ("<p>Mor &amp; far. Sol &lt; regn.</p>", ["sentence:Mor & far.", "sentence:Sol < regn."]),
    ("<ul><li>Ytre<ul><li>Indre</li></ul></li></ul>", ["sentence:Ytre", "item:Indre"]),
    ("Bare tekst. Uten avsnitt.", ["sentence:Bare tekst.", "sentence:Uten avsnitt."]),
]


@pytest.mark.parametrize(("html", "expected"), ROWS)
def test_units(html: str, expected: list[str]) -> None:
    found = units(richtext.normalize(html), "nb")
    assert [f"{unit.kind}:{unit.text}" for unit in found if unit.is_content] == expected


def test_a_long_item_is_read_as_sentences() -> None:
    long = "Du kan gjerne komme hit til oss. " * (LONG_ITEM // 30 + 1)
    found = units(richtext.normalize(f"<ul><li>{long}</li></ul>"), "nb")
    assert {unit.kind for unit in found} == {"open", "sentence", "close"}


def test_a_unit_knows_what_it_stands_in() -> None:
    found = units("<ul><li><p>Hei.</p></li></ul>", "nb")
    assert [unit.path for unit in found if unit.is_content] == [("ul", "li", "p")]


def test_links_to_a_telephone_are_read_for_tokens() -> None:
    (unit,) = (unit for unit in units('<p><a href="tel:55975000">Ta kontakt</a></p>', "nb") if unit.is_content)
    assert "55975000" in read_for_tokens(unit)


def test_line_breaks_and_space_around_a_unit_do_not_make_it_another() -> None:
    assert Unit("sentence", "Hei.<br>").key == Unit("sentence", "Hei. ").key
    assert Unit("sentence", "Hei.").key != Unit("heading", "Hei.").key


S = [Unit("open", "<p>"), Unit("sentence", "Hei. "), Unit("close", "</p>")]
UL, LI, UL_END = Unit("open", "<ul>"), Unit("item", "<li>x</li>"), Unit("close", "</ul>")
UNSOUND = [
    [S[0], S[1]],
    [S[1], S[2]],
    [S[0], S[0], S[1], S[2], S[2]],
    [S[0], S[2]],
    [UL, S[1], UL_END],
    [LI],
    [S[0], LI, S[2]],
    [UL, LI, S[2]],
    [Unit("row", "<tr><td>x</td></tr>")],
]


@pytest.mark.parametrize("row", UNSOUND)
def test_unsound_rows_are_seen(row: list[Unit]) -> None:
    assert not is_sound(row)


def test_sentences_are_joined_with_one_space() -> None:
    row = [S[0], Unit("sentence", "Hei."), Unit("sentence", "Kom. "), S[2], UL, LI, UL_END]
    assert rebuild(row) == "<p>Hei. Kom.</p><ul><li>x</li></ul>"


SAID = st.sampled_from(
    [
        "Alfa gikk hjem.", "Beta (kom. Så) dit!", "<strong>Gamma. Delta.</strong> Epsilon.", "Zeta <em>er </em>her.",
        "Hei<br>på deg.", "F.eks. slik &amp; slik.", "Kl. 7.30.", '<a href="tel:11">A. B.</a>', '<img src="/a.png" alt="x">',
        "<sup>2</sup>", "Lang tekst her. " * 20,
    ]
)  # fmt: skip
LINES = st.lists(SAID, min_size=1, max_size=4).map(" ".join)


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _table(rows: list[str]) -> str:
    return "<table><tbody>" + "".join(f"<tr><th>x</th><td>{row}</td></tr>" for row in rows) + "</tbody></table>"


BLOCK = st.recursive(
    st.one_of(
        LINES.map("<p>{}</p>".format),
        LINES.map("<h3>{}</h3>".format),
        LINES.map("<blockquote>{}</blockquote>".format),
        st.lists(LINES, min_size=1, max_size=3).map(_list),
        st.lists(LINES, min_size=1, max_size=3).map(_table),
    ),
    lambda inner: st.tuples(LINES, inner).map(lambda pair: _list([pair[0] + pair[1], "x"])),
    max_leaves=3,
)
TEXT = st.one_of(st.lists(BLOCK, max_size=5).map("".join), LINES).map(richtext.normalize)


@settings(max_examples=300)
@given(TEXT)
def test_rebuilding_the_units_gives_the_text(html: str) -> None:
    row = units(html, "nb")
    assert rebuild(row) == html
    assert is_sound(row)


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("<>/&pulit r.A \"'=;b"), max_size=80).map(richtext.normalize))
def test_any_normalised_text_can_be_rebuilt(html: str) -> None:
    assert rebuild(units(html, "nb")) == html
