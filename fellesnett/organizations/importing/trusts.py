"""health_trusts.csv: trusts and the region each belongs to.

Two rows are collective names for what is left of a region ("Resterende ..."): no such body exists, and their hospitals
belong to the region itself. Region 5, "Private sykehus", is no authority: private bodies have nobody above them.
"""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.foundation.tables import Table
from fellesnett.organizations.identifiers import SKDE_REGION, SKDE_TRUST
from fellesnett.organizations.importing.names import full_name, tidy
from fellesnett.organizations.importing.registry import Registry
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.models import Organization, OrganizationKind

COLUMNS = ("hf_id", "hf", "hf_short", "rhf_id", "rhf", "units")
PRIVATE_REGION = "5"


@dataclass(frozen=True)
class TrustRow:
    number: int
    trust_id: str
    name: str
    short_name: str
    region_id: str
    region: str


def parse(table: Table) -> list[TrustRow]:
    """The rows, typed. Raises MalformedFile when a number or a name is missing."""
    rows = []
    for line in table.lines:
        if not (line["hf_id"].isdigit() and line["rhf_id"].isdigit() and line["hf"] and line["rhf"]):
            raise table.refuse(line.number, "hf_id, hf, rhf_id og rhf må være fylt ut, og numrene må være sifre")
        rows.append(TrustRow(line.number, line["hf_id"], line["hf"], line["hf_short"], line["rhf_id"], line["rhf"]))
    return rows


def apply(rows: list[TrustRow], report: ImportReport) -> None:
    """Create or update regions and trusts. A region is made the first time one of its trusts names it."""
    registry = Registry.load()
    for row in rows:
        report.count(_apply_row(row, registry, report))


def _apply_row(row: TrustRow, registry: Registry, report: ImportReport) -> Outcome:
    if row.region_id == PRIVATE_REGION:
        report.remark(
            row.number,
            Severity.KEPT,
            f"«{row.name}» er en samlebetegnelse, ikke en virksomhet: private enheter får ingen virksomhet over seg",
        )
        return Outcome.LEFT_OUT
    region = _region(row, registry, report)
    if row.name.startswith("Resterende "):
        registry.identify(region, SKDE_TRUST, row.trust_id)
        report.remark(
            row.number,
            Severity.JOINED,
            f"«{row.name}» er det som er igjen av regionen, ikke et foretak: sykehusene legges rett under {region.name}",
        )
        return Outcome.JOINED
    return _trust(row, region, registry, report)


def _region(row: TrustRow, registry: Registry, report: ImportReport) -> Organization:
    region = registry.find(SKDE_REGION, row.region_id)
    if region is None:
        kind = OrganizationKind.REGIONAL_HEALTH_AUTHORITY
        region = registry.named(row.region, kind) or registry.create(
            name=row.region, short_name=row.region.removesuffix(" RHF"), kind=kind, parent=None
        )
        registry.identify(region, SKDE_REGION, row.region_id)
        report.remark(row.number, Severity.KEPT, f"regionen {region.name} står bare i denne kolonnen: egen virksomhet")
    return region


def _trust(row: TrustRow, region: Organization, registry: Registry, report: ImportReport) -> Outcome:
    name = full_name(tidy(row.name))
    if name != row.name:
        report.remark(row.number, Severity.JOINED, f"«{row.name}» er {name}: navnet de andre listene bruker")
    kind = OrganizationKind.HEALTH_TRUST if name.endswith(" HF") else OrganizationKind.PRIVATE_NONPROFIT
    short_name = row.short_name if row.short_name != name else ""
    trust = registry.find(SKDE_TRUST, row.trust_id)
    if trust is None and (trust := registry.named(name, kind)):
        report.remark(row.number, Severity.JOINED, f"«{row.name}» fantes fra før som {trust.name}")
    if trust is not None:
        new_number = registry.identify(trust, SKDE_TRUST, row.trust_id)
        outcome = registry.update(trust, name=name, short_name=short_name, parent=region)
        return Outcome.UPDATED if new_number else outcome
    trust = registry.create(name=name, short_name=short_name, kind=kind, parent=region, key=short_name)
    registry.identify(trust, SKDE_TRUST, row.trust_id)
    return Outcome.CREATED
