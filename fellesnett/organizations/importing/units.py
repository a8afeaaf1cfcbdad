"""units.csv: the reporting units of the specialist health service, each with its organization number.

A unit with the name of its hospital or trust is that body, which thereby gets its number. A number that fails its check is
kept beside the unit as `skde_unit`, never as an organization number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fellesnett.foundation.tables import Table
from fellesnett.organizations.identifiers import ORGNR, SKDE_HOSPITAL, SKDE_TRUST, SKDE_UNIT, fault_of_orgnr
from fellesnett.organizations.importing.names import body, is_gone, same_but_for_company_form, spelling, tidy
from fellesnett.organizations.importing.registry import Registry
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.importing.trusts import PRIVATE_REGION
from fellesnett.organizations.models import Organization, OrganizationKind

COLUMNS = ("orgnr", "name", "hospital_id", "hospital", "hf_id", "hf", "hf_short", "rhf_id", "rhf", "rhf_short")


@dataclass(frozen=True)
class UnitRow:
    number: int
    orgnr: str
    name: str
    hospital_id: str
    hospital: str
    trust_id: str
    trust: str
    region_id: str


def parse(table: Table) -> list[UnitRow]:
    """The rows, typed. Raises MalformedFile when the number is not digits, stands twice, or the name is missing."""
    rows, seen = [], set[str]()
    for line in table.lines:
        if not line["orgnr"].isdigit() or not line["name"]:
            raise table.refuse(line.number, "orgnr må være sifre og name må være fylt ut")
        if line["orgnr"] in seen:
            raise table.refuse(line.number, f"orgnr {line['orgnr']} står to ganger")
        seen.add(line["orgnr"])
        rows.append(
            UnitRow(
                line.number,
                line["orgnr"],
                line["name"],
                line["hospital_id"],
                line["hospital"],
                line["hf_id"],
                line["hf"],
                line["rhf_id"],
            )
        )
    return rows


def apply(rows: list[UnitRow], report: ImportReport) -> None:
    """Create or update units below hospital or trust, which must be there."""
    registry = Registry.load()
    twice = {name for name, times in Counter(spelling(row.name) for row in rows).items() if times > 1}
    owners = _bodies_with_one_unit(rows, registry)
    for row in rows:
        _remark_on_spelling(row, registry, report)
        if spelling(row.name) in twice:
            report.remark(row.number, Severity.KEPT, f"«{row.name}» står på flere numre: hvert nummer er sin egen enhet")
        report.count(_apply_row(row, owners.get(row.orgnr), registry, report))


def _bodies_with_one_unit(rows: list[UnitRow], registry: Registry) -> dict[str, Organization]:
    """Number -> the trust or hospital whose own number it is: the one unit with its name.

    Where several units share a trust's name, the one that also has the form of company (HF, AS) is the body itself; where
    that does not single out one, none is.
    """
    candidates: dict[int, list[UnitRow]] = {}
    bodies: dict[int, Organization] = {}
    for row in rows:
        if (owner := _namesake(row, registry)) and not fault_of_orgnr(row.orgnr):
            candidates.setdefault(owner.pk, []).append(row)
            bodies[owner.pk] = owner
    found = {}
    for pk, alike in candidates.items():
        formal = [row for row in alike if body(row.name) != spelling(row.name)]
        if len(chosen := formal or alike) == 1:
            found[chosen[0].orgnr] = bodies[pk]
    return found


def _namesake(row: UnitRow, registry: Registry) -> Organization | None:
    for organization in (registry.find(SKDE_TRUST, row.trust_id), registry.find(SKDE_HOSPITAL, row.hospital_id)):
        if organization is not None and body(organization.name) == body(tidy(row.name)):
            return organization
    return None


def _apply_row(row: UnitRow, owner: Organization | None, registry: Registry, report: ImportReport) -> Outcome:
    if owner is not None and registry.find(ORGNR, row.orgnr) in (None, owner):
        registry.identify(owner, ORGNR, row.orgnr)
        report.remark(row.number, Severity.JOINED, f"«{row.name}» er {owner.name}, som får nummeret {row.orgnr}")
        return Outcome.JOINED
    system = _system(row, registry, report)
    parent = _parent(row, registry, report)
    kind = OrganizationKind.PRIVATE if row.region_id == PRIVATE_REGION else OrganizationKind.UNIT
    fields: dict[str, Any] = {"name": _name(row, report), "parent": parent, "active": not is_gone(row.name)}
    if not fields["active"]:
        report.remark(row.number, Severity.KEPT, f"«{row.name}»: kilden sier at enheten er borte; beholdt som ikke aktiv")
    unit = registry.find(system, row.orgnr)
    if unit is not None and unit.kind not in (OrganizationKind.UNIT, OrganizationKind.PRIVATE):
        report.remark(row.number, Severity.JOINED, f"{row.orgnr} «{row.name}» er {unit.name}, som har nummeret fra før")
        return Outcome.JOINED
    if unit is not None:
        return registry.update(unit, **fields)
    unit = registry.create(kind=kind, key=f"enhet-{row.orgnr}", **fields)
    registry.identify(unit, system, row.orgnr)
    return Outcome.CREATED


def _system(row: UnitRow, registry: Registry, report: ImportReport) -> str:
    """Under which system the number is kept. A wrong organization number is reported, with what it looks like."""
    fault = fault_of_orgnr(row.orgnr)
    if not fault:
        return ORGNR
    if len(row.orgnr) == 10 and row.orgnr.endswith("0") and not fault_of_orgnr(row.orgnr[:9]):
        fault = f"nummeret er {row.orgnr[:9]} med en 0 bak, slik SKDE merker en del av en enhet"
    report.remark(row.number, Severity.WRONG, f"{row.orgnr} «{row.name}»: {fault}; beholdt under nummersystemet {SKDE_UNIT}")
    return SKDE_UNIT


def _parent(row: UnitRow, registry: Registry, report: ImportReport) -> Organization | None:
    if row.region_id == PRIVATE_REGION:
        return None
    hospital = registry.find(SKDE_HOSPITAL, row.hospital_id)
    parent = hospital or registry.find(SKDE_TRUST, row.trust_id)
    if row.hospital_id and hospital is None:
        report.remark(row.number, Severity.WRONG, f"sykehus {row.hospital_id} finnes ikke: les inn hospitals.csv først")
    elif parent is None:
        report.remark(row.number, Severity.WRONG, f"«{row.name}» har verken sykehus eller foretak: står uten virksomhet over seg")
    elif hospital is None:
        report.remark(row.number, Severity.KEPT, f"«{row.name}» har ikke sykehus: lagt rett under {parent.name}")
    return parent


def _name(row: UnitRow, report: ImportReport) -> str:
    name = tidy(row.name)
    if name != row.name:
        report.remark(row.number, Severity.CHANGED, f"«{row.name}» skrives «{name}»")
    return name


def _remark_on_spelling(row: UnitRow, registry: Registry, report: ImportReport) -> None:
    pairs = ((row.hospital, registry.find(SKDE_HOSPITAL, row.hospital_id)), (row.trust, registry.find(SKDE_TRUST, row.trust_id)))
    for written, known in pairs:
        if known is not None and written and not same_but_for_company_form(written, known.name):
            report.remark(row.number, Severity.JOINED, f"«{written}» er {known.name}: samme nummer i kilden")
