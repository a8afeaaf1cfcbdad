"""`fellesnett codes import` on small files, and on the real lists where they are."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count

from fellesnett.codes.models import CodeSystem, Concept, Designation, Mapping, Release, Replacement, Term
from fellesnett.codes.queries import ancestors, concepts_for_term, find
from fellesnett.codes.retiring import retired, retired_code

pytestmark = pytest.mark.django_db


def codes(*arguments: object) -> str:
    out = StringIO()
    call_command("codes", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def run(*arguments: object) -> str:
    return codes("import", *arguments)


@pytest.fixture
def icd10(tmp_path: Path) -> Path:
    path = tmp_path / "icd10_no_2026.csv"
    path.write_text("code,text_nb\nM179,Uspesifisert kneartrose\nM170,Primær kneartrose\n", encoding="utf-8")
    return path


def test_the_version_is_the_year_in_the_name_of_the_file(icd10: Path) -> None:
    assert "ICD-10 2026, gyldig fra 2026-01-01: 3 koder" in run("icd10", icd10)
    assert "uendret" in run("icd10", icd10)
    assert Release.objects.get().valid_from == date(2026, 1, 1)


def test_version_and_first_day_may_be_given(icd10: Path) -> None:
    run("icd10", icd10, "--version", "2026-2", "--valid-from", "2026-07-01")
    assert Release.objects.values_list("version", "valid_from").get() == ("2026-2", date(2026, 7, 1))


def test_a_dry_run_tells_code_by_code_what_would_change_and_changes_nothing(icd10: Path, tmp_path: Path) -> None:
    run("icd10", icd10)
    changed = tmp_path / "changes.csv"
    changed.write_text("code,replaced_by,since\nM17.0,M17.9,2027\n", encoding="utf-8")
    assert "1 nye erstatninger" in codes("replaced", "icd10", changed)
    following = tmp_path / "icd10_2027.csv"
    following.write_text("code,text_nb\nM179,Kneartrose INA\nM171,Annen\n", encoding="utf-8")
    blocks = tmp_path / "blocks.csv"
    blocks.write_text("from,to,text_nb\nM15,M19,Artrose\n", encoding="utf-8")
    assert run("icd10", following, "--blocks", blocks, "--dry-run").splitlines() == [
        "  ny: M15-M19 Artrose",
        "  ny: M171 Annen",
        "  borte: M170 (erstattet av M179)",
        "  ny tekst: M179 «Uspesifisert kneartrose» -> «Kneartrose INA»",
        "  flyttet: M17 fra toppen til M15-M19",
        "ICD-10: 2 nye, 1 borte, 1 med ny tekst, 1 flyttet. Prøvekjøring: ingenting er lagret.",
    ]
    assert Release.objects.count() == 1


def test_of_a_first_release_all_is_new_and_that_is_said_once(icd10: Path) -> None:
    said = run("icd10", icd10, "--dry-run")
    assert said.splitlines() == [
        "ICD-10: 3 nye, 0 borte, 0 med ny tekst, 0 flyttet. Ingen tidligere utgivelse: alt er nytt. "
        "Prøvekjøring: ingenting er lagret."
    ]


def test_a_release_of_next_year_waits_for_its_day(icd10: Path) -> None:
    run("icd10", icd10)
    later = icd10.rename(icd10.with_name("icd10_2099.csv"))
    assert "trer i kraft 2099-01-01. Til da gjelder den forrige." in run("icd10", later)
    assert Release.objects.get(version="2026").valid_to == date(2098, 12, 31)


def test_the_check_says_which_releases_it_looked_at(icd10: Path) -> None:
    assert codes("check").strip() == "Ingen utgivelse gjelder i dag."
    run("icd10", icd10)
    assert codes("check") == codes("check", "icd10") == "ICD-10 2026, gyldig fra 2026-01-01: sett gjennom\n"
    with pytest.raises(CommandError, match="ikke lest inn") as caught:
        codes("check", "icd11")
    assert caught.value.returncode == 2


def test_a_map_is_made_what_the_list_says(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    head, oid = "source,code,target,target_code", "urn:oid:2.16.578.1.12.4.1.1.7110"
    path.write_text(f"{head}\nicpc2,L90,{oid},M17.\nhttp://hl7.org/fhir/sid/icpc-2,L91,icd10,M19\n", encoding="utf-8")
    assert codes("map", path, "--dry-run").strip() == "2 nye koblinger, 0 fjernet, 0 uendret. Prøvekjøring: ingenting er lagret."
    assert not Mapping.objects.exists()
    assert codes("map", path).strip() == "2 nye koblinger, 0 fjernet, 0 uendret"
    path.write_text("source,code,target,target_code,equivalence\nicpc2,L90,icd10,M17,wider\n", encoding="utf-8")
    assert codes("map", path).strip() == "1 nye koblinger, 2 fjernet, 0 uendret"


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
    for dry in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="aldri") as caught:
            run("icd10", icd10, *dry)
        assert caught.value.returncode == 2


def test_a_dry_run_of_what_is_here_already_says_so(icd10: Path) -> None:
    run("icd10", icd10)
    assert "fantes fra før, uendret" in run("icd10", icd10, "--dry-run")
    with pytest.raises(CommandError, match="samme dag"):
        run("icd10", icd10, "--dry-run", "--version", "2026b", "--valid-from", "2026-01-01")


def test_terms_dry_and_then_for_real(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("icpc2b,icpc2,icd10,term_nb\nL900001,L90,M179,Kneartrose\n", encoding="utf-8")
    assert "ingenting er lagret" in run("icpc2b", path, "--dry-run")
    assert not Term.objects.exists()
    assert "2 nye koblinger" in run("icpc2b", path)
    path.write_text("icpc2b,icpc2,icd10,term_nb\nL900001,L90,M179,Slitt kne\n", encoding="utf-8")
    assert "2 nye koblinger, 2 fjernet, 0 uendret. Prøvekjøring" in run("icpc2b", path, "--dry-run")
    assert set(Term.objects.values_list("term", flat=True)) == {"Kneartrose"}


def test_the_real_icd10_is_19634_codes_in_234_blocks_below_categories(real_data: Path) -> None:
    folder = real_data / "codes"
    told = run("icd10", folder / "icd10_no_2026.csv", "--blocks", folder / "icd10_blocks_no_2016.csv")
    counts = dict(Concept.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert counts == {"code": 19_634, "category": 1_523 + 453, "block": 234}
    assert told.count("ligger ikke i noen blokk") == 41
    assert find("icd10", "J45.9").display
    assert ancestors(find("icd10", "M17.9")) == ["M17", "M15-M19"]
    assert (find("icd10", "M17").kind, find("icd10", "M17").display) == ("category", "")
    assert find("icd10", "C50").display == "Ondartet svulst i bryst"


def test_the_real_municipalities_are_365_with_their_old_numbers(real_data: Path) -> None:
    folder = real_data / "geography"
    assert "365 koder" in run("kommuner", folder / "catchment_2026.csv")
    told = codes("replaced", "kommuner", folder / "kommune_number_changes_1988_2024.csv")
    assert "526 nye erstatninger" in told
    assert codes("replaced", "kommuner", folder / "kommune_number_changes_1988_2024.csv").startswith("Kommunenummer: 0 nye")
    release = Release.objects.get()
    old = retired_code(release, "0707", date(2026, 11, 27))
    assert (old.display, old.successors) == ("Larvik", ("3909",))
    olds = set(Replacement.objects.values_list("code", flat=True))
    found = retired(release, olds, date(2026, 11, 27))
    assert [code for code, one in found.items() if not one.successors] == []
    assert Designation.objects.get(concept__code="5612").text == "Guovdageaidnu"


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
