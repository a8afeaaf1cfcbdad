"""sites_observed.csv: the public websites of today, each with the organization it speaks for.

Regions and trusts must be there already, by name. Pharmacies, ICT companies, jointly owned companies and private
non-profit hospitals that no other list names are created from this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.foundation import languages
from fellesnett.foundation.tables import Table
from fellesnett.organizations.importing.names import spelling
from fellesnett.organizations.importing.registry import Registry
from fellesnett.organizations.importing.report import ImportReport, Outcome, Severity
from fellesnett.organizations.models import Organization, OrganizationKind, Site

COLUMNS = ("domain", "organisation", "type", "region", "languages_seen")
KINDS = {
    "RHF": OrganizationKind.REGIONAL_HEALTH_AUTHORITY,
    "HF": OrganizationKind.HEALTH_TRUST,
    "apotek": OrganizationKind.HOSPITAL_PHARMACY,
    "private non-profit": OrganizationKind.PRIVATE_NONPROFIT,
    "IKT": OrganizationKind.ICT_COMPANY,
    "jointly owned": OrganizationKind.JOINTLY_OWNED_COMPANY,
    "national": OrganizationKind.NATIONAL,
}
FROM_OTHER_LISTS = frozenset({OrganizationKind.REGIONAL_HEALTH_AUTHORITY, OrganizationKind.HEALTH_TRUST})
LONGER_NAMES = {
    "Betanien Hospital": "Betanien Hospital Skien",
    "Revmatismesykehuset": "Revmatismesykehuset Lillehammer",
}
"""Name on the website -> name in hospitals.csv, which says where."""


@dataclass(frozen=True)
class SiteRow:
    number: int
    domain: str
    organization: str
    kind: OrganizationKind
    region: str
    languages: tuple[str, ...]


def parse(table: Table) -> list[SiteRow]:
    """The rows, typed. Raises MalformedFile on an unknown type or language, or a domain that is missing or stands twice."""
    rows, seen = [], set[str]()
    for line in table.lines:
        if not line["domain"] or line["domain"] in seen or not line["organisation"]:
            raise table.refuse(line.number, "domain og organisation må være fylt ut, og domenet kan bare stå én gang")
        if line["type"] not in KINDS:
            raise table.refuse(line.number, f"ukjent type «{line['type']}»; kjente er {', '.join(KINDS)}")
        codes = (code.strip() for code in line["languages_seen"].split(","))
        spoken = tuple(languages.BY_THREE_LETTERS.get(code, code) for code in codes if code)
        if unknown := set(spoken) - set(languages.CODES):
            raise table.refuse(line.number, f"ukjent språk: {', '.join(sorted(unknown))}")
        seen.add(line["domain"])
        rows.append(SiteRow(line.number, line["domain"], line["organisation"], KINDS[line["type"]], line["region"], spoken))
    return rows


def apply(rows: list[SiteRow], report: ImportReport, *, with_sites: bool = False) -> None:
    """Match or create the organizations; `with_sites` also creates or updates the website of each."""
    registry = Registry.load()
    for row in rows:
        organization, outcome = _organization(row, registry, report)
        if organization is not None and with_sites:
            outcome = _site(row, organization, report)
        report.count(outcome)


def _organization(row: SiteRow, registry: Registry, report: ImportReport) -> tuple[Organization | None, Outcome]:
    name = LONGER_NAMES.get(row.organization, row.organization)
    if name != row.organization:
        report.remark(row.number, Severity.JOINED, f"«{row.organization}» er {name} i sykehuslisten")
    found = _national(registry) if row.kind == OrganizationKind.NATIONAL else registry.named(name, *_kinds_for(row.kind))
    if found is not None:
        return found, _match(row, name, found, registry, report)
    if row.kind in FROM_OTHER_LISTS:
        report.remark(row.number, Severity.WRONG, f"fant ikke «{name}»: les inn health_trusts.csv først, eller rett navnet")
        return None, Outcome.LEFT_OUT
    created = registry.create(name=name, kind=row.kind, parent=registry.named(f"{row.region} RHF", KINDS["RHF"]))
    report.remark(row.number, Severity.KEPT, f"{name} står bare i denne listen: ny virksomhet ({row.kind.label})")
    return created, Outcome.CREATED


def _match(row: SiteRow, name: str, found: Organization, registry: Registry, report: ImportReport) -> Outcome:
    if spelling(found.name) != spelling(name):
        report.remark(row.number, Severity.JOINED, f"«{name}» er {found.name}")
    elif found.name != name:
        report.remark(row.number, Severity.JOINED, f"«{name}» er {found.name}: bare skrivemåten skiller")
    if found.kind == OrganizationKind.HOSPITAL and row.kind == OrganizationKind.PRIVATE_NONPROFIT:
        report.remark(row.number, Severity.CHANGED, f"{found.name} er {row.kind.label}, ikke bare sykehus")
        return registry.update(found, kind=row.kind)
    return Outcome.UNCHANGED


def _kinds_for(kind: OrganizationKind) -> tuple[OrganizationKind, ...]:
    return (kind, OrganizationKind.HOSPITAL) if kind == OrganizationKind.PRIVATE_NONPROFIT else (kind,)


def _national(registry: Registry) -> Organization | None:
    """The one national editorial office: every national website is its."""
    offices = [one for alike in registry.by_name.values() for one in alike if one.kind == OrganizationKind.NATIONAL]
    return min(offices, key=lambda office: office.pk, default=None)


def _site(row: SiteRow, organization: Organization, report: ImportReport) -> Outcome:
    """The website on this host; an existing one keeps its own name, colour and slug."""
    main = row.languages[0] if row.languages and row.languages[0] in languages.NORWEGIAN else languages.SOURCE
    facts = {"organization": organization, "language": main, "other_languages": [code for code in row.languages if code != main]}
    site = Site.objects.filter(host=row.domain).first()
    if site is None:
        Site.objects.create(host=row.domain, slug=_free_slug(row.domain), name=str(organization), **facts)
        return Outcome.CREATED
    if all(getattr(site, field) == value for field, value in facts.items()):
        return Outcome.UNCHANGED
    for field, value in facts.items():
        setattr(site, field, value)
    site.save()
    report.remark(row.number, Severity.CHANGED, f"nettstedet {row.domain} hadde en annen virksomhet eller andre språk")
    return Outcome.UPDATED


def _free_slug(domain: str) -> str:
    wanted = domain.split(".")[0]
    taken = set(Site.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
