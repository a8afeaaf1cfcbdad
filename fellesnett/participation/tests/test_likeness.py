"""Does it exist already? Real-looking wishes against a small base, and against real texts where they lie on the machine."""

from __future__ import annotations

import pytest

from fellesnett.codes.models import CodeSystem, Term
from fellesnett.national.models import TopicCoding
from fellesnett.national.tests.factories import make_edition, make_topic, medical_editor
from fellesnett.participation.likeness import Wish, similar
from fellesnett.participation.likeness.content import LONG, about
from fellesnett.participation.likeness.finding import NEAR_CODE, SAME_CODE, code_likeness
from fellesnett.participation.likeness.names import NEAR, SAME, likeness
from fellesnett.participation.likeness.stems import HEADS, parts
from fellesnett.participation.tests.factories import make_order


@pytest.mark.parametrize(
    ("wished", "there"),
    [
        ("Hofteproteser", "Hofteprotese"),
        ("Operasjon for grå stær", "Grå stær-operasjon"),
        ("Gråstæroperasjon", "Operasjon for grå stær"),
        ("Hjartesvikt", "Hjertesvikt"),
        ("kneprotesen", "Kneprotese"),
        ("Igangsetjing av fødsel", "Igangsetting av fødsel"),
        ("Brot i hofta", "Hoftebrudd"),
        ("Bipolar liding", "Bipolar lidelse"),
        ("Katarakt", "Grå stær"),
        ("Tonsillektomi", "Fjerning av mandler"),
        ("MS", "Multippel sklerose (MS)"),
    ],
)
def test_the_same_name_is_known_in_another_form(wished: str, there: str) -> None:
    assert likeness(wished, there) == SAME


@pytest.mark.parametrize(
    ("wished", "there"),
    [
        ("Innsetting av protese i kne", "Kneprotese"),
        ("Fjerning av galleblæren", "Galleblæreoperasjon"),
        ("Fjerning av mandlene", "Mandeloperasjon"),
        ("Undersøking av hjartet med ultralyd", "Ultralyd av hjertet"),
        ("Koloskpi", "Koloskopi"),
        ("Lyskebrokk", "Operasjon for lyskebrokk"),
        ("MR av kne", "MR-undersøkelse av kneet"),
        ("Slitasjegikt i kneet", "Kneleddsartrose"),
        ("Artrose i hofta", "Hofteleddsartrose"),
        ("Fremfall av livmor", "Skjede- og livmorfremfall"),
        ("Karpaltunell", "Karpaltunnelsyndrom"),
        ("Hemorroider", "Hemoroider"),
        ("Tennisalbue", "Tennisalbue/lateral epikondylitt"),
        ("Spiseforstyrrelser", "Eteforstyrring hos unge"),
    ],
)
def test_a_near_name_is_shown(wished: str, there: str) -> None:
    assert NEAR <= likeness(wished, there) < SAME


@pytest.mark.parametrize(
    ("wished", "there"),
    [
        ("Kneprotese", "Hofteprotese"),
        ("Hjertesvikt", "Hjerteinfarkt"),
        ("Koloskopi", "Gastroskopi"),
        ("Operasjon for navlebrokk", "Operasjon for lyskebrokk"),
        ("Astma", "Artrose"),
        ("Spiseforstyrrelse", "Forstørret lever"),
        ("Brudd i ankelen hos barn", "Brudd i hofta hos barn"),
        ("Kreft i brystet", "Brystsmerte"),
        ("Ultralyd av hjertet", "Hjerte/kar"),
        ("", "Artrose"),
    ],
)
def test_what_shares_a_common_part_alone_is_not_alike(wished: str, there: str) -> None:
    assert likeness(wished, there) < NEAR


@pytest.mark.parametrize(
    ("own", "other", "near"), [("M179", "M179", SAME_CODE), ("M17", "M179", NEAR_CODE), ("M1", "M179", 0), ("K80", "M17", 0)]
)
def test_a_code_is_the_same_or_above(own: str, other: str, near: float) -> None:
    assert code_likeness([("icd10", own)], "icd10", other) == near
    assert code_likeness([("icpc2", own)], "icd10", other) == 0


@pytest.mark.django_db
def test_each_match_says_why(django_assert_max_num_queries: object) -> None:
    medical_editor()
    gut = {"before": [("g1", "<p>Tarmen må være tom. Legen fører en bøyelig slange med kamera inn i tykktarmen.</p>")]}
    make_edition(make_topic("koloskopi", title="Koloskopi", synonyms={"nb": ["kikkertundersøkelse av tykktarmen"]}), gut)
    make_edition(make_topic("spirometri", title="Spirometri"), {"before": [("s1", "<p>Du puster inn i et rør.</p>")]})
    make_order(title="Kapselendoskopi")
    with django_assert_max_num_queries(12):
        by_synonym = similar(Wish("Kikkertundersøkelser av tykktarm"))
    assert [(row.topic.key, row.exists) for row in by_synonym] == [("koloskopi", True)]
    assert "Temaet kalles også «kikkertundersøkelse av tykktarmen»." in by_synonym[0].why
    by_content = similar(Wish("Slange med kamera i tarmen"))
    assert [row.topic.key for row in by_content] == ["koloskopi"]
    assert by_content[0].why[0].startswith("Teksten handler om det samme: ")
    ordered = similar(Wish("Kapselendoskopier"))
    assert [row.order.title for row in ordered] == ["Kapselendoskopi"]
    assert similar(Wish("Vaksine mot gulfeber")) == []


@pytest.mark.django_db
def test_the_words_of_the_code_systems_lead_to_what_is_called_otherwise(django_assert_max_num_queries: object) -> None:
    medical_editor()
    icd10 = CodeSystem.objects.create(key="icd10", name="ICD-10")
    for term, code in [("Kyssesyke", "B279"), ("Mononukleose", "B279"), ("Gonartrose", "M179"), ("Vond rygg", "M549")]:
        Term.objects.create(term=term, code=code, system=icd10)
    for number in range(13):
        Term.objects.create(term=f"Ryggplage {number}", code="M549", system=icd10)
    make_topic("mononukleose", title="Mononukleose")
    make_topic("rygg", title="Ryggplage 3")
    knee = make_topic("kne", title="Når kneet verker")
    TopicCoding.objects.create(topic=knee, system=icd10, code="M179")
    with django_assert_max_num_queries(12):
        called_otherwise = similar(Wish("kyssesyke"))
    assert [(row.topic.key, row.exists) for row in called_otherwise] == [("mononukleose", False)]
    assert called_otherwise[0].why == ["Kodeverkene sier at «Mononukleose» er et annet ord for det samme."]
    assert [(row.topic.key, row.why) for row in similar(Wish("Gonartrose"))] == [("kne", ["Samme kode: ICD-10 M179."])]
    assert similar(Wish("Vond rygg")) == [], "a code that many words lead to says nothing of any of them"


@pytest.mark.parametrize("head", HEADS)
def test_the_last_part_of_a_compound_is_the_same_word_as_it_is_alone(head: str) -> None:
    """`kneprotese` was cut to `prot`, and `protese` to `protes`."""
    assert parts(head) <= parts(f"skulder{head}")


def test_what_a_long_text_says_once_it_is_not_about() -> None:
    passing = "Pasienten kan få lungebetennelse. "
    long = passing + "Bruddet opereres med skruer. " * LONG
    assert "lung" in about("Hoftebrudd", passing)
    assert "lung" not in about("Hoftebrudd", long)
    assert {"hoft", "skruer"} <= about("Hoftebrudd", long)
