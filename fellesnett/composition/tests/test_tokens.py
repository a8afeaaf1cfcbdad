"""Sensitive tokens as a table: a plain sentence, and the tokens that a medical editor expects in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition.lexicon import lexicon
from fellesnett.composition.tokens import sensitive

ROWS = [
    # numbers, units, doses
    ("nb", "Du må faste i 6 timer.", "time:faste number:6 unit:timer"),
    ("nb", "Ta 500 mg paracetamol.", "dose:500 mg|drug:paracetamol"),
    ("nb", "Ta 1,5 g eller 3.5 ml.", "dose:1,5 g|dose:3.5 ml"),
    ("nb", "Gi 5 mg/kg og 10-12 ml.", "dose:5 mg/kg|dose:10-12 ml"),
    ("nb", "Ta 1/2 tablett.", "dose:1/2 tablett"),
    ("nb", "Ta ½ tablett.", "dose:½ tablett"),
    ("nb", "Ta to tabletter daglig.", "dose:to tabletter|time:daglig"),
    ("nb", "Under 38,5 °C er fint.", "number:38,5|unit:°C"),
    ("nb", "Fra -5 til 20 grader.", "number:-5|number:20|unit:grader"),
    ("nb", "Ca. 20 % av oss.", "number:20|unit:%"),
    ("nb", "Blodtrykk 120/80 mmHg.", "dose:120/80 mmHg"),
    ("nb", "Ta 5000 IE Fragmin.", "dose:5000 IE|drug:Fragmin"),
    ("nb", "Vent én uke eller et par dager.", "number:én|unit:uke|number:et par|unit:dager"),
    ("nb", "Halvannen liter vann.", "dose:Halvannen liter"),
    ("nb", "En glad sykepleier og et hyggelig rom.", ""),
    ("nb", "Bestill time på nett.", ""),
    ("nb", "Vi er i stor grad enige.", ""),
    ("nb", "Det er 1 grad ute.", "number:1|unit:grad"),
    # drugs, also those only known by their ending
    ("nb", "Du får xylokain og smertestillende.", "drug:xylokain|drug:smertestillende"),
    ("se", "Buohkain riikkain leat dulkkat.", ""),
    ("se", "Don oaččut lidokaina.", "drug:lidokaina"),
    ("nb", "Bruker du Marevan eller Eliquis?", "drug:Marevan|drug:Eliquis"),
    ("nb", "Du får amoksicillin og metoprolol.", "drug:amoksicillin|drug:metoprolol"),
    ("nb", "Vi bruker blodfortynnende medisin.", "drug:blodfortynnende"),
    # time and date
    ("nb", "Møt kl. 07.30, takk.", "time:kl. 07.30"),
    ("nb", "Åpent 8.00-15.00.", "time:8.00-15.00"),
    ("nb", "Kom 1. mai eller 24.12.2026.", "date:1. mai|date:24.12.2026"),
    ("nb", "Spis ingenting etter midnatt kvelden før.", "negation:ingenting|time:midnatt|time:kvelden før"),
    ("nb", "Vi har åpent mandager.", "date:mandager"),
    # phone and address
    ("nb", "Telefonen er 55 97 50 00 hele året.", "phone:55 97 50 00"),
    ("nb", "Telefonen er 55975000 eller +47 55 97 50 00.", "phone:55975000|phone:+47 55 97 50 00"),
    ("nb", "Legevakten har 116 117, nød er 113.", "warning:Legevakten|phone:116 117|warning:nød|phone:113"),
    ("nb", "Skriv til post@helse-bergen.no i fred.", "address:post@helse-bergen.no"),
    ("nb", "Se https://www.helsenorge.no/timer her.", "address:https://www.helsenorge.no/timer"),
    ("nb", "Vi er i Jonas Lies vei 65, 5021 Bergen.", "address:Jonas Lies vei 65|address:5021 Bergen"),
    ("nb", "Gå til rom 204, inngang B, 3. etasje.", "address:rom 204|address:inngang B|address:3. etasje"),
    # negation and warning
    ("nb", "Ei heller kaffe på tom mage.", "negation:Ei heller|time:tom mage"),
    ("nb", "Venter du, så ringer du AMK ved pustebesvær.", "warning:ringer|warning:AMK|warning:pustebesvær"),
    ("nb", "Vi opererer det høyre kneet.", "warning:høyre kneet"),
    ("nn", "Vi opererer det venstre kneet annakvar gong.", "warning:venstre|number:annakvar"),
    ("nn", "Du kan høyre på musikk.", ""),
    ("se", "Amas bora eambbo.", "negation:Amas|number:eambbo"),
    ("en", "We operate on the left knee.", "warning:left knee"),
    ("en", "You have the right to see it.", ""),
    ("nb", "Du skal ikke kjøre uten følge.", "negation:ikke|negation:uten"),
    ("nb", "La være å røyke.", "negation:La være"),
    ("nb", "Kontakt oss straks ved feber eller blødning.", "warning:straks|warning:feber|warning:blødning"),
    ("nb", "Si fra om allergier eller om du er gravid.", "warning:allergier|warning:gravid"),
    # nynorsk
    ("nn", "Du skal ikkje ete utan lov.", "negation:ikkje|negation:utan"),
    ("nn", "Vent eitt døgn eller sju dagar.", "number:eitt|unit:døgn|number:sju|unit:dagar"),
    ("nn", "Ta 2 tablettar kvar dag.", "dose:2 tablettar|time:kvar dag"),
    ("nn", "Kom i morgon tidleg på laurdag.", "time:i morgon|date:laurdag"),
    ("nn", "Ein triveleg sjukepleiar tek imot deg.", ""),
    # davvisámegiella
    ("se", "Don it galgga borrat 6 diimmu.", "negation:it|number:6|unit:diimmu"),
    ("se", "Vuordde golbma beaivvi ja guokte vahku.", "number:golbma|number:guokte|unit:vahku"),
    ("se", "Ale vuoje biillain.", "negation:Ale"),
    ("se", "Boađe dii. 08.30 vuossárgga.", "time:dii. 08.30|date:vuossárgga"),
    ("se", "Čuojat dakkaviđe jus oaččut febera.", "warning:Čuojat|warning:dakkaviđe|warning:febera"),
    ("se", "Buohccidivššár veahkeha du.", ""),
    # English
    ("en", "Do not eat for six hours.", "negation:not|number:six|unit:hours"),
    ("en", "Don't drink without help.", "negation:Don't|negation:without"),
    ("en", "Take 2 tablets twice daily.", "dose:2 tablets|number:twice|time:daily"),
    ("en", "Come on 5 May at 10 am.", "date:5 May|time:at 10 am"),
    ("en", "You may come when you like.", ""),
    ("en", "Are you pregnant or allergic to aspirin?", "warning:pregnant|warning:allergic|drug:aspirin"),
]


def _written(expected: str) -> list[tuple[str, str]]:
    if "|" not in expected and expected.count(":") > 1 and "//" not in expected:
        return [(part.partition(":")[0], part.partition(":")[2]) for part in expected.split(" ")]
    return [(part.partition(":")[0], part.partition(":")[2]) for part in expected.split("|") if part]


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=lambda value: value[:40])
def test_tokens(language: str, text: str, expected: str) -> None:
    assert [(token.kind, token.text) for token in sensitive(text, language)] == _written(expected)


@pytest.mark.parametrize("language", ["smj", "sma", "fi"])
@pytest.mark.parametrize("text", ["Don it galgga.", "Du skal ikke.", "500 mg"])
def test_a_language_without_its_own_words_borrows_its_neighbours(language: str, text: str) -> None:
    assert sensitive(text, language)


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("0123456789 .,:-/–½%°@mgkliktoABvei\u00a0+<")), st.sampled_from(["nb", "se", "en"]))
def test_tokens_stand_where_they_say_and_never_overlap(text: str, language: str) -> None:
    end = 0
    for token in sensitive(text, language):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("0123456789 .,:-/½ mgx")))
def test_no_digit_is_ever_missed(text: str) -> None:
    covered = {position for token in sensitive(text, "nb") for position in range(token.start, token.end)}
    assert all(position in covered for position, character in enumerate(text) if character.isdigit())


@pytest.mark.parametrize("unit", ["1", "1 ", "a", "a.", "A b ", "12-", "1.", "@", "x@", "a-", "Aa ", "11 ", "vei ", "½"])
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    started = time.process_time()
    sensitive(unit * (40_000 // len(unit)), "nb")
    assert time.process_time() - started < 3


@pytest.mark.parametrize("language", ["nb", "nn", "se", "en"])
def test_the_lists_agree_with_each_other(language: str) -> None:
    words = lexicon(language)
    assert all(word == word.lower() for word in words.words)
    assert not words.units_after_number & set(words.words)
    assert {"number", "unit", "drug", "time", "date", "negation", "warning"} <= set(words.words.values())
