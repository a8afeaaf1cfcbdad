"""A small country for the boards: two regions, three hospitals and a pharmacy, and people with every role."""

from __future__ import annotations

from dataclasses import dataclass

from fellesnett.accounts.models import User
from fellesnett.adoption.tests.factories import Hospital, make_hospital
from fellesnett.organizations.models import Organization, OrganizationKind, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user


@dataclass
class Country:
    """Bergen and Fonna in the west, Tromsø in the north, and the north's pharmacy, which treats nobody."""

    west: Organization
    north: Organization
    bergen: Hospital
    fonna: Hospital
    unn: Hospital
    pharmacy: Site

    @property
    def hospitals(self) -> list[Hospital]:
        return [self.bergen, self.fonna, self.unn]


def make_country() -> Country:
    west, north = (
        make_organization(name, key=key, kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
        for name, key in (("Helse Vest RHF", "vest"), ("Helse Nord RHF", "nord"))
    )
    found = {
        slug: make_hospital(slug, organization=make_organization(f"{slug} HF", key=slug, parent=region))
        for slug, region in (("bergen", west), ("fonna", west), ("unn", north))
    }
    kind = OrganizationKind.HOSPITAL_PHARMACY
    pharmacy = make_site("apotek", organization=make_organization("Apotek", key="apotek", parent=north, kind=kind))
    return Country(west, north, **found, pharmacy=pharmacy)


def national(role: str = Role.NATIONAL_EDITOR) -> User:
    return make_user(roles={make_national_office(): role})
