"""Three-way merge as tables: base, national, local and what must come of it (semantics.md section 4)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition import richtext
from fellesnett.composition.merging import Merge, merge
from fellesnett.composition.units import units

BASE = "<p>Velkommen til oss. Du møter i skranken. En sykepleier tar imot deg.</p>"


def test_national_unchanged_keeps_the_local_text() -> None:
    local = BASE.replace("skranken", "resepsjonen")
    assert merge(BASE, BASE, local) == merge(BASE, f" {BASE} ", local)
    assert merge(BASE, BASE, local).result == "keep_local"
    assert merge(BASE, BASE, local).html == local


def test_local_unchanged_takes_the_national_text_also_where_it_is_sensitive() -> None:
    national = BASE.replace("skranken", "skranken kl. 8")
    found = merge(BASE, national, BASE)
    assert (found.result, found.html, found.sensitive) == ("take_national", national, ())


def test_national_equal_to_local_dissolves_the_override() -> None:
    both = BASE.replace("skranken", "resepsjonen")
    assert (merge(BASE, both, both).result, merge(BASE, both, both).html) == ("dissolve", both)


def _p(*sentences: str) -> str:
    return f"<p>{' '.join(sentences)}</p>"


def _ul(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _table(*rows: str) -> str:
    return "<table><tbody>" + "".join(f"<tr><td>{r}</td><td>Info</td></tr>" for r in rows) + "</tbody></table>"


A, B, C, D = "Alfa kommer hit.", "Beta blir hos oss.", "Gamma går hjem.", "Delta drar bort."
A1, B1, B2, C1 = "Alfa kommer hit nå.", "Beta blir her hos oss.", "Gamle Beta blir hos oss.", "Gamma går rett hjem."
PILL = "Ta 5 mg."
NEW, MORE = "Vi ønsker deg lykke til.", "Takk for besøket."

PROPOSALS = {
    "different sentences": (_p(A, B, C), _p(A1, B, C), _p(A, B, C1), _p(A1, B, C1)),
    "neighbouring sentences": (_p(A, B, C), _p(A1, B, C), _p(A, B1, C), _p(A1, B1, C)),
    "edit and insertion beside it": (_p(A, B, C), _p(A, B1, C), _p(A, B, NEW, C), _p(A, B1, NEW, C)),
    "insertions at different points": (_p(A, B, C), _p(NEW, A, B, C), _p(A, B, MORE, C), _p(NEW, A, B, MORE, C)),
    "removal and edit": (_p(A, B, C), _p(B, C), _p(A, B, C1), _p(B, C1)),
    "the same change on both sides and one more": (_p(A, B, C), _p(A1, B, C), _p(A1, B, C1), _p(A1, B, C1)),
    "last sentence removed, first edited": (_p(A, B), _p(A), _p(A1, B), _p(A1)),
    "a sentence at the end, one at the start": (_p(A), _p(A, NEW), _p(MORE, A), _p(MORE, A, NEW)),
    "paragraph added, sentence edited": (_p(A) + _p(B), _p(A) + _p(NEW) + _p(B), _p(A) + _p(B1), _p(A) + _p(NEW) + _p(B1)),
    "paragraph removed, neighbour edited": (_p(A) + _p(B) + _p(C), _p(A) + _p(C), _p(A1) + _p(B) + _p(C), _p(A1) + _p(C)),
    "paragraph removed, next one edited": (_p(A) + _p(B) + _p(C), _p(A) + _p(C), _p(A) + _p(B) + _p(C1), _p(A) + _p(C1)),
    "list items": (_ul(A, B, C), _ul(A1, B, C), _ul(A, B, C, D), _ul(A1, B, C, D)),
    "table rows": (_table(A, B, C), _table(A, B1, C), _table(A, B, C, D), _table(A, B1, C, D)),
    "paragraph split, other edited": (_p(A, B) + _p(C), _p(A) + _p(B) + _p(C), _p(A, B) + _p(C1), _p(A) + _p(B) + _p(C1)),
    "list added, sentence edited": (_p(A, B), _p(A, B) + _ul(NEW, MORE), _p(A1, B), _p(A1, B) + _ul(NEW, MORE)),
    "strong text": (_p(A, B), _p(f"<strong>{A}</strong>", B), _p(A, B1), _p(f"<strong>{A}</strong>", B1)),
    "sensitive text that nobody changed": (_p(A, PILL, C), _p(A1, PILL, C), _p(A, PILL, C1), _p(A1, PILL, C1)),
}  # fmt: skip

CONFLICTS = {
    "the same sentence": (_p(A, B, C), _p(A, B1, C), _p(A, B2, C)),
    "removed on one side, edited on the other": (_p(A, B, C), _p(A, C), _p(A, B1, C)),
    "two insertions at one point": (_p(A, B), _p(A, NEW, B), _p(A, MORE, B)),
    "insertion beside a sentence written anew": (_p(A, B), _p(A, NEW, B), _p(MORE, B)),
    "both added at the end": (_p(A), _p(A, NEW), _p(A, MORE)),
    "edit and growth at one point": (_p(A, B), _p(A1, NEW, B), _p(A, MORE, B)),
    "paragraph removed, its sentence edited": (_p(A) + _p(B), _p(A), _p(A) + _p(B1)),
    "paragraph removed, sentence added to it": (_p(A) + _p(B), _p(A), _p(A) + _p(B, NEW)),
    "both moved the same sentence": (_p(A, B, C, D), _p(B, A, C, D), _p(B, C, D, A)),
    "moved on one side, removed on the other": (_p(A, B, C, D), _p(B, C, D, A), _p(B, C, "Delta drar.")),
    "moved on one side, edited on the other": (_p(A, B, C, D), _p(B, C, D, A), _p(A1, B, C, D)),
    "the same list item": (_ul(A, B), _ul(A, B1), _ul(A, B2)),
    "the same table row": (_table(A, B), _table(A, B1), _table(A, B2)),
    "a column added, a row added": (
        "<table><tbody><tr><td>Sol</td></tr><tr><td>Regn</td></tr></tbody></table>",
        "<table><tbody><tr><td>Sol</td><td>Ja</td></tr><tr><td>Regn</td><td>Ja</td></tr></tbody></table>",
        "<table><tbody><tr><td>Vind</td></tr><tr><td>Sol</td></tr><tr><td>Regn</td></tr></tbody></table>",
    ),
    "one of two equal sentences on each side": (_p(A, B, A), _p(A1, B, A), _p(A, B, "Alfa er her.")),
    "nothing to start from": ("", _p(A), _p(B)),
    "all written anew": (_p(A, B), _p(C, D), _p(NEW, MORE)),
    "list made text, item edited": (_ul(A, B), _p(A, B), _ul(A1, B)),
}

SENSITIVE = [
    ("nb", "Ta 500 mg.", "Ta 1 g.", {"500 mg", "1 g"}),
    ("nb", "Du kan spise.", "Du kan ikke spise.", {"ikke"}),
    ("nb", "Slutt med medisinen.", "Slutt med Marevan.", {"Slutt", "Marevan"}),
    ("nb", "Vi ses her.", "Vi ses kl. 07.30.", {"kl. 07.30"}),
    ("nb", "Ta kontakt.", "Ta kontakt på 55 97 50 00.", {"55 97 50 00"}),
    ("nb", "Gå inn.", "Gå til rom 204.", {"rom 204"}),
    ("nb", '<a href="tel:55975000">Kontakt</a> oss.', '<a href="tel:55975001">Kontakt</a> oss.', {"55975000", "55975001"}),
    ("nn", "Du kan ete.", "Du kan ikkje ete.", {"ikkje"}),
    ("nn", "Vent litt.", "Vent sju dagar.", {"sju", "dagar"}),
    ("se", "Don galggat borrat.", "Don it galgga borrat.", {"it"}),
    ("se", "Vuordde.", "Vuordde golbma vahku.", {"golbma", "vahku"}),
    ("en", "You can eat.", "You cannot eat.", {"cannot"}),
    ("en", "Come soon.", "Come immediately.", {"immediately"}),
]  # fmt: skip


def both_ways(base: str, one: str, other: str, language: str = "nb") -> tuple[Merge, Merge]:
    return merge(base, one, other, language), merge(base, other, one, language)


@pytest.mark.parametrize("name", PROPOSALS)
def test_changes_in_different_units_are_a_proposal(name: str) -> None:
    base, national, local, expected = PROPOSALS[name]
    for found in both_ways(base, national, local):
        assert (found.result, found.html) == ("proposal", expected)


@pytest.mark.parametrize("name", CONFLICTS)
def test_changes_that_meet_are_a_conflict(name: str) -> None:
    for found in both_ways(*CONFLICTS[name]):
        assert (found.result, found.html, found.sensitive) == ("conflict", None, ())


@pytest.mark.parametrize(("language", "old", "new", "tokens"), SENSITIVE)
def test_a_changed_unit_with_a_sensitive_token_is_a_conflict(language: str, old: str, new: str, tokens: set[str]) -> None:
    for before, after in ((old, new), (new, old)):
        base, one = _p("Sol.", before) + _p("Regn."), _p("Sol.", after) + _p("Regn.")
        other = _p("Sol.", before) + _p("Regn og vind.")
        for found in both_ways(base, one, other, language):
            assert (found.result, found.html) == ("conflict", None)
            assert set(found.sensitive) == tokens


def test_a_removed_sensitive_sentence_is_a_conflict() -> None:
    found = merge(_p(A, "Ta 5 mg.", C), _p(A, C), _p(A1, "Ta 5 mg.", C))
    assert (found.result, found.sensitive) == ("conflict", ("5 mg",))


def test_the_result_says_who_wrote_each_unit() -> None:
    found = merge(_p(A, B, C), _p(A1, B, C), _p(A, B, C1))
    assert [(unit.origin, unit.text) for unit in found.units] == [("national", A1), ("base", B), ("local", C1)]


def test_a_conflict_shows_what_each_side_wrote() -> None:
    found = merge(_p(A, B, C), _p(A, B1, C), _p(A, B2, C))
    written = [(unit.origin, unit.text) for unit in found.units]
    assert written == [("base", A), ("national", B1), ("local", B2), ("base", C)]


def test_markup_within_a_sentence_survives() -> None:
    base = '<p>Se <a href="/kart">kartet</a>. Kom inn.</p>'
    found = merge(base, base.replace("Kom inn", "Kom bare inn"), base.replace("Se", "Se gjerne"))
    assert found.html == '<p>Se gjerne <a href="/kart">kartet</a>. Kom bare inn.</p>'


# --- properties -----------------------------------------------------------------------------------------------------

SAID = st.sampled_from([A, A1, B, B1, B2, C, C1, D, NEW, MORE, "Ta 5 mg.", f"<strong>{A}</strong>", "<em>Alfa. Beta.</em>"])
BLOCKS = st.one_of(
    st.lists(SAID, min_size=1, max_size=4).map(lambda said: _p(*said)),
    st.lists(SAID, min_size=1, max_size=4).map(lambda said: _ul(*said)),
    st.lists(SAID, min_size=1, max_size=3).map(lambda said: _table(*said)),
    SAID.map("<h3>{}</h3>".format),
)
TEXTS = st.lists(BLOCKS, max_size=3).map("".join).map(richtext.normalize)
PROPERTY = settings(max_examples=300)


def _keys(html: str) -> list[tuple[str, str]]:
    return [unit.key for unit in units(html, "nb") if unit.is_content]


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_no_unit_is_invented(base: str, national: str, local: str) -> None:
    found = merge(base, national, local)
    assert (found.html is None) == (found.result == "conflict")
    if found.html is not None:
        assert set(_keys(found.html)) <= set(_keys(national)) | set(_keys(local))
        assert richtext.normalize(found.html) == found.html
        assert [unit.text for unit in found.units] == [u.text for u in units(found.html, "nb") if u.is_content]


@PROPERTY
@given(TEXTS, TEXTS, TEXTS)
def test_changing_sides_changes_neither_safety_nor_text(base: str, national: str, local: str) -> None:
    one, other = both_ways(base, national, local)
    assert (one.result == "conflict") == (other.result == "conflict")
    assert set(one.sensitive) == set(other.sensitive)
    if one.result == "proposal":
        assert one.html == other.html


@PROPERTY
@given(st.lists(st.integers(0, 2), min_size=2, max_size=8), st.data())
def test_two_edits_of_one_sentence_never_merge(sizes: list[int], data: st.DataObject) -> None:
    names = ["sol", "regn", "vind", "snø", "hav", "fjell", "skog", "eng"]
    said = [f"Vi ser {names[place]} her." for place in range(len(sizes))]
    shared = data.draw(st.integers(0, len(said) - 1))
    national, local = list(said), list(said)
    for side, word in ((national, "tydelig"), (local, "sjelden")):
        for place in data.draw(st.sets(st.integers(0, len(said) - 1))) | {shared}:
            side[place] = side[place].replace("ser", f"ser {word}")
    assert merge(_p(*said), _p(*national), _p(*local)).result == "conflict"


@PROPERTY
@given(st.integers(2, 9), st.data())
def test_edits_of_different_sentences_always_merge(size: int, data: st.DataObject) -> None:
    said = [f"Vi ser {name} her." for name in ("sol", "regn", "vind", "snø", "hav", "fjell", "skog", "eng", "myr")[:size]]
    ours = data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1))
    theirs = data.draw(st.sets(st.sampled_from(sorted(set(range(size)) - ours)), min_size=1))

    def edited(places: set[int]) -> str:
        return _p(*(s.replace("her", "der") if place in places else s for place, s in enumerate(said)))

    assert merge(_p(*said), edited(ours), edited(theirs)).html == edited(ours | theirs)


@pytest.mark.parametrize("sentence", ["Vi ser sol {} her.", "Samme her."])
def test_a_very_long_block_is_merged_in_linear_time(sentence: str) -> None:
    letters = "abcdefghij"

    def said(place: int) -> str:
        return sentence.format("".join(letters[int(digit)] for digit in str(place)))

    def text(changed: int | None) -> str:
        row = ["Helt andre folk." if place % 40 == changed else said(place) for place in range(5000)]
        return "".join(_p(*row[start : start + 5]) for start in range(0, 5000, 5))

    started = time.process_time()
    merge(text(None), text(3), text(17))
    assert time.process_time() - started < 8
