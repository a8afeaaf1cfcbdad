"""Which of a source's numbers are ours, and at which site their facts belong."""

from __future__ import annotations

from collections.abc import Iterable

from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Identifier, Organization, Site


def numbers() -> set[str]:
    """Every organization number we know."""
    return set(Identifier.objects.filter(system=ORGNR).values_list("value", flat=True))


def organizations(wanted: Iterable[str]) -> dict[str, Organization]:
    """Number -> organization, of those we know."""
    rows = Identifier.objects.filter(system=ORGNR, value__in=set(wanted)).select_related("organization")
    return {row.value: row.organization for row in rows}


def nearest_site(organization: Organization) -> Site | None:
    """The site of the organization itself, else of the one right above it that has one. Never the nation's front door."""
    sites = Site.objects.filter(organization__in=organization.lineage, is_front_door=False)
    own = {site.organization_id: site for site in sites.order_by("-pk")}
    return next((own[key] for key in reversed(organization.lineage) if key in own), None)
