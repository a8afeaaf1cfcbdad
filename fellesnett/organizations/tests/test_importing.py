"""Small lists with every fault the real ones have, and what becomes of each row."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from fellesnett.foundation.tables import MalformedFile
from fellesnett.organizations.importing import GEOGRAPHY, ORGANIZATIONS, ImportReport, Outcome, Severity, import_files
from fellesnett.organizations.models import (
    CatchmentArea,
    Identifier,
    MunicipalityNumberChange,
    Organization,
    OrganizationKind,
    PostalCode,
    Site,
)
from fellesnett.organizations.signals import organizations_imported
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site

pytestmark = pytest.mark.django_db

TRUSTS = """hf_id,hf,hf_short,rhf_id,rhf,units
2,UNN HF,UNN,1,Helse Nord RHF,3
6,St. Olavs Hospital HF,St. Olavs Hospital,2,Helse Midt-Norge RHF,2
13,Resterende Helse Vest RHF,Resterende Helse Vest,3,Helse Vest RHF,1
23,Diakonhjemmet sykehus,Diakonhjemmet sykehus,4,Helse Sør-Øst RHF,1
27,Private sykehus,Private sykehus,5,Private sykehus,1
"""
HOSPITALS = """hospital_id,hospital,hf_id,rhf_id,units
20,UNN HF,2,1,1
21,UNN Tromsø,2,1,1
61,"St. Olavs hospital, Trondheim",6,2,1
132,Betanien Hospital Skien,13,3,1
300,Private sykehus,27,5,1
"""
UNIT_HEADER = "orgnr,name,hospital_id,hospital,hf_id,hf,hf_short,rhf_id,rhf,rhf_short\n"
UNITS = (
    UNIT_HEADER
    + """974795787,"Universitetssykehuset i Nord-Norge, Tromsø",21,UNN Tromsø,2,UNN HF,UNN,1,Helse Nord RHF,Nord
9747957870,Tromsø - stråleterapi,21,UNN Tromsø,2,UNN HF,UNN,1,Helse Nord RHF,Nord
983974899,UNIVERSITETSSYKEHUSET NORD-NORGE HF RUSSEKSJON NARVIK,,,2,UNN HF,UNN,1,Helse Nord RHF,Nord
978296296,Alta helsesenter,21,UNN Tromsø,2,UNN HF,UNN,1,Helse Nord RHF,Nord
883974832,St. Olavs hospital HF,,,6,St. Olavs hospital HF,St. Olavs hospital,2,Helse Midt-Norge RHF,Helse Midt-Norge
974749025,"St Olavs Hospital, Trondheim",61,"St. Olavs Hospital, Trondheim",6,St. Olavs Hospital HF,O,2,Helse Midt-Norge RHF,M
974116804,Evjeklinikken AS (slettet 11.11.2020),300,Private sykehus,27,Private sykehus,Private,5,Private sykehus,Private
974245873,Ingen treff i Brreg per 12.06.2024,,,,,,,,
"""
)
SITES = """domain,organisation,type,region,languages_seen
unn.no,Universitetssykehuset Nord-Norge HF,HF,Helse Nord,"nb,sme"
stolav.no,St. Olavs hospital HF,HF,Helse Midt-Norge,nb
sykehusapotek-nord.no,Sykehusapotek Nord HF,apotek,Helse Nord,nb
betanienhospital.no,Betanien Hospital,private non-profit,Helse Sør-Øst,nb
helse-fonna.no,Helse Fonna HF,HF,Helse Vest,nn
spesialisthelsetjenesten.no,Spesialisthelsetjenesten,national,national,nb
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"trusts": TRUSTS, "hospitals": HOSPITALS, "units": UNITS, "sites": SITES}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def read(folder: Path, *names: str, **options: bool) -> dict[str, ImportReport]:
    reports = import_files([folder / f"{name}.csv" for name in names], ORGANIZATIONS, **options)
    return {report.file.removesuffix(".csv"): report for report in reports}


def read_all(folder: Path, **options: bool) -> dict[str, ImportReport]:
    return read(folder, "sites", "units", "hospitals", "trusts", **options)


def by_number(system: str, value: str) -> Organization:
    return Organization.objects.get(identifiers__system=system, identifiers__value=value)


def whys(report: ImportReport, row: int) -> list[tuple[str, str]]:
    return [(remark.severity.value, remark.why) for remark in report.remarks if remark.row == row]


