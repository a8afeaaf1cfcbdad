"""The real lists, whole: every row accounted for, and the facts we know about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fellesnett.organizations.identifiers import fault_of_orgnr
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

pytestmark = pytest.mark.django_db


def read_organizations(real_data: Path) -> dict[str, ImportReport]:
    names = ("units", "health_trusts", "hospitals", "sites_observed")
    paths = [real_data / "organisations" / f"{name}.csv" for name in names]
    return {report.file.removesuffix(".csv"): report for report in import_files(paths, ORGANIZATIONS, with_sites=True)}


def test_the_real_organizations(real_data: Path) -> None:
    reports = read_organizations(real_data)
    assert {name: report.rows for name, report in reports.items()} == {
        "health_trusts": 26,
        "hospitals": 117,
        "units": 1061,
        "sites_observed": 31,
    }
    assert all(sum(report.outcomes.values()) == report.rows for report in reports.values())
    _check_units(reports["units"])
    _check_numbers()
    assert Organization.objects.filter(kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY).count() == 4
    assert Organization.objects.filter(kind=OrganizationKind.PRIVATE).count() == 454
    assert Site.objects.count() == 31
    assert not reports["sites_observed"].of(Severity.WRONG)
    again = read_organizations(real_data)
    assert not any(report.changed_anything for report in again.values())


def _check_units(report: ImportReport) -> None:
    assert report.outcomes == {Outcome.CREATED: 1001, Outcome.JOINED: 60}
    wrong = [remark for remark in report.of(Severity.WRONG) if "skde_unit" in remark.why]
    assert len(wrong) == 15
    assert sum("med en 0 bak" in remark.why for remark in wrong) == 10
    without_hospital = [remark for remark in report.remarks if "har ikke sykehus" in remark.why]
    nowhere = [remark for remark in report.remarks if "verken sykehus eller foretak" in remark.why]
    assert (len(without_hospital), len(nowhere)) == (382, 1)


def _check_numbers() -> None:
    numbers = Identifier.objects.filter(system="orgnr").values_list("value", flat=True)
    assert len(numbers) == 1061 - 15
    assert not any(fault_of_orgnr(number) for number in numbers)
    assert Identifier.objects.filter(system="skde_unit").count() == 15
    known = {"983974724": "Helse Bergen HF", "983974791": "Helse Nord-Trøndelag HF", "883971752": "Sunnaas sykehus HF"}
    found = Identifier.objects.filter(system="orgnr", value__in=known).values_list("value", "organization__name")
    assert dict(found) == known


def test_the_real_geography(real_data: Path) -> None:
    read_organizations(real_data)
    reports = import_files(sorted((real_data / "geography").glob("*.csv")), GEOGRAPHY)
    assert {report.file: report.rows for report in reports} == {
        "postal_codes_2021.csv": 5132,
        "kommune_number_changes_1988_2024.csv": 526,
        "catchment_2026.csv": 407,
    }
    assert all(report.outcomes == {Outcome.CREATED: report.rows} for report in reports)
    assert (PostalCode.objects.count(), MunicipalityNumberChange.objects.count()) == (5132, 526)
    assert not reports[-1].of(Severity.WRONG)
    areas = CatchmentArea.objects.all()
    assert (areas.count(), areas.filter(region=None).count(), areas.filter(latitude=None).count()) == (407, 8, 8)
    assert areas.filter(sami_administrative_area=True).count() == 13
    nordkapp = areas.get(municipality="Nordkapp")
    assert (nordkapp.trust.name, nordkapp.hospital.name) == ("Finnmarkssykehuset HF", "Klinikk Hammerfest")
