"""hospitals.csv: hospitals under their trust. A row with its trust's own name is the trust itself."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.foundation.tables import Table
from fellesnett.organizations.identifiers import SKDE_HOSPITAL, SKDE_TRUST
from fellesnett.organizations.importing.names import body, tidy
from fellesnett.organizations.importing.registry import Registry
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.importing.trusts import PRIVATE_REGION
from fellesnett.organizations.models import Organization, OrganizationKind

COLUMNS = ("hospital_id", "hospital", "hf_id", "rhf_id", "units")


@dataclass(frozen=True)
class HospitalRow:
    number: int
    hospital_id: str
    name: str
    trust_id: str
    region_id: str


def parse(table: Table) -> list[HospitalRow]:
    """The rows, typed. Raises MalformedFile when a number or the name is missing."""
    rows = []
    for line in table.lines:
        if not (line["hospital_id"].isdigit() and line["hf_id"].isdigit() and line["hospital"]):
            raise table.refuse(line.number, "hospital_id, hospital og hf_id må være fylt ut, og numrene må være sifre")
        rows.append(HospitalRow(line.number, line["hospital_id"], line["hospital"], line["hf_id"], line["rhf_id"]))
    return rows


def apply(rows: list[HospitalRow], report: ImportReport) -> None:
    """Create or update hospitals below the trusts, which must be there."""
    registry = Registry.load()
    for row in rows:
        report.count(_apply_row(row, registry, report))


def _apply_row(row: HospitalRow, registry: Registry, report: ImportReport) -> Outcome:
    if row.region_id == PRIVATE_REGION:
        report.remark(row.number, Severity.KEPT, f"«{row.name}» er en samlebetegnelse, ikke et sykehus")
        return Outcome.LEFT_OUT
    trust = registry.find(SKDE_TRUST, row.trust_id)
    if trust is None:
        report.remark(row.number, Severity.WRONG, f"helseforetak {row.trust_id} finnes ikke: les inn health_trusts.csv først")
        return Outcome.LEFT_OUT
    if body(row.name) == body(trust.name):
        if registry.identify(trust, SKDE_HOSPITAL, row.hospital_id):
            report.remark(row.number, Severity.JOINED, f"«{row.name}» er foretaket selv, {trust.name}")
        return Outcome.JOINED
    return _hospital(row, trust, registry, report)


def _hospital(row: HospitalRow, trust: Organization, registry: Registry, report: ImportReport) -> Outcome:
    name = tidy(row.name)
    if name != row.name:
        report.remark(row.number, Severity.CHANGED, f"«{row.name}» skrives «{name}»")
    hospital = registry.find(SKDE_HOSPITAL, row.hospital_id)
    if hospital is not None:
        return registry.update(hospital, name=name, parent=trust)
    hospital = registry.named(name, OrganizationKind.HOSPITAL, OrganizationKind.PRIVATE_NONPROFIT)
    if hospital is not None:
        report.remark(row.number, Severity.JOINED, f"«{row.name}» fantes fra før som {hospital.name}")
        registry.identify(hospital, SKDE_HOSPITAL, row.hospital_id)
        registry.update(hospital, parent=trust)
        return Outcome.UPDATED
    hospital = registry.create(name=name, kind=OrganizationKind.HOSPITAL, parent=trust)
    registry.identify(hospital, SKDE_HOSPITAL, row.hospital_id)
    return Outcome.CREATED
