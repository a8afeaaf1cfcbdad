"""The lowest change class as tables: what may be called editorial, and what may not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition.blocks import Block, Edition, Section
from fellesnett.composition.classifying import Lowest, classify, classify_html, touched

EDITORIAL = [
    ("<p>Kom inn</p>", "<p>Kom inn.</p>"),
    ("<p>kom inn.</p>", "<p>Kom inn.</p>"),
    ("<p>Kom , inn.</p>", "<p>Kom inn!</p>"),
    ("<p>Kom  inn</p>", "<p>Kom&nbsp;inn</p>"),
    ('<p>Se <a href="/gammel">her</a>.</p>', '<p>Se <a href="/ny">her</a>.</p>'),
    ("<p>Kom inn. Sett deg.</p>", "<p>Kom inn.</p><p>Sett deg.</p>"),
    ("<p>Kom inn.</p>", "<p><strong>Kom</strong> inn.</p>"),
    ("<p>Ta 5 mg nå</p>", "<p>Ta 5 mg nå.</p>"),
    ("<p>Ta 5 mg nå.</p>", "<p>Ta 5&nbsp;mg nå.</p>"),
    ("<p>To tabletter</p>", "<p>to tabletter.</p>"),
    ("<p>Ikke spis.</p>", "<p>Ikke spis!</p>"),
    ("<p>Han sa «ja».</p>", '<p>Han sa "ja".</p>'),
]

CONTENT = [
    ("<p>Ta 1,5 mg.</p>", "<p>Ta 15 mg.</p>", {"1,5 mg", "15 mg"}),
    ("<p>Kom kl. 7.30.</p>", "<p>Kom kl. 730.</p>", {"kl. 7.30", "kl. 730"}),
    ("<p>Ta 5-10 stykker.</p>", "<p>Ta 5 10 stykker.</p>", {"5-10", "5", "10"}),
    ("<p>Det er -5 ute.</p>", "<p>Det er 5 ute.</p>", {"-5", "5"}),
    ("<p>Ta 5 mg.</p>", "<p>Ta 5 Mg.</p>", {"5 mg", "5 Mg"}),
    ("<p>Bruk Paracet.</p>", "<p>Bruk paracet.</p>", {"Paracet", "paracet"}),
    ("<p>Ta 5 %.</p>", "<p>Ta 5.</p>", {"5", "%"}),
    ("<p>Verdi &lt; 5.</p>", "<p>Verdi &gt; 5.</p>", {"< 5", "> 5"}),
    ("<p>Kom inn.</p>", "<p>Gå inn.</p>", set()),
    ("<p>Du kan spise.</p>", "<p>Du kan ikke spise.</p>", {"ikke"}),
    ("<p>Vent ikke, kom.</p>", "<p>Vent, ikke kom.</p>", {"ikke"}),
    ("<p>Ta ikke det.</p>", "<p>Ta. Ikke det.</p>", {"ikke", "Ikke"}),
    ('<p><a href="tel:55975000">Kontakt</a></p>', '<p><a href="tel:55975001">Kontakt</a></p>', {"55975000", "55975001"}),
    ('<p><img alt="A" src="/a.png"></p>', '<p><img alt="A" src="/b.png"></p>', set()),
    ("<p>Sol 10<sup>9</sup>.</p>", "<p>Sol 109.</p>", {"109"}),
    ("<ul><li>Sol</li><li>og regn</li></ul>", "<ul><li>Sol og</li><li>regn</li></ul>", set()),
    (
        "<table><tbody><tr><td>Sol</td><td></td></tr></tbody></table>",
        "<table><tbody><tr><td></td><td>Sol</td></tr></tbody></table>",
        set(),
    ),
    ("<p>E-post.</p>", "<p>Epost.</p>", set()),
    ("<p>Kom inn.</p>", "", set()),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), EDITORIAL)
def test_the_same_words_may_be_called_editorial(old: str, new: str) -> None:
    assert classify_html(old, new, "nb") == classify_html(new, old, "nb") == Lowest("", "editorial")


@pytest.mark.parametrize(("old", "new", "tokens"), CONTENT)
def test_other_words_numbers_or_signs_are_content(old: str, new: str, tokens: set[str]) -> None:
    for found in (classify_html(old, new, "nb"), classify_html(new, old, "nb")):
        assert found.lowest == "content"
        assert set(found.tokens) == tokens


def test_touched_lists_the_tokens_of_changed_sentences_only() -> None:
    old, new = "<p>Ta 5 mg. Vent 2 timer.</p>", "<p>Ta 6 mg. Vent 2 timer.</p>"
    assert touched(old, new, "nb") == ("5 mg", "6 mg")
    assert touched(old, old, "nb") == ()


# --- editions -------------------------------------------------------------------------------------------------------


def _edition(number: int, **sections: list[Block]) -> Edition:
    chapters = tuple(Section(key, tuple(blocks)) for key, blocks in sections.items())
    return Edition("kne", "treatment", "nb", number, "Kne", chapters)


def _block(name: str, html: str, **more: object) -> Block:
    return Block(id=name, html=html, **more)  # type: ignore[arg-type]


SUN, RAIN, WIND = _block("sun", "<p>Sol.</p>"), _block("rain", "<p>Regn.</p>"), _block("wind", "<p>Vind.</p>")
PILL = _block("pill", "<p>Ta 2 tabletter.</p>")


def _classified(old: Edition, new: Edition) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {answer.block: (answer.lowest, answer.tokens) for answer in classify(old, new)}


def test_an_unchanged_edition_has_nothing_to_classify() -> None:
    assert classify(_edition(1, before=[SUN, PILL]), _edition(2, before=[SUN, PILL])) == ()


def test_new_and_removed_blocks_are_content() -> None:
    found = _classified(_edition(1, before=[SUN]), _edition(2, before=[PILL]))
    assert found == {"pill": ("content", ("2 tabletter",)), "sun": ("content", ())}


def test_a_changed_block_is_read_for_what_changed() -> None:
    old = _edition(1, before=[SUN, PILL])
    new = _edition(2, before=[_block("sun", "<p>Sol!</p>"), _block("pill", "<p>Ta 3 tabletter.</p>")])
    assert _classified(old, new) == {"sun": ("editorial", ()), "pill": ("content", ("2 tabletter", "3 tabletter"))}


def test_only_the_block_that_moved_is_listed_and_it_is_editorial() -> None:
    found = _classified(_edition(1, before=[SUN, RAIN, PILL]), _edition(2, before=[PILL, SUN, RAIN]))
    assert found == {"pill": ("editorial", ())}


def test_a_block_in_another_section_is_content_where_it_holds_sensitive_tokens() -> None:
    old, new = _edition(1, before=[SUN, PILL], after=[WIND]), _edition(2, before=[], after=[WIND, SUN, PILL])
    assert _classified(old, new) == {"sun": ("editorial", ()), "pill": ("content", ("2 tabletter",))}


def test_policy_is_not_text() -> None:
    old, new = _edition(1, before=[SUN]), _edition(2, before=[_block("sun", SUN.html, policy="locked")])
    assert classify(old, new) == ()


@pytest.mark.parametrize(
    ("change", "lowest"),
    [
        ({"label": "telefon"}, "editorial"),
        ({"label": "Adresse"}, "content"),
        ({"slot": "place"}, "content"),
        ({"required": True}, "content"),
    ],
)
def test_slots(change: dict[str, object], lowest: str) -> None:
    facts: dict[str, object] = {"type": "slot", "slot": "phone", "label": "Telefon"}
    old, new = _block("s", "", **facts), _block("s", "", **{**facts, **change})
    assert _classified(_edition(1, x=[old]), _edition(2, x=[new]))["s"][0] == lowest


WORDS = st.lists(st.sampled_from(["Ta", "5", "mg", "1,5", "ikke", "sol", ",", ".", "-", "kl.", "7.30", "og", "%"]), max_size=8)


@settings(max_examples=300)
@given(WORDS, WORDS)
def test_the_class_is_the_same_both_ways_and_editorial_keeps_every_digit(old: list[str], new: list[str]) -> None:
    old_html, new_html = f"<p>{' '.join(old)}</p>", f"<p>{' '.join(new)}</p>"
    found = classify_html(old_html, new_html, "nb")
    assert found.lowest == classify_html(new_html, old_html, "nb").lowest
    if found.lowest == "editorial":
        letters = [[c.casefold() for c in html if c.isalnum() or c == "%"] for html in (old_html, new_html)]
        assert letters[0] == letters[1]
    assert classify_html(old_html, old_html, "nb") == Lowest("", "editorial")
