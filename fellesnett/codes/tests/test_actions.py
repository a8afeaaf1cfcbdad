"""Releases come, follow each other, and are never changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fellesnett.codes.actions import Difference, NotReady, difference, hash_of, import_release, import_terms
from fellesnett.codes.differences import changed_by
from fellesnett.codes.models import CodeSystem, Concept, Release, Term
from fellesnett.codes.signals import release_imported
from fellesnett.codes.systems import ConceptRow, TermRow

pytestmark = pytest.mark.django_db

ROWS = [ConceptRow("M170", "Primær kneartrose", "M17"), ConceptRow("M179", "Uspesifisert kneartrose", "M17")]
NEXT = [ConceptRow("M179", "Kneartrose, uspesifisert", "M17"), ConceptRow("M175", "Sekundær kneartrose", "M17")]


def take_in(year: int, rows: list[ConceptRow], now: datetime, **options: Any) -> tuple[Release, bool]:
    options = {"version": str(year), "valid_from": date(year, 1, 1)} | options
    return import_release(system="icd10", rows=rows, at=now, **options)


def codes(caught: pytest.ExceptionInfo[NotReady]) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_a_release_is_taken_in_with_the_system_it_belongs_to(now: datetime) -> None:
    release, new = take_in(2026, ROWS, now)
    assert new
    assert (release.system.oid, release.imported_at, release.valid_to) == ("2.16.578.1.12.4.1.1.7110", now, None)
    assert list(release.concepts.order_by("code").values_list("code", "parent_code")) == [("M170", "M17"), ("M179", "M17")]


def test_the_same_file_twice_changes_nothing(now: datetime) -> None:
    first, _new = take_in(2026, ROWS, now)
    concepts = set(Concept.objects.values_list("pk", flat=True))
    again, new = take_in(2026, list(reversed(ROWS)), now + timedelta(days=3))
    assert (again, new) == (first, False)
    assert again.imported_at == now
    assert set(Concept.objects.values_list("pk", flat=True)) == concepts


def test_other_content_under_the_same_version_is_refused(now: datetime) -> None:
    take_in(2026, ROWS, now)
    with pytest.raises(NotReady, match="nytt nummer") as caught:
        take_in(2026, NEXT, now)
    assert codes(caught) == ["version_taken"]
    assert Concept.objects.count() == 2


def test_two_releases_cannot_begin_on_the_same_day(now: datetime) -> None:
    take_in(2026, ROWS, now)
    with pytest.raises(NotReady) as caught:
        take_in(2026, NEXT, now, version="2026-2")
    assert codes(caught) == ["day_taken"]


def test_an_empty_list_never_becomes_a_release(now: datetime) -> None:
    with pytest.raises(NotReady) as caught:
        take_in(2026, [], now)
    assert codes(caught) == ["empty"]
    assert not CodeSystem.objects.exists()


def test_a_new_release_ends_the_one_before_it_the_day_before(now: datetime) -> None:
    take_in(2026, ROWS, now)
    take_in(2027, NEXT, now)
    ends = dict(Release.objects.values_list("version", "valid_to"))
    assert ends == {"2026": date(2026, 12, 31), "2027": None}
    new_year = date(2027, 1, 1)
    assert Release.objects.active(new_year - timedelta(days=1)).get().version == "2026"
    assert Release.objects.active(new_year).get().version == "2027"


def test_an_older_release_that_comes_late_is_put_in_its_place(now: datetime) -> None:
    for year, rows in ((2027, NEXT), (2025, ROWS), (2026, ROWS)):
        take_in(year, rows, now)
    ends = list(Release.objects.order_by("valid_from").values_list("version", "valid_to"))
    assert ends == [("2025", date(2025, 12, 31)), ("2026", date(2026, 12, 31)), ("2027", None)]
    assert not Release.objects.active(date(2024, 12, 31)).exists()


def test_releases_of_other_systems_are_left_alone(now: datetime) -> None:
    take_in(2026, ROWS, now)
    import_release(system="icpc2", version="2027", valid_from=date(2027, 1, 1), rows=[ConceptRow("L90", "Artrose i kne")], at=now)
    assert set(Release.objects.values_list("valid_to", flat=True)) == {None}


def test_the_difference_names_what_came_went_and_was_reworded(now: datetime) -> None:
    take_in(2026, ROWS, now)
    reworded = ("M179", "Uspesifisert kneartrose", "Kneartrose, uspesifisert")
    assert difference("icd10", NEXT) == Difference(("M175",), ("M170",), (reworded,))
    assert not difference("icd10", ROWS)
    assert difference("icd10", ROWS, before=date(2026, 1, 1)).added == ("M170", "M179")


def test_what_a_code_is_called_in_another_language_is_part_of_the_difference(now: datetime) -> None:
    oslo = ConceptRow("0301", "Oslo", also=(("se", "Oslo gielda"),))
    facts: dict[str, Any] = {"system": "kommuner", "at": now}
    import_release(**facts, version="2026", valid_from=date(2026, 1, 1), rows=[oslo])
    unnamed = [ConceptRow("0301", "Oslo")]
    foreseen = difference("kommuner", unnamed)
    assert foreseen.reworded == (("0301", "se: Oslo gielda", "se: "),)
    assert not difference("kommuner", [oslo])
    release, _new = import_release(**facts, version="2027", valid_from=date(2027, 1, 1), rows=unnamed)
    assert changed_by(release) == foreseen


def test_the_hash_knows_every_part_of_a_row_and_not_their_order() -> None:
    assert hash_of(ROWS) == hash_of(ROWS[::-1])
    hashes = {hash_of([ConceptRow("A", "B", "C")]), hash_of([ConceptRow("AB", "", "C")]), hash_of([ConceptRow("A", "BC")])}
    assert len(hashes) == 3


def test_the_fact_is_told_once_the_release_is_here(now: datetime, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Release] = []

    def listen(release: Release, **fact: Any) -> None:
        heard.append(release)

    release_imported.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            release, _new = take_in(2026, ROWS, now)
        with django_capture_on_commit_callbacks(execute=True):
            take_in(2026, ROWS, now)
    finally:
        release_imported.disconnect(listen)
    assert heard == [release]


def test_terms_follow_their_list_and_terms_made_by_hand_stay() -> None:
    knee, worn = TermRow("Artrose i kne", "L900001", "icpc2", "L90"), TermRow("Slitasjegikt i kne", "L900002", "icpc2", "L90")
    assert import_terms(rows=[knee, worn]).added == 2
    Term.objects.create(term="Vondt kne", system=CodeSystem.objects.get(key="icpc2"), code="L15")
    again = import_terms(rows=[knee])
    assert (again.added, again.removed, again.kept) == (0, 1, 1)
    assert set(Term.objects.values_list("term", flat=True)) == {"Artrose i kne", "Vondt kne"}