def test_what_is_new_is_announced_once_inside_the_transaction_that_a_dry_run_takes_back(folder: Path) -> None:
    heard: list[bool] = []

    def hear(**_: object) -> None:
        heard.append(Organization.objects.exists() and connection.in_atomic_block)

    organizations_imported.connect(hear)
    read_all(folder, dry_run=True)
    read_all(folder)
    read_all(folder)  # the same again is nothing new
    organizations_imported.disconnect(hear)
    assert heard == [True, True]


def test_every_row_has_one_outcome_and_every_odd_row_a_remark(folder: Path) -> None:
    for report in read_all(folder, with_sites=True).values():
        assert report.rows == sum(report.outcomes.values())
        assert report.outcomes[Outcome.LEFT_OUT] <= len({remark.row for remark in report.remarks})


def test_the_tree_is_region_trust_hospital_unit_whatever_order_the_files_come_in(folder: Path) -> None:
    read_all(folder)
    unit = by_number("orgnr", "974795787")
    names = [Organization.objects.get(pk=pk).name for pk in unit.lineage]
    assert names == [
        "Helse Nord RHF",
        "Universitetssykehuset Nord-Norge HF",
        "UNN Tromsø",
        "Universitetssykehuset i Nord-Norge, Tromsø",
    ]
    assert [Organization.objects.get(pk=pk).kind for pk in unit.lineage] == [
        "regional_health_authority",
        "health_trust",
        "hospital",
        "unit",
    ]


def test_short_forms_become_the_full_name_and_are_told(folder: Path) -> None:
    report = read_all(folder)["trusts"]
    trust = by_number("skde_hf", "2")
    assert (trust.name, trust.short_name, trust.key) == ("Universitetssykehuset Nord-Norge HF", "UNN", "unn")
    assert ("slått sammen", "«UNN HF» er Universitetssykehuset Nord-Norge HF: navnet de andre listene bruker") in whys(report, 2)
    assert by_number("skde_hospital", "20") == trust


def test_collective_names_become_no_organization(folder: Path) -> None:
    reports = read_all(folder)
    assert not Organization.objects.filter(name__startswith="Resterende").exists()
    assert not Organization.objects.filter(name="Private sykehus").exists()
    assert by_number("skde_hospital", "132").parent == by_number("skde_rhf", "3")
    assert "samlebetegnelse" in whys(reports["trusts"], 6)[0][1]


def test_a_private_unit_has_nobody_above_it(folder: Path) -> None:
    read_all(folder)
    private = by_number("orgnr", "974116804")
    assert (private.kind, private.parent, private.name) == (OrganizationKind.PRIVATE, None, "Evjeklinikken AS")
    assert not private.active


def test_a_number_with_an_added_zero_is_a_part_and_is_reported_wrong(folder: Path) -> None:
    report = read_all(folder)["units"]
    assert by_number("skde_unit", "9747957870").parent == by_number("skde_hospital", "21")
    assert "974795787 med en 0 bak" in whys(report, 3)[0][1]
    assert [remark.row for remark in report.of(Severity.WRONG)] == [3, 5, 9, 9]
    assert not Identifier.objects.filter(system="orgnr", value__in=["978296296", "974245873"]).exists()


def test_a_unit_with_its_trusts_name_gives_the_trust_its_number(folder: Path) -> None:
    report = read_all(folder)["units"]
    assert by_number("orgnr", "883974832") == by_number("skde_hf", "6")
    assert by_number("orgnr", "974749025") == by_number("skde_hospital", "61")
    assert report.outcomes[Outcome.JOINED] == 2
    assert ("slått sammen", "«St. Olavs hospital HF» er St. Olavs Hospital HF: samme nummer i kilden") in whys(report, 6)


def test_two_units_with_the_trusts_name_are_both_units(folder: Path) -> None:
    trust = "23,Diakonhjemmet sykehus,D,4,Helse Sør-Øst RHF,HSØ"
    text = UNIT_HEADER + "".join(f"{number},Diakonhjemmet sykehus AS,,,{trust}\n" for number in (974116804, 982791952))
    (folder / "units.csv").write_text(text, encoding="utf-8")
    report = read_all(folder)["units"]
    assert report.outcomes == {Outcome.CREATED: 2}
    assert {by_number("orgnr", number).kind for number in ("974116804", "982791952")} == {OrganizationKind.UNIT}
    assert "flere numre" in whys(report, 2)[0][1]


