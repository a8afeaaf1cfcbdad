"""catchment_*.csv: municipality or city district -> region, trust, local hospital and DPS.

This list numbers trusts and hospitals in its own way (its trust 11 is Bergen, which is 10 in the list of trusts) and names
them by place. They are matched by name within the region and the trust; every match is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from fellesnett.foundation.tables import Line, Table
from fellesnett.organizations.identifiers import SKDE_HOSPITAL, SKDE_REGION, SKDE_TRUST
from fellesnett.organizations.importing.names import spelling
from fellesnett.organizations.importing.registry import Registry
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.models import CatchmentArea, Organization

COLUMNS = (
    "komnr",
    "kommune",
    "bydel",
    "bydel_navn",
    "rhf_id",
    "rhf",
    "hf_id",
    "hf",
    "hospital_id",
    "hospital",
    "dps_id",
    "dps",
    "lat",
    "lon",
    "sami_name",
    "sami_language",
    "sami_admin_area",
)
TRUSTS = {"UNN": "Universitetssykehuset Nord-Norge HF", "OUS": "Oslo universitetssykehus HF"}
"""Short forms that are no part of the trust's name."""
HOSPITALS = {
    ("St. Olav", "St. Olav"): "St. Olavs hospital, Trondheim",
    ("Førde", "Førde"): "Førde sjukehus",
    ("Stavanger", "Stavanger"): "Stavanger universitetssykehus",
    ("Vestfold", "Vestfold"): "Sykehuset i Vestfold, Tønsberg",
    ("Bergen", "Haraldsplass"): "Haraldsplass diakonale sykehus",
    ("Sørlandet", "Arendal"): "Sørlandet sykehus, Arendal",
    ("Sørlandet", "Flekkefjord"): "Sørlandet sykehus, Flekkefjord",
}
"""(trust, hospital) as this list writes them -> the hospital's name, where the words alone do not single one out."""
SEVERAL = {
    "Oslo": "Oslo som helhet har flere foretak; bydelene har hvert sitt",
    "Elverum-Hamar": "to sykehus deler området: Elverum og Hamar",
}
NOWHERE = frozenset({"Utlandet", "Ukjent", "Norge"})


@dataclass(frozen=True)
class CatchmentRow:
    number: int
    municipality_number: str
    district_number: str
    region_id: str
    region: str
    trust: str
    hospital: str
    facts: dict[str, Any]


def parse(table: Table) -> list[CatchmentRow]:
    """The rows, typed. Raises MalformedFile on a number or coordinate that is none, or an area that stands twice."""
    rows, seen = [], set[tuple[str, str]]()
    for line in table.lines:
        area = (line["komnr"], line["bydel"])
        if len(area[0]) != 4 or not area[0].isdigit() or (area[1] and not area[1].isdigit()) or area in seen:
            raise table.refuse(line.number, "komnr må være fire sifre, bydel sifre eller tom, og området kan bare stå én gang")
        seen.add(area)
        region, facts = (line["rhf_id"], line["rhf"]), _facts(table, line)
        rows.append(CatchmentRow(line.number, *area, *region, line["hf"], line["hospital"], facts))
    return rows


def _facts(table: Table, line: Line) -> dict[str, Any]:
    return {
        "municipality": line["kommune"],
        "district": line["bydel_navn"],
        "sami_name": line["sami_name"],
        "sami_administrative_area": line["sami_admin_area"] == "1",
        "latitude": _degrees(table, line, "lat", 90),
        "longitude": _degrees(table, line, "lon", 180),
        "psychiatric_center": line["dps"],
        "source_trust": line["hf"],
        "source_hospital": line["hospital"],
    }


def _degrees(table: Table, line: Line, column: str, most: int) -> Decimal | None:
    if not line[column]:
        return None
    try:
        degrees = Decimal(line[column]).quantize(Decimal("0.00001"))
    except InvalidOperation:
        raise table.refuse(line.number, f"{column} er ikke et tall: «{line[column]}»") from None
    if abs(degrees) > most:
        raise table.refuse(line.number, f"{column} er utenfor jordkloden: {degrees}")
    return degrees


