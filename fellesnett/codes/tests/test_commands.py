"""`fellesnett codes import` on small files, and on the real lists where they are."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from fellesnett.codes.models import CodeSystem, Concept, Release, Term
from fellesnett.codes.queries import ancestors, concepts_for_term, find

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("codes", "import", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def icd10(tmp_path: Path) -> Path:
    path = tmp_path / "icd10_no_2026.csv"
    path.write_text("code,text_nb\nM179,Uspesifisert kneartrose\nM170,Primær kneartrose\n", encoding="utf-8")
    return path


def test_the_version_is_the_year_in_the_name_of_the_file(icd10: Path) -> None:
    assert "ICD-10 2026, gyldig fra 2026-01-01: 2 koder" in run("icd10", icd10)
    assert "uendret" in run("icd10", icd10)
    assert Release.objects.get().valid_from == date(2026, 1, 1)


def test_version_and_first_day_may_be_given(icd10: Path) -> None:
    run("icd10", icd10, "--version", "2026-2", "--valid-from", "2026-07-01")
    assert Release.objects.values_list("version", "valid_from").get() == ("2026-2", date(2026, 7, 1))


def test_a_dry_run_shows_the_difference_and_changes_nothing(icd10: Path, tmp_path: Path) -> None:
    run("icd10", icd10)
    following = tmp_path / "icd10_2027.csv"
    following.write_text("code,text_nb\nM179,Kneartrose INA\nM171,Annen\n", encoding="utf-8")
    told = run("icd10", following, "--dry-run")
    assert "1 nye, 1 borte, 1 med ny tekst" in told
    assert "«Uspesifisert kneartrose» -> «Kneartrose INA»" in told
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("content", "fault"), [("code,text_nb\nM179\n", r"icd10_no_2026\.csv, rad 2"), ("x,y\n1,2\n", "rad 1")])
def test_a_malformed_file_is_exit_2_and_changes_nothing(icd10: Path, content: str, fault: str) -> None:
    icd10.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=fault) as caught:
        run("icd10", icd10)
    assert caught.value.returncode == 2
    assert not CodeSystem.objects.exists()


def test_without_a_year_the_version_must_be_given(icd10: Path) -> None:
    unnamed = icd10.rename(icd10.with_name("list.csv"))
    with pytest.raises(CommandError, match="--version") as caught:
        run("icd10", unnamed)
    assert caught.value.returncode == 2


def test_other_content_under_a_known_version_is_exit_2(icd10: Path) -> None:
    run("icd10", icd10)
    icd10.write_text("code,text_nb\nM179,Noe annet\n", encoding="utf-8")
    with pytest.raises(CommandError, match="aldri") as caught:
        run("icd10", icd10)
    assert caught.value.returncode == 2


def test_terms_dry_and_then_for_real(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("icpc2b,icpc2,icd10,term_nb\nL900001,L90,M179,Kneartrose\n", encoding="utf-8")
    assert "ingenting er lagret" in run("icpc2b", path, "--dry-run")
    assert not Term.objects.exists()
    assert "2 nye koblinger" in run("icpc2b", path)


def test_the_real_icd10_is_19634_codes_in_234_blocks(real_data: Path) -> None:
    folder = real_data / "codes"
    told = run("icd10", folder / "icd10_no_2026.csv", "--blocks", folder / "icd10_blocks_no_2016.csv")
    assert "19868 koder" in told
    assert Concept.objects.exclude(code__contains="-").count() == 19_634
    assert Concept.objects.filter(code__contains="-").count() == 234
    assert told.count("ligger ikke i noen blokk") == 41
    assert find("icd10", "J45.9").display
    assert ancestors(find("icd10", "M17.9")) == ["M17", "M15-M19"]


def test_the_real_small_lists_are_whole(real_data: Path) -> None:
    folder = real_data / "codes"
    for name in ("icpc2_no_2026", "ncsp_no_2017", "ncmp_no_2017", "ncrp_no_2017"):
        run(name.split("_")[0], folder / f"{name}.csv")
    counts = {release.system.key: release.concepts.count() for release in Release.objects.select_related("system")}
    assert counts == {"icpc2": 708, "ncsp": 6_538, "ncmp": 766, "ncrp": 1_356}
    told = run("icpc2b", folder / "icpc2b_terms_no.csv")
    assert "32782 nye koblinger" in told
    assert Term.objects.values("source_code").distinct().count() == 16_391
    assert {concept.release.system.key for concept in concepts_for_term("feber")} == {"icpc2"}


def test_the_real_small_systems_are_34_with_256_codes(real_data: Path) -> None:
    run("hl7no", real_data / "codes" / "hl7no_small_codesystems.json", "--version", "2025")
    assert CodeSystem.objects.count() == 34
    assert Concept.objects.count() == 256