def test_a_name_in_capitals_is_calmed_and_a_unit_without_hospital_hangs_under_its_trust(folder: Path) -> None:
    report = read_all(folder)["units"]
    unit = by_number("orgnr", "983974899")
    assert unit.name == "Universitetssykehuset Nord-Norge HF russeksjon Narvik"
    assert unit.parent == by_number("skde_hf", "2")
    assert [severity for severity, _why in whys(report, 4)] == ["beholdt", "endret"]


def test_a_unit_that_belongs_nowhere_is_kept_and_told(folder: Path) -> None:
    report = read_all(folder)["units"]
    lost = by_number("skde_unit", "974245873")
    assert (lost.parent, lost.active) == (None, False)
    assert "verken sykehus eller foretak" in " ".join(why for _severity, why in whys(report, 9))


def test_the_same_files_twice_change_nothing(folder: Path) -> None:
    read_all(folder, with_sites=True)
    before = list(Organization.objects.order_by("pk").values()), list(Identifier.objects.order_by("pk").values())
    reports = read_all(folder, with_sites=True)
    assert not any(report.changed_anything for report in reports.values())
    assert (list(Organization.objects.order_by("pk").values()), list(Identifier.objects.order_by("pk").values())) == before


def test_a_corrected_list_updates_what_it_names(folder: Path) -> None:
    read_all(folder)
    corrected = UNITS.replace("21,UNN Tromsø,2,UNN HF,UNN,1", ",,2,UNN HF,UNN,1").replace("Alta helsesenter", "Alta sykestue")
    (folder / "units.csv").write_text(corrected, encoding="utf-8")
    report = read(folder, "units")["units"]
    assert report.outcomes[Outcome.UPDATED] == 3
    assert by_number("skde_unit", "978296296").name == "Alta sykestue"
    assert by_number("orgnr", "974795787").parent == by_number("skde_hf", "2")


def test_an_organization_that_is_here_already_is_recognized_by_name(folder: Path) -> None:
    here = make_organization("Universitetssykehuset Nord-Norge HF", key="unn")
    report = read(folder, "trusts")["trusts"]
    here.refresh_from_db()
    assert here.parent == by_number("skde_rhf", "1")
    assert by_number("skde_hf", "2") == here
    assert any("fantes fra før" in why for _severity, why in whys(report, 2))


def test_a_key_that_is_taken_gets_a_number(folder: Path) -> None:
    make_organization("Noe helt annet", key="unn")
    read(folder, "trusts")
    assert by_number("skde_hf", "2").key == "unn-2"


def test_a_number_somebody_already_has_is_theirs(folder: Path) -> None:
    """An organization number that a hospital holds is not turned into a unit by the list."""
    hospital = make_organization("Tromsø sykehus", kind=OrganizationKind.HOSPITAL, orgnr="974795787")
    report = read_all(folder)["units"]
    hospital.refresh_from_db()
    assert hospital.name == "Tromsø sykehus"
    assert any("har nummeret fra før" in why for _severity, why in whys(report, 2))


def test_hospitals_before_their_trusts_are_told_what_is_missing(folder: Path) -> None:
    report = read(folder, "hospitals")["hospitals"]
    assert report.outcomes == {Outcome.LEFT_OUT: 5}
    assert all("health_trusts.csv først" in remark.why for remark in report.of(Severity.WRONG))


def test_sites_are_made_when_asked_for_and_matched_by_name(folder: Path) -> None:
    reports = read_all(folder, with_sites=True)
    unn = Site.objects.get(host="unn.no")
    assert unn.organization == by_number("skde_hf", "2")
    assert (unn.slug, unn.language, unn.other_languages) == ("unn", "nb", ["se"])
    assert Site.objects.get(host="stolav.no").organization == by_number("skde_hf", "6")
    assert not Site.objects.filter(host="helse-fonna.no").exists()
    assert whys(reports["sites"], 6)[0][0] == "feil"


def test_organizations_only_the_site_list_knows_are_made_with_their_kind(folder: Path) -> None:
    read_all(folder)
    pharmacy = Organization.objects.get(kind=OrganizationKind.HOSPITAL_PHARMACY)
    assert (pharmacy.name, pharmacy.parent.name) == ("Sykehusapotek Nord HF", "Helse Nord RHF")
    assert by_number("skde_hospital", "132").kind == OrganizationKind.PRIVATE_NONPROFIT
    assert not Site.objects.exists()


