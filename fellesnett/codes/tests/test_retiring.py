"""A code that is gone: what stands in its place, and who is asked when a release takes force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fellesnett.codes.actions import check, check_due, import_replacements
from fellesnett.codes.models import Release, Replacement
from fellesnett.codes.retiring import Chains, Proposal, retired, retired_code, retired_codes
from fellesnett.codes.signals import in_force
from fellesnett.codes.systems import ReplacementRow
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 1)


def replaced(system: Any, *steps: tuple[str, str, int]) -> None:
    for code, by, year in steps:
        Replacement.objects.create(system=system, code=code, replaced_by=by, since=date(year, 1, 1), display=f"Gamle {code}")


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("1", ["3"]),  # 1 became 2, and 2 became 3
        ("2", ["3"]),
        ("3", []),
        ("4", ["5", "6"]),  # split
        ("7", ["9"]),  # the number was used anew, and what 7 was then became 9
        ("8", ["7"]),  # 8 became 7 on the day 7 became 9: the new 7 is meant
        ("0532", ["3053"]),  # 3444 was one for no day at all
        ("a", []),  # a ring in a faulty list
        ("99", []),
    ],
)
def test_the_way_is_followed_to_its_end(code: str, ends: list[str]) -> None:
    system = make_code_system("kommuner")
    replaced(system, ("1", "2", 1990), ("2", "3", 2020), ("4", "5", 2020), ("4", "6", 2020))
    replaced(system, ("7", "1", 1964), ("7", "9", 2020), ("8", "7", 2020), ("0532", "3444", 2020), ("3444", "3053", 2020))
    replaced(system, ("a", "b", 2020), ("b", "a", 2020))
    assert Chains(system, TODAY).ends(code, {"3", "5", "6", "7", "9", "3053"}) == ends


def test_a_change_of_next_year_has_not_come() -> None:
    system = make_code_system("kommuner")
    replaced(system, ("1", "2", 2028))
    assert Chains(system, TODAY).ends("1", {"2"}) == []
    assert Chains(system, date(2028, 1, 1)).ends("1", {"2"}) == ["2"]


class Tag:
    """A coding as a room above has it."""

    def __init__(self, system: Any, code: str) -> None:
        self.system_id, self.code = system.pk, code


def test_codes_that_are_gone_are_told_and_categories_are_not_gone() -> None:
    release = make_release(codes={})
    make_concept(release, "M179", parent_code="M17")
    other = make_code_system("icpc2")
    tags = [Tag(release.system, code) for code in ("M179", "M17", "M178")] + [Tag(other, "L90")]
    assert [tag.code for tag in retired_codes(tags, release)] == ["M178"]


def test_what_is_proposed_is_what_the_publisher_says_else_the_code_above() -> None:
    old = make_release(codes={"M175": "Annen sekundær", "M176": "Finere"}, valid_to=date(2026, 12, 31))
    new = make_release(old.system, version="2027", codes={"M17": "Kneartrose", "M179": "Uspesifisert"})
    replaced(old.system, ("M175", "M179", 2027))
    found = retired(new, ["M175", "M176", "X999"], TODAY)
    assert found["M175"].proposals == (Proposal("M179", "Uspesifisert", "replaced"),)
    assert (found["M175"].display, found["M175"].since) == ("Annen sekundær", date(2027, 1, 1))
    assert found["M176"].proposals == (Proposal("M17", "Kneartrose", "above"),)
    assert found["M176"].successors == found["X999"].proposals == ()


def test_a_code_that_only_the_list_of_changes_knows_has_been_a_code() -> None:
    release = make_release(make_code_system("kommuner"), codes={"3909": "Larvik"}, valid_from=date(2024, 1, 1))
    replaced(release.system, ("0709", "3805", 2020), ("3805", "3909", 2024))
    old = retired_code(release, "0709", TODAY)
    assert old is not None
    assert (old.display, old.successors) == ("Gamle 0709", ("3909",))
    assert retired_code(release, "1234", TODAY) is None


def test_many_codes_cost_no_more_than_one(django_assert_num_queries: Any) -> None:
    release = make_release(codes={f"M{number}": f"Tekst {number}" for number in range(100, 150)})
    with django_assert_num_queries(3):
        assert len(retired(release, [f"K{number}" for number in range(100, 150)], TODAY)) == 50


def test_replacements_are_taken_in_once(now: datetime) -> None:
    rows = [ReplacementRow("0709", "3805", date(2020, 1, 1), "Larvik"), ReplacementRow("3805", "3909", date(2024, 1, 1))]
    assert import_replacements(system="kommuner", rows=rows).added == 2
    again = import_replacements(system="kommuner", rows=rows[:1])
    assert (again.added, again.kept, Replacement.objects.count()) == (0, 1, 2)


@pytest.fixture
def heard() -> Any:
    told: list[str] = []

    def listen(release: Release, **_: Any) -> None:
        told.append(str(release))

    in_force.connect(listen, weak=False)
    yield told
    in_force.disconnect(listen)


def test_a_release_is_announced_on_the_day_it_takes_force_and_once(heard: list[str], now: datetime) -> None:
    """`now` is a day in 2026: the release of next year waits for its day."""
    first = make_release(version="2025", valid_to=date(now.year, 12, 31))
    make_release(first.system, version=str(now.year + 1))
    assert [str(release) for release in check_due(at=now)] == heard == ["icd10 2025"]
    assert check_due(at=now) == []
    assert len(check_due(at=now.replace(month=12, day=31, hour=12) + timedelta(days=1))) == 1
    assert heard == ["icd10 2025", f"icd10 {now.year + 1}"]


def test_a_fault_with_one_release_keeps_no_other_from_being_announced(heard: list[str], now: datetime) -> None:
    make_release(version="2025")
    make_release(make_code_system("icpc2"), version="2025", codes={"L90": "Kneartrose"})

    def fails(release: Release, **_: Any) -> None:
        if release.system.key == "icd10":
            raise RuntimeError("a fault of ours")

    in_force.connect(fails)
    try:
        assert [str(release) for release in check_due(at=now)] == ["icpc2 2025"]
    finally:
        in_force.disconnect(fails)
    assert [str(release) for release in check_due(at=now)] == ["icd10 2025"], "when the fault is mended"


def test_the_check_can_be_asked_for_again_of_one_system(heard: list[str], now: datetime) -> None:
    make_release(version="2025")
    make_release(make_code_system("icpc2"), version="2025", codes={"L90": "Kneartrose"})
    check_due(at=now)
    assert [release.system.key for release in check(system="icpc2", at=now)] == ["icpc2"]
    assert heard == ["icd10 2025", "icpc2 2025", "icpc2 2025"]
