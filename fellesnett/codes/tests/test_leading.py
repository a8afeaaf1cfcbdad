"""A doctor in general practice has a code of ICPC-2; the texts are tagged with ICD-10."""

from __future__ import annotations

from datetime import date

import pytest

from fellesnett.codes.leading import Way, ways_from
from fellesnett.codes.models import CodeSystem, Mapping
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def icpc2() -> CodeSystem:
    """L90 is the same as M17.9, and wider than M17.0; both below M17."""
    make_release(icd10 := make_code_system("icd10"), codes={"M17": "Kneartrose"})
    release = icd10.releases.get()
    for code in ("M170", "M179"):
        make_concept(release, code, parent_code="M17")
    found = make_code_system("icpc2")
    for code, how in (("M179", "equivalent"), ("M170", "narrower")):
        Mapping.objects.create(source=found, code="L90", target=icd10, target_code=code, equivalence=how)
    return found


def test_first_what_the_map_has_then_what_stands_right_above(icpc2: CodeSystem) -> None:
    direct, above = ways_from(icpc2, "l90", TODAY)
    assert [(way.code, way.mapped, way.equivalence) for way in direct] == [
        ("M170", "M170", "narrower"),
        ("M179", "M179", "equivalent"),
    ]
    assert [(way.code, way.mapped) for way in above] == [("M17", "M170"), ("M17", "M179")]
    assert {way.name for way in (*direct, *above)} == {"icpc2-icd10"}


def test_a_code_that_no_map_has_leads_nowhere(icpc2: CodeSystem) -> None:
    assert list(ways_from(icpc2, "A01", TODAY)) == []
    assert list(ways_from(CodeSystem.objects.get(key="icd10"), "M179", TODAY)) == []


def test_each_map_is_tried_in_turn(icpc2: CodeSystem) -> None:
    own = make_code_system("eget")
    Mapping.objects.create(source=icpc2, code="L90", target=own, target_code="kne", equivalence="inexact")
    assert [ways[0].name for ways in ways_from(icpc2, "L90", TODAY)] == ["icpc2-eget", "icpc2-icd10", "icpc2-icd10"]
    assert next(ways_from(icpc2, "L90", TODAY)) == [Way("icpc2", "eget", "kne", "kne", "inexact")]