def test_national_sites_belong_to_the_one_national_office(folder: Path) -> None:
    office = make_national_office()
    read_all(folder, with_sites=True)
    assert Site.objects.get(host="spesialisthelsetjenesten.no").organization == office


def test_a_site_keeps_its_own_name_and_colour(folder: Path) -> None:
    mine = make_site("bergen", host="unn.no", name="UNN vårt navn", brand_color="#112233")
    read_all(folder, with_sites=True)
    mine.refresh_from_db()
    assert (mine.name, mine.brand_color, mine.slug) == ("UNN vårt navn", "#112233", "bergen")
    assert mine.organization == by_number("skde_hf", "2")


def test_a_dry_run_tells_all_and_keeps_nothing(folder: Path) -> None:
    reports = read_all(folder, dry_run=True, with_sites=True)
    assert reports["units"].outcomes[Outcome.CREATED] == 6
    assert not Organization.objects.exists()
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("units", UNIT_HEADER + "974795787,Tromsø\n", r"units\.csv, rad 2: 2 felt"),
        ("units", UNIT_HEADER + "ABC,Tromsø,,,,,,,,\n", "rad 2: orgnr"),
        ("units", UNITS + "978296296,En gang til,,,,,,,,\n", "rad 10: orgnr 978296296 står to ganger"),
        ("trusts", TRUSTS.replace("13,Rest", "x,Rest"), r"trusts\.csv, rad 4"),
        ("hospitals", HOSPITALS.replace("21,UNN Tromsø", "21,"), r"hospitals\.csv, rad 3"),
        ("sites", SITES.replace("apotek,", "kiosk,"), "ukjent type «kiosk»"),
        ("sites", SITES.replace("nb,sme", "nb,xx"), "ukjent språk: xx"),
        ("sites", SITES.replace("stolav.no", "unn.no"), "rad 3"),
        ("units", "farge,form\nrød,rund\n", "kjent liste"),
    ],
)
def test_a_malformed_file_stops_everything_before_the_first_change(folder: Path, name: str, text: str, fault: str) -> None:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedFile, match=fault):
        read_all(folder)
    assert not Organization.objects.exists()


CATCHMENT_HEADER = (
    "komnr,kommune,bydel,bydel_navn,rhf_id,rhf,hf_id,hf,hospital_id,hospital,dps_id,dps,lat,lon,"
    "sami_name,sami_language,sami_admin_area\n"
)
CATCHMENT = (
    CATCHMENT_HEADER
    + """5501,Tromsø,,,1,Helse Nord RHF,2,UNN,21,Tromsø,1,Tromsø,69.6204,18.9,Romsa,Northern Sami,0
5001,Trondheim,500101,Midtbyen,2,Helse Midt-Norge RHF,7,St. Olav,71,St. Olav,1,Nidaros,63.4,10.4,,,0
0301,Oslo,,,4,Helse Sør-Øst RHF,30,Oslo,301,Oslo,,,59.9,10.7,,,0
2100,Svalbard,,,24,Utlandet/Svalbard,24,Utlandet,,,,,,,,,0
5503,Harstad,,,1,Helse Nord RHF,2,UNN,22,Harstad,1,Harstad,68.8,16.5,,,1
"""
)


def geography(folder: Path, name: str, text: str) -> ImportReport:
    (folder / name).write_text(text, encoding="utf-8")
    return import_files([folder / name], GEOGRAPHY)[0]


def test_a_municipality_finds_its_hospital_by_name_not_by_the_lists_own_numbers(folder: Path) -> None:
    """Trust 7 here is St. Olav, which is 6 in the list of trusts."""
    read(folder, "trusts", "hospitals")
    report = geography(folder, "catchment.csv", CATCHMENT)
    midtbyen = CatchmentArea.objects.get(district_number="500101")
    assert (midtbyen.trust, midtbyen.hospital) == (by_number("skde_hf", "6"), by_number("skde_hospital", "61"))
    tromso = CatchmentArea.objects.get(municipality_number="5501")
    assert (tromso.hospital.name, tromso.sami_name, float(tromso.latitude)) == ("UNN Tromsø", "Romsa", 69.6204)
    assert report.rows == sum(report.outcomes.values()) == 5


