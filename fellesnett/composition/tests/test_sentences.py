"""Sentence splitting as a table: in each row the sentences that the running text must fall into."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition.sentences import split

ROWS = [
    ("nb", ["Du møter i skranken.", "Vi tar imot deg."]),
    ("nb", ["Ta med klær, f.eks. en genser.", "Husk sko."]),
    ("nb", ["Ta med briller, f.eks. Ray-Ban, og sko.", "Velkommen!"]),
    ("nb", ["Det tar ca. 20 minutter.", "Så er du ferdig."]),
    ("nb", ["Møt kl. 07.30 i resepsjonen.", "Vi henter deg."]),
    ("nb", ["Åpent kl. 8.00-15.00.", "Stengt i helgen."]),
    ("nb", ["Vi åpner 1. mai i år.", "Velkommen."]),
    ("nb", ["Vi åpner 17. Mai.", "Velkommen."]),
    ("nb", ["Avdelingen ligger i 3. etasje.", "Ta heisen."]),
    ("nb", ["Ta 1,5 mg om kvelden.", "Ta 3.5 ml om morgenen."]),
    ("nb", ["Spør dr. Hansen.", "Hun vet."]),
    ("nb", ["Overlege J. P. Hansen svarer.", "Ring oss."]),
    ("nb", ["Er du gravid?", "Si fra!", "Vi hjelper."]),
    ("nb", ["Vi venter... og venter.", "Så kommer svaret…", "Da ringer vi."]),
    ("nb", ["«Kom inn. Sett deg.» sa legen.", "Jeg satte meg."]),
    ("nb", ["Ta av deg skoene (sokkene kan være på. Det går fint).", "Legg deg."]),
    ("nb", ["Uavsluttet (parentes her.", "Ny setning."]),
    ("nb", ["Ta med lue, skjerf osv.", "Vi har låneklær."]),
    ("nb", ["Ta med lue osv. og skjerf.", "Vi har låneklær."]),
    ("nb", ["Ta 4 g.", "Vent litt."]),
    ("nb", ["Ta 500 mg.", "Vent litt."]),
    ("nb", ["Ta 500 mg. i døgnet."]),
    ("nb", ["Skjedde det i 1990.", "Ja."]),
    ("nb", ["Les mer på helsenorge.no.", "Der står alt."]),
    ("nb", ["1. Ta av deg klærne.", "Legg deg på benken."]),
    ("nb", ["Det gjelder bl.a. barn og dvs. også ungdom pga. reglene."]),
    ("nn", ["Ta med klede, t.d. ein genser.", "Hugs sko."]),
    ("nn", ["Det gjeld m.a. barn.", "Òg vaksne."]),
    ("nn", ["Møt kl. 8.30 i skranken.", "Åtte sengeplassar er ledige."]),
    ("se", ["Boađe dii. 08.30 ossodahkii.", "Mii vuordit du."]),
    ("se", ["Váldde mielde biktasiid, omd. báiddi.", "Áhčči sáhttá boahtit."]),
    ("se", ["Čuojat midjiide.", "Šaddá buorre."]),
    ("en", ["Bring clothes, e.g. a jumper.", "We have shoes."]),
    ("en", ["Ask Dr. Smith.", "She knows."]),
    ("en", ["Come at 7.30 a.m. to the ward.", "We meet you."]),
    ("en", ["It takes approx. 20 minutes.", "Then you are done."]),
]


@pytest.mark.parametrize(("language", "sentences"), ROWS, ids=lambda value: str(value)[:40])
def test_sentences(language: str, sentences: list[str]) -> None:
    assert [piece.strip() for piece in split(" ".join(sentences), language)] == sentences


def test_a_sami_date_stays_whole_and_ends_its_sentence() -> None:
    text = "Lávdegoddi geigii dan skábmamánu 15. b. 2010. Raporta lea buorre."
    assert split(text, "se") == ("Lávdegoddi geigii dan skábmamánu 15. b. 2010. ", "Raporta lea buorre.")


def test_a_preposition_can_end_a_sentence() -> None:
    assert split("Her er sengen du ligger i. Vi hjelper deg.", "nb") == ("Her er sengen du ligger i. ", "Vi hjelper deg.")


def test_white_space_belongs_to_the_sentence_before_it() -> None:
    assert split("Kom inn.  Sett deg. ", "nb") == ("Kom inn.  ", "Sett deg. ")


def test_a_line_break_always_separates() -> None:
    assert split("Mandag\nTirsdag", "nb") == ("Mandag\n", "Tirsdag")


def test_nothing_has_no_sentences() -> None:
    assert split("", "nb") == ()


PIECES = [*"Ta f.eks. kl. 07.30 1,5 mg. J. « » ( ) ... … ! ? . Å å 3. mai".split(), " ", "\n"]  # noqa: SIM905


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)), st.sampled_from(["nb", "nn", "se", "sma", "en"]))
def test_the_pieces_joined_are_the_text(text: str, language: str) -> None:
    pieces = split(text, language)
    assert "".join(pieces) == text
    assert all(pieces)


@pytest.mark.parametrize("unit", ["Ord her. ", "((((", "«Å. ", ". . . ", "a.a.", "....", "J. P. ", "x"])
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    started = time.process_time()
    split(unit * (200_000 // len(unit)), "nb")
    assert time.process_time() - started < 3
