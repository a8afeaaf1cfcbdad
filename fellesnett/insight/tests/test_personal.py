"""What readers write of themselves by mistake is gone before it is stored; doses, dates and rooms are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellesnett.insight import personal
from fellesnett.insight.personal import ADDRESS, EMAIL, IDENTITY, NUMBER, PHONE, PLACEHOLDERS, strip

GONE = [
    ("Ring meg på 98 76 54 32.", "98 76 54 32", PHONE),
    ("Ring meg på 98765432", "98765432", PHONE),
    ("Mitt nummer er 987 65 432, takk", "987 65 432", PHONE),
    ("Tlf. +47 98 76 54 32", "+47 98 76 54 32", PHONE),
    ("tlf 0047-98765432", "0047-98765432", PHONE),
    ("Ring (+47) 987.65.432", "(+47) 987.65.432", PHONE),
    ("Eg har mobil 22.05.19.90 no", "22.05.19.90", PHONE),
    ("Riŋge munnje 987 65 432 odne", "987 65 432", PHONE),
    ("Call me on +46 70 123 45 67 please", "+46 70 123 45 67", PHONE),
    ("tlf:98765432mobil", "98765432", PHONE),
    ("987\u200b654\u00ad32", "98765432", PHONE),
    ("٩٨٧٦٥٤٣٢ er nummeret", "٩٨٧٦٥٤٣٢", PHONE),
    ("Skriv til kari.nordmann@eksempel.no", "kari.nordmann@eksempel.no", EMAIL),
    ("kari @ eksempel . no", "kari @ eksempel . no", EMAIL),
    ("kari (at) eksempel.no", "kari (at) eksempel.no", EMAIL),
    ("Send mail til øyvind+sjuk@sørpost.no!", "øyvind+sjuk@sørpost.no", EMAIL),
    ("kari[krøllalfa]eksempel.no", "kari[krøllalfa]eksempel.no", EMAIL),
    ("Fødselsnummeret mitt er 01019012345", "01019012345", IDENTITY),
    ("fnr 010190 12345", "010190 12345", IDENTITY),
    ("Personnummer: 01.01.90-12345", "01.01.90-12345", IDENTITY),
    ("01 01 90 123 45", "01 01 90 123 45", IDENTITY),
    ("01.01.90 123 45", "01.01.90 123 45", IDENTITY),
    ("D-nummer 41019012345", "41019012345", IDENTITY),
    ("Mu riegádannummar lea 010190-12345", "010190-12345", IDENTITY),
    ("My ID number is 010190\n12345", "010190\n12345", IDENTITY),
    ("Født 12.05.1956 12345", "12.05.1956 12345", IDENTITY),
    ("Henvisningen har nummer 1234567890123", "1234567890123", NUMBER),
    ("Se https://skjema.example/svar?tlf=98765432&a=1 der", "https://skjema.example/svar?tlf=98765432&a=1", ADDRESS),
    ("www.eksempel.no/?epost=kari%40eksempel.no", "www.eksempel.no/?epost=kari%40eksempel.no", ADDRESS),
]
STAYS = [
    "Tar jeg 5 mg eller 2,5 mg kvelden før?",
    "Brevet sier 12.05.2026 kl. 10.30, siden sier 13.05.2026.",
    "Timen 12.05.2026 10.30 er flyttet til 14.05.2026 9.30",
    "Tok 12.05.2026 100 mg av den nye medisinen.",
    "Innkallinga var 2026-05-12, altså 12/5-2026.",
    "Hvor er rom D1.1, inngang B3-204 i 2. etasje?",
    "Åpent 08.00-15.30 og 08:00 – 15:30, stengt 24.12-26.12.",
    "Gjelder dette 2019-2020 eller 2020–2026?",
    "Ring 113 eller 116 117. Sentralbordet er 02800.",
    "Insulin 100 E/ml, 5 000 000 IE, 0,9 %, 120/80 og 37,5 grader",
    "Tableahtat: 5 mg, guktii beaivvis. Latnja 3.",
    "Eg fekk 10 mg, 20 mg og 40 mg. Kode NGB20, G43.1.",
    "Take 1 000 mg 4 times a day, from 6 am.",
    "Se https://www.helsenorge.no/sykdom/ og www.fhi.no.",
    "Skjemaet på side 3/4 – 2 ganger.",
    "",
]


@pytest.mark.parametrize(("text", "personal_part", "kind"), GONE, ids=[row[0] for row in GONE])
def test_what_points_to_a_person_is_taken_out_and_counted(text: str, personal_part: str, kind: str) -> None:
    said = strip(text)
    assert said.counts == {kind: 1}
    assert PLACEHOLDERS[kind] in said.text
    assert personal_part not in said.text
    assert not re.search(r"\d{5}", said.text)


@pytest.mark.parametrize("text", STAYS)
def test_doses_dates_and_rooms_stay_as_they_were_written(text: str) -> None:
    assert strip(text) == personal.Stripped(text, {})


def test_the_rest_of_the_sentence_stays() -> None:
    said = strip("Jeg fant ikke hvor jeg skal møte 12.05.2026. Ring 98 76 54 32 eller kari@eksempel.no, helst før 5.")
    assert said.text == (
        "Jeg fant ikke hvor jeg skal møte 12.05.2026. Ring [telefonnummer fjernet] eller [e-postadresse fjernet], helst før 5."
    )
    assert said.counts == {PHONE: 1, EMAIL: 1}


def test_check_digits_tell_an_identity_number() -> None:
    assert personal.is_identity_number("01010750160")  # a made-up number with right check digits
    assert not personal.is_identity_number("01010750161")
    assert not personal.is_identity_number("0101075016")
    assert strip("rom 3 01010750160").counts == {IDENTITY: 1}


SEPARATORS = st.sampled_from(["", " ", "\u00a0", "-", ".", " - ", "\n"])
WORDS = st.text(alphabet="abcæøåáčđŋšŧž ,!?", max_size=40)


@st.composite
def spaced(draw: st.DrawFn, digits: str) -> str:
    return "".join(digit + draw(SEPARATORS) for digit in digits[:-1]) + digits[-1]


@given(before=WORDS, after=WORDS, data=st.data(), digits=st.from_regex(r"[0-3][0-9][01][0-9]{8}", fullmatch=True))
def test_eleven_digits_never_get_through_however_they_are_spaced(
    before: str, after: str, data: st.DataObject, digits: str
) -> None:
    written = data.draw(spaced(digits))
    said = strip(f"{before} {written} {after}")
    looks_like_a_day = re.fullmatch(r"\d\d?[.-]\d\d?[.-]\d{4}.*", written, re.DOTALL) and not personal.is_identity_number(digits)
    assert looks_like_a_day or len(re.sub(r"\D", "", said.text)) < 8, said.text


@given(
    before=WORDS,
    after=WORDS,
    digits=st.from_regex(r"[2-9][0-9]{7}", fullmatch=True),
    form=st.sampled_from(
        ["{0}{1}{2}{3}{4}{5}{6}{7}", "{0}{1} {2}{3} {4}{5} {6}{7}", "{0}{1}{2} {3}{4} {5}{6}{7}", "+47{0}{1}{2}{3}{4}{5}{6}{7}"]
    ),
)
def test_no_telephone_number_gets_through(before: str, after: str, digits: str, form: str) -> None:
    said = strip(f"{before} {form.format(*digits)} {after}")
    assert not re.search(r"\d", said.text)
    assert said.counts == {PHONE: 1}


@given(st.text(max_size=200) | st.text(alphabet="0123456789 .-+@/:()a\n", max_size=60))
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once = strip(text).text
    assert strip(once) == personal.Stripped(once, {})


@given(st.text(alphabet=st.characters(categories=["L", "P", "Zs"], exclude_characters="@＠"), max_size=200))
def test_text_without_numbers_and_addresses_stays(text: str) -> None:
    if re.search(r"(?i)https?:|www\.|[(\[]", text):
        return
    assert strip(text).text == text.strip()