def test_what_has_several_hospitals_or_none_is_kept_and_told(folder: Path) -> None:
    read(folder, "trusts", "hospitals")
    report = geography(folder, "catchment.csv", CATCHMENT)
    oslo, svalbard = (CatchmentArea.objects.get(municipality_number=number) for number in ("0301", "2100"))
    assert (oslo.region, oslo.trust, oslo.source_trust) == (by_number("skde_rhf", "4"), None, "Oslo")
    assert (svalbard.region, svalbard.latitude) == (None, None)
    assert [remark.row for remark in report.of(Severity.KEPT)] == [4, 5]
    assert [(remark.row, "Harstad" in remark.why) for remark in report.of(Severity.WRONG)] == [(6, True)]


def test_the_same_catchment_twice_changes_nothing_and_a_corrected_one_does(folder: Path) -> None:
    read(folder, "trusts", "hospitals")
    geography(folder, "catchment.csv", CATCHMENT)
    assert geography(folder, "catchment.csv", CATCHMENT).outcomes == {Outcome.UNCHANGED: 5}
    assert geography(folder, "catchment.csv", CATCHMENT.replace("Nidaros", "Tiller")).outcomes[Outcome.UPDATED] == 1


@pytest.mark.parametrize(("old", "new"), [("69.6204", "nord"), ("69.6204", "169.6"), ("5501,", "551,"), ("5503,", "5501,")])
def test_a_catchment_with_an_impossible_number_is_refused(folder: Path, old: str, new: str) -> None:
    with pytest.raises(MalformedFile):
        geography(folder, "catchment.csv", CATCHMENT.replace(old, new))
    assert not CatchmentArea.objects.exists()


def test_postal_codes_are_created_corrected_and_kept(tmp_path: Path) -> None:
    assert geography(tmp_path, "p.csv", "postal_code,place\n0001,OSLO\n5003,BERGEN\n").outcomes == {Outcome.CREATED: 2}
    second = geography(tmp_path, "p.csv", "postal_code,place\n0001,Oslo\n5003,BERGEN\n")
    assert second.outcomes == {Outcome.UPDATED: 1, Outcome.UNCHANGED: 1}
    geography(tmp_path, "p.csv", "postal_code,place\n0001,Oslo\n")
    assert dict(PostalCode.objects.values_list("code", "place")) == {"0001": "Oslo", "5003": "BERGEN"}
    with pytest.raises(MalformedFile, match="fire sifre"):
        geography(tmp_path, "p.csv", "postal_code,place\n1,Oslo\n")


def test_a_municipality_number_is_followed_to_the_new_one(tmp_path: Path) -> None:
    header = "year,old_nr,old_name,new_nr,new_name,comment\n"
    text = header + "2020,0101,Halden,3001,Halden,\n2024,3001,Halden,3101,Halden,\n2024,3003,Sarpsborg,3003,Sarpen,\n"
    report = geography(tmp_path, "k.csv", text)
    assert [remark.row for remark in report.of(Severity.KEPT)] == [4]
    assert geography(tmp_path, "k.csv", text.replace("Sarpen", "Borg")).outcomes == {Outcome.UNCHANGED: 2, Outcome.UPDATED: 1}
    assert MunicipalityNumberChange.objects.get(old_number="3001").new_number == "3101"
    with pytest.raises(MalformedFile):
        geography(tmp_path, "k.csv", header + "2020,101,Halden,3001,Halden,\n")


def test_the_command_reports_to_a_file_and_says_what_it_did(folder: Path) -> None:
    out = StringIO()
    files = [str(folder / f"{name}.csv") for name in ("units", "trusts", "hospitals")]
    call_command("organizations", "import", *files, report=folder / "report.csv", stdout=out)
    assert "units.csv: 8 rader: 6 ny, 2 slått sammen" in out.getvalue()
    with (folder / "report.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert set(rows[0]) == {"file", "row", "severity", "why"}
    assert {row["severity"] for row in rows} == {"feil", "slått sammen", "endret", "beholdt"}


@pytest.mark.parametrize("command", ["organizations", "geography"])
def test_the_command_ends_with_2_on_a_malformed_file(folder: Path, command: str) -> None:
    (folder / "broken.csv").write_text("a,b\n1\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"broken\.csv, rad 2") as caught:
        call_command(command, "import", str(folder / "broken.csv"))
    assert caught.value.returncode == 2