def apply(rows: list[CatchmentRow], report: ImportReport) -> None:
    """Create or update the areas; the organizations must be there."""
    registry = Registry.load()
    places = Places(registry, report)
    stored = {(area.municipality_number, area.district_number): area for area in CatchmentArea.objects.all()}
    new = []
    for row in rows:
        facts = row.facts | places.of(row)
        area = stored.get((row.municipality_number, row.district_number))
        if area is None:
            new.append(CatchmentArea(municipality_number=row.municipality_number, district_number=row.district_number, **facts))
            report.count(Outcome.CREATED)
        else:
            report.count(_update(area, facts))
    CatchmentArea.objects.bulk_create(new, batch_size=500)


def _update(area: CatchmentArea, facts: dict[str, Any]) -> Outcome:
    if all(getattr(area, _column(name)) == _stored(value) for name, value in facts.items()):
        return Outcome.UNCHANGED
    for name, value in facts.items():
        setattr(area, name, value)
    area.save()
    return Outcome.UPDATED


def _column(name: str) -> str:
    return f"{name}_id" if name in ("region", "trust", "hospital") else name


def _stored(value: Any) -> Any:
    return value.pk if isinstance(value, Organization) else value


@dataclass
class Places:
    """Finds region, trust and hospital of a row among the organizations we have."""

    registry: Registry
    report: ImportReport

    def of(self, row: CatchmentRow) -> dict[str, Organization | None]:
        nothing: dict[str, Organization | None] = {"region": None, "trust": None, "hospital": None}
        if row.trust in NOWHERE:
            self.report.remark(row.number, Severity.KEPT, f"«{row.region}»: ikke noe sted i landet, uten sykehus")
            return nothing
        region = self.registry.find(SKDE_REGION, row.region_id)
        if region is None:
            self.report.remark(row.number, Severity.WRONG, f"region «{row.region}» finnes ikke: les inn health_trusts.csv først")
            return nothing
        if row.trust in SEVERAL:
            self.report.remark(row.number, Severity.KEPT, f"«{row.trust}»: {SEVERAL[row.trust]}")
            return nothing | {"region": region}
        trust = self._trust(row, region)
        return {"region": region, "trust": trust, "hospital": self._hospital(row, region, trust) if trust else None}

    def _trust(self, row: CatchmentRow, region: Organization) -> Organization | None:
        under = [one for one in self._with(SKDE_TRUST) if one.parent_id == region.pk]
        name = TRUSTS.get(row.trust)
        found = [one for one in under if one.name == name] if name else [one for one in under if _names(row.trust, one)]
        return self._one(row, "foretak", row.trust, found)

    def _hospital(self, row: CatchmentRow, region: Organization, trust: Organization) -> Organization | None:
        if row.hospital in SEVERAL:
            self.report.remark(row.number, Severity.KEPT, f"«{row.hospital}»: {SEVERAL[row.hospital]}")
            return None
        name = HOSPITALS.get((row.trust, row.hospital))
        if name:
            found = [one for one in self._with(SKDE_HOSPITAL) if spelling(one.name) == spelling(name)]
        elif _names(row.hospital, trust):
            found = [trust]
        else:
            found = [one for one in self._with(SKDE_HOSPITAL) if one.parent_id == trust.pk and _names(row.hospital, one)]
        return self._one(row, "sykehus", row.hospital, found)

    def _with(self, system: str) -> list[Organization]:
        found = {one.pk: one for (held, _value), one in self.registry.by_number.items() if held == system}
        return list(found.values())

    def _one(self, row: CatchmentRow, what: str, written: str, found: list[Organization]) -> Organization | None:
        if len(found) != 1:
            names = ", ".join(sorted(one.name for one in found)) or "ingen"
            self.report.remark(row.number, Severity.WRONG, f"{what} «{written}» er ikke entydig: {names} passer")
            return None
        self.report.remark(row.number, Severity.JOINED, f"{what} «{written}» er {found[0].name}")
        return found[0]


def _names(written: str, organization: Organization) -> bool:
    """Do the words of this list stand, in order and at the start of a word, in the organization's name?"""
    return f" {spelling(written)}" in f" {spelling(organization.name)}"
