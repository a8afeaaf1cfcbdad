"""What a reader may stumble on, as a table: a nurse writes, and is told what to look at again."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellesnett.composition.advice import KINDS, Advice, Passage, advise, advise_on_all, is_vague_link, seems_to_be
from fellesnett.composition.advice.words import plain_words

LONG = (
    "Før du kommer til sykehuset, må du huske å ta med deg listen over alle medisinene du bruker, brillene dine, innesko, "
    "toalettsaker og klær som er gode å ha på."
)


def advice(html: str, language: str = "nb") -> list[tuple[str, str, str, int]]:
    return [(each.kind, each.quote, each.instead, each.number) for each in advise(Passage("Før", html, language))]


def of_kind(kind: str, html: str, language: str = "nb") -> list[Advice]:
    return [each for each in advise(Passage("Før", html, language)) if each.kind == kind]


def test_a_plain_text_is_left_in_peace() -> None:
    html = "<p>Du møter i skranken. Vi tar imot deg. Ta med medisinene dine.</p><ul><li>briller</li><li>innesko</li></ul>"
    assert advice(html) == []


@pytest.mark.parametrize(
    ("language", "html", "expected"),
    [
        (
            "nb",
            f"<p>{LONG}</p>",
            ("long_sentence", "Før du kommer til sykehuset, må du huske å ta med deg listen over alle …", "", 30),
        ),
        ("nb", "<p>Kom. Sett deg. Vent litt. Vi henter deg.</p>", ("long_paragraph", "Kom.", "", 4)),
        ("nb", "<p>Du får antikoagulasjon.</p>", ("jargon", "antikoagulasjon", "blodfortynnende", 0)),
        ("nn", "<p>Du får profylakse.</p>", ("jargon", "profylakse", "førebyggje, førebyggjande", 0)),
        ("en", "<p>Intravenous fluid is given.</p>", ("jargon", "intravenous", "into a vein", 0)),
        ("nb", "<p>Du blir innkalt. Bandasjen skiftes.</p>", ("passive", "blir innkalt, skiftes", "", 2)),
        ("nb", "<p>Risikoen er 5 prosent.</p>", ("percent", "5 prosent", "om lag 1 av 20", 0)),
        ("nb", "<p>Risikoen er 0,5 %.</p>", ("percent", "0,5 %", "om lag 1 av 200", 0)),
        ("nb", "<p>70 % blir bedre.</p>", ("percent", "70 %", "om lag 7 av 10", 0)),
        ("nb", "<p>33 % blir bedre.</p>", ("percent", "33 %", "om lag 1 av 3", 0)),
        ("nb", "<p>27 % blir bedre.</p>", ("percent", "27 %", "om lag 27 av 100", 0)),
        ("nb", "<p>2,7 % blir verre.</p>", ("percent", "2,7 %", "om lag 1 av 37", 0)),
        ("en", "<p>10 per cent get better.</p>", ("percent", "10 per cent", "about 1 in 10", 0)),
        ("nb", "<p>Det gjelder 12500 mennesker.</p>", ("large_number", "12500", "12 500", 0)),
        ("en", "<p>It affects 12500 people.</p>", ("large_number", "12500", "12,500", 0)),
        ("nn", "<p>Ta 2.5 ml.</p>", ("decimal_point", "2.5 ml", "2,5 ml", 0)),
        ("nb", "<p>Ta 500mg paracetamol.</p>", ("tight_unit", "500mg", "500 mg", 0)),
        ("en", "<p>Take 2.5ml.</p>", ("tight_unit", "2.5ml", "2.5 ml", 0)),
        ("nb", "<p>Det varer 5 - 6 uker.</p>", ("unclear_range", "5 - 6", "5 til 6", 0)),
        ("en", "<p>It lasts 5 — 6 weeks.</p>", ("unclear_range", "5 — 6", "5 to 6", 0)),
        (
            "nb",
            "<p>1 av 20 blir kvalme. 1 av 1000 får blodpropp.</p>",
            ("uneven_chances", "1 av 20, 1 av 1000", "50 av 1000, 1 av 1000", 0),
        ),
        (
            "nn",
            "<p>2 av 100 får feber. 3 av 10 000 får ein infeksjon.</p>",
            ("uneven_chances", "2 av 100, 3 av 10 000", "200 av 10 000, 3 av 10 000", 0),
        ),
        ("nb", '<p><a href="https://helsenorge.no/">Les mer her</a></p>', ("vague_link", "Les mer her", "", 0)),
        ("nb", '<p><a href="https://helsenorge.no/">«Her»</a></p>', ("vague_link", "«Her»", "", 0)),
        (
            "nn",
            '<p><a href="https://helsenorge.no/">https://helsenorge.no/</a></p>',
            ("vague_link", "https://helsenorge.no/", "", 0),
        ),
        ("nb", "<p>Ring nummeret nedenfor.</p>", ("broken_reference", "nedenfor", "", 0)),
        ("nb", "<p>Les mer i den røde boksen.</p>", ("broken_reference", "i den røde boksen", "", 0)),
        ("en", "<p>See below.</p>", ("broken_reference", "See below", "", 0)),
        ("nb", "<h4>Mat</h4><p>Spis.</p>", ("heading_order", "Mat", "", 4)),
        ("nb", '<figure><img src="/kne.png" alt=""></figure>', ("no_alternative_text", "", "", 1)),
    ],
)
def test_what_is_said(language: str, html: str, expected: tuple[str, str, str, int]) -> None:
    assert expected in advice(html, language)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>Du får blodfortynnende medisin (antikoagulasjon).</p>", "jargon"),
        ("<p>Alle pasientenes pårørende finnes her, og det synes vi er fint.</p>", "passive"),
        ("<p>Du blir litt trøtt, og det kan bli godt å sove.</p>", "passive"),
        ("<p>Prøven blir tatt om morgenen.</p>", "passive"),  # once is no pattern
        ("<p>100 % av rommene er enerom, og 0 % har dørstokk.</p>", "percent"),
        ("<p>Ring 116117, eller telefon 91500. Send kodeord til nummer 26112.</p>", "large_number"),
        ("<p>Ring 22 11 80 80 eller 02800. Det kostet 10 000 kroner i 2026, postnummer 5021.</p>", "large_number"),
        ("<p>Møt klokken 8.30 den 1.5.2026. Vi har åpent 8.00–15.30.</p>", "decimal_point"),
        ("<p>Ta 500 mg, 2,5 ml og vitamin B12. Nettet er 5G.</p>", "tight_unit"),
        ("<p>Det varer 5–6 uker, 5-6 dager. Ring 22 11 - 80 80.</p>", "unclear_range"),
        ("<p>1 av 100 får feber, 3 av 100 blir kvalme. Steg 1 av 4, side 2 av 3.</p>", "uneven_chances"),
        ('<p><a href="https://helsenorge.no/">Les mer om kneprotese</a></p>', "vague_link"),
        ("<p>Vi er der under hele operasjonen.</p>", "broken_reference"),
        ("<h3>Mat</h3><p>Spis.</p><h4>Drikke</h4><p>Drikk.</p>", "heading_order"),
        ('<figure><img src="/kne.png" alt="Et kne"></figure>', "no_alternative_text"),
        ("<table><caption>Når</caption><tr><th>Dag</th><td>" + "ord " * 40 + "</td></tr></table>", "long_sentence"),
    ],
)
def test_what_is_not_said(html: str, kind: str) -> None:
    assert not of_kind(kind, html)


@pytest.mark.parametrize(
    ("text", "expected", "other"),
    [
        ("Du skal møte fastende til operasjonen. Det betyr at du ikke skal spise eller drikke etter midnatt.", "nb", None),
        ("Du skal møte fastende til operasjonen. Det betyr at du ikke skal spise eller drikke etter midnatt.", "se", "nb"),
        (
            "Du skal ikkje ete eller drikke noko etter midnatt. Ta med deg medisinlista di. Vi ringjer deg frå sjukehuset.",
            "nb",
            "nn",
        ),
        ("Don galggat boahtit buohcciviessui ovdal diibmu gávcci ja váldit mielde dálkkaslisttu ja iežat biktasiid.", "nb", "se"),
        ("Bring your list of medicines to the hospital. We call you the day before you are to come in.", "nn", "en"),
        ("Du skal møte fastende til operasjonen. Det betyr at du ikke skal spise eller drikke etter midnatt.", "smj", None),
        ("Kneprotese", "nn", None),
    ],
)
def test_a_block_in_another_language(text: str, expected: str, other: str | None) -> None:
    assert seems_to_be(text, expected) == other
    html = f"<p>{text}</p>"
    assert [each.instead for each in of_kind("other_language", html, expected)] == ([other] if other else [])


def test_a_text_that_never_speaks_to_its_reader() -> None:
    about = Passage("Om", "<p>" + "Pasienten møter i skranken og får hjelp der. " * 12 + "</p>", "nb")
    to_you = Passage("Før", "<p>Du møter i skranken.</p>", "nb")
    assert [(each.where, each.number) for each in advise_on_all([about]) if each.kind == "not_to_you"] == [("Om", 12)]
    assert not [each for each in advise_on_all([about, to_you]) if each.kind == "not_to_you"]
    assert not [each for each in advise_on_all([Passage("Om", "<p>Pasienten møter.</p>", "nb")]) if each.kind == "not_to_you"]


@pytest.mark.parametrize("language", ["nb", "nn", "en", "se"])
def test_the_word_lists_can_be_used(language: str) -> None:
    """Every form stands once, in lower case, and is not its own explanation."""
    file = resources.files("fellesnett.composition.advice") / "plain" / f"{language}.toml"
    listed = tomllib.loads(file.read_text("utf-8")).get("plain", {})
    forms = [form.strip() for forms in listed for form in forms.split(",")]
    assert len(forms) == len(set(forms)), sorted(form for form in forms if forms.count(form) > 1)
    assert not [form for form in forms if form != form.lower() or not form]
    words = plain_words(language)
    assert not [form for form, instead in words.plain.items() if form in {way.strip() for way in instead.split(",")}]


@given(st.text(max_size=200), st.sampled_from(["nb", "nn", "se", "smj", "sma", "en"]))
def test_anything_may_be_typed(text: str, language: str) -> None:
    for each in advise(Passage("x", f"<p>{text}</p>", language)):
        assert each.kind in KINDS
        assert len(each.quote) <= 82 or each.kind in ("jargon", "broken_reference", "percent")


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Les mer", True),
        ("Sjå meir …", True),
        ("Read  more", True),
        ("www.helsenorge.no", True),
        ("Les mer om kneprotese", False),
        ("Her ligger Rikshospitalet", False),
    ],
)
def test_a_link_that_stands_alone_is_read_in_every_language(text: str, vague: bool) -> None:
    assert is_vague_link(text) is vague
