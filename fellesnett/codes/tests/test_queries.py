"""A code is found however it is written, and a word finds its codes."""

from __future__ import annotations

from datetime import date

import pytest

from fellesnett.codes.models import Mapping, Term
from fellesnett.codes.queries import (
    ancestors,
    concepts_for_term,
    find,
    find_in_force,
    maps,
    normalize_code,
    systems_by_any_name,
    translations,
)
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("system", "written", "stored"),
    [
        ("icd10", "M17.9", "M179"),
        ("icd10", " m17.9 ", "M179"),
        ("icd10", "A17.0†", "A170"),
        ("icd10", "G01*", "G01"),
        ("icd10", "M15-M19", "M15-M19"),
        ("icd10", "V0N.0a", "V0n0A"),
        ("icpc2", "l 90", "L90"),
        ("ncsp", "ngb-40", "NGB40"),
        ("ncrp", "sff0ak", "SFF0AK"),
        ("volven-8231", " ET ", "ET"),
    ],
)
def test_a_code_is_stored_in_one_way(system: str, written: str, stored: str) -> None:
    assert normalize_code(system, written) == stored


@pytest.mark.parametrize(
    "name",
    [
        "icd10",
        "ICD-10",
        "icd-10-no",
        "2.16.578.1.12.4.1.1.7110",
        "urn:oid:2.16.578.1.12.4.1.1.7110",
        "http://hl7.org/fhir/sid/icd-10-no",
        " HTTP://HL7.org/fhir/sid/icd-10 ",
    ],
)
def test_a_system_goes_by_all_its_names(name: str) -> None:
    icd10 = make_code_system("icd10")
    assert systems_by_any_name(name) == icd10


def test_the_international_number_of_icpc2_is_known_too() -> None:
    icpc2 = make_code_system("icpc2")
    assert systems_by_any_name("urn:oid:2.16.840.1.113883.6.139") == icpc2
    assert systems_by_any_name("http://hl7.org/fhir/sid/icpc-2") == icpc2


def test_a_system_that_only_we_have_goes_by_what_its_row_says() -> None:
    own = make_code_system("malgruppe", oid="1.2.3", url="https://fellesnett.example/fhir/CodeSystem/malgruppe")
    assert systems_by_any_name("urn:oid:1.2.3") == systems_by_any_name(own.url) == systems_by_any_name("malgruppe") == own


def test_an_unknown_or_empty_name_is_no_system() -> None:
    make_code_system("uten-oid")
    assert systems_by_any_name("urn:oid:9.9.9") is None
    assert systems_by_any_name("") is systems_by_any_name("urn:oid:") is None


def test_a_code_is_found_in_the_release_of_its_day() -> None:
    old = make_release(version="2026", valid_to=date(2026, 12, 31))
    new = make_release(old.system, version="2027", codes={"M179": "Kneartrose INA"})
    assert find("icd10", "M17.9", on=date(2026, 6, 1)).release == old
    assert find("icd10", "M17.9", on=date(2027, 6, 1)).release == find(old.system, "m179").release == new
    assert find("icd10", "M17.0") is None
    assert find("icd10", "M17.9", on=date(2020, 1, 1)) is None
    assert find("ncsp", "NGB40") is None


def test_the_way_up_goes_through_the_category_to_the_block() -> None:
    release = make_release(codes={"M15-M19": "Artrose", "M20-M25": "Andre leddlidelser"})
    knee = make_concept(release, "M179", parent_code="M17")
    hip = make_concept(release, "M16", parent_code="M15-M19")
    assert ancestors(knee) == ["M17", "M15-M19"]
    assert ancestors(hip) == ["M15-M19"]
    assert ancestors(make_concept(release, "M1791", parent_code="M179")) == ["M179", "M17", "M15-M19"]
    assert ancestors(make_concept(release, "S82", parent_code="")) == []


def test_a_ring_of_parents_in_a_bad_list_does_not_hang() -> None:
    release = make_release(codes={})
    one = make_concept(release, "X1", parent_code="X2")
    make_concept(release, "X2", parent_code="X1")
    assert ancestors(one) == ["X2", "X1"]


def test_a_national_list_goes_by_the_address_made_of_its_number() -> None:
    """HL7 Norway's guide writes `no-kodeverk-<number>`, also for lists that the profiles only know by OID."""
    ncsp, own = make_code_system("ncsp"), make_code_system("volven-8231", oid="2.16.578.1.12.4.1.1.8231")
    assert systems_by_any_name("http://helsedir.no/fhir/CodeSystem/no-kodeverk-7210") == ncsp
    assert systems_by_any_name("http://helsedir.no/fhir/CodeSystem/no-kodeverk-7210-ncsp") == ncsp
    assert systems_by_any_name("http://helsedir.no/fhir/CodeSystem/no-kodeverk-8231") == own
    assert systems_by_any_name("http://helsedir.no/fhir/CodeSystem/no-kodeverk-9999") is None


def test_the_code_that_counts_today_is_not_the_one_of_next_year() -> None:
    now = make_release(version="2026", valid_to=date(2026, 12, 31))
    make_release(now.system, version="2027", codes={"M175": "Ny fra nyttår"})
    assert find_in_force("icd10", "M17.5", date(2026, 11, 27)) is None
    assert find_in_force("icd10", "M17.5", date(2027, 1, 1)).display == "Ny fra nyttår"
    assert find_in_force("icd10", "M17.9", date(2026, 11, 27)).release == now


def test_a_stated_map_goes_before_the_words_and_can_be_read_backwards() -> None:
    icpc2, icd10 = make_code_system("icpc2"), make_code_system("icd10")
    for system, code in ((icpc2, "L90"), (icd10, "M179")):
        Term.objects.create(term="Kneartrose", system=system, code=code, source_code="L900001")
    assert maps() == [("icpc2", "icd10")]
    assert translations("icpc2", "L90", "icd10") == [("M179", "relatedto")]
    Mapping.objects.create(source=icpc2, code="L90", target=icd10, target_code="M17", equivalence="narrower")
    assert translations("icpc2", "L90", "icd10") == [("M17", "narrower")]
    assert translations("icd10", "M17", "icpc2") == [("L90", "wider")]


def test_a_word_finds_its_codes_whole_words_first() -> None:
    icd10 = make_release()
    icpc2 = make_release(make_code_system("icpc2"), codes={"L90": "Artrose i kne"})
    for term, system, code in [
        ("Kneartrose med noe", icd10.system, "M170"),
        ("Kneartrose", icpc2.system, "L90"),
        ("KNEARTROSE", icd10.system, "M179"),
        ("Kneartrose gammel", icd10.system, "M999"),
    ]:
        Term.objects.create(term=term, system=system, code=code)
    assert [concept.code for concept in concepts_for_term("  kneArtrose ")] == ["M179", "L90", "M170"]
    assert concepts_for_term("kneartrose", language="se") == []
    assert concepts_for_term("artrose") == concepts_for_term(" ") == []


def test_norwegian_letters_are_found_in_any_case() -> None:
    icpc2 = make_release(make_code_system("icpc2"), codes={"H01": "Øresmerte"})
    Term.objects.create(term="Øreverk", system=icpc2.system, code="H01")
    assert [concept.code for concept in concepts_for_term("ØREVERK")] == ["H01"]
