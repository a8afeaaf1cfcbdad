"""Where a question is asked from: an identifier or an address in, the hospital's site out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fellesnett.organizations.identifiers import URIS
from fellesnett.organizations.models import CatchmentArea, Organization, PostalCode, Site

_OIDS = {uri.removeprefix("urn:oid:"): system for system, uri in URIS.items()}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The site that answers, and the organization that was named where one was."""

    site: Site
    organization: Organization


def by_identifier(identifiers: Iterable[tuple[str, str]]) -> Whereabouts | None:
    """The first of these organizations that has a site, itself or through one above it.

    An identifier is a root and an extension as HL7 has them: the OID of the register with the number, the OID and the
    number as one, or the bare number.
    """
    for root, extension in identifiers:
        for system, value in _numbers(root, extension):
            asked = Organization.objects.filter(identifiers__value=value, active=True)
            organization = (asked.filter(identifiers__system=system) if system else asked).first()
            if organization and (site := _site_of(organization)):
                return Whereabouts(site, organization)
    return None


def by_address(postal_code: str, city: str) -> Whereabouts | None:
    """The hospital whose catchment area the municipality of this name is in; a postal code leads by its place name."""
    named = PostalCode.objects.filter(code=postal_code).values_list("place", flat=True).first() if postal_code else None
    for name in filter(None, (city, named)):
        spellings = {name, name.title(), name.capitalize()}
        areas = CatchmentArea.objects.filter(municipality__in=spellings).select_related("hospital", "trust")
        for area in areas.order_by("district_number")[:1]:
            for organization in filter(None, (area.hospital, area.trust)):
                if site := _site_of(organization):
                    return Whereabouts(site, organization)
    return None


def _numbers(root: str, extension: str) -> Iterable[tuple[str, str]]:
    """Register and number, as they may be meant. An empty register is any."""
    root = root.removeprefix("urn:oid:")
    if extension:
        yield _OIDS.get(root, ""), extension.replace(" ", "")
    else:
        oid, _dot, number = root.rpartition(".")
        yield _OIDS.get(oid, ""), number.replace(" ", "")


def _site_of(organization: Organization) -> Site | None:
    """The nearest open site: the organization's own, else that of the nearest above it."""
    sites = {site.organization_id: site for site in Site.objects.open().filter(organization__in=organization.lineage)}
    return next((sites[key] for key in reversed(organization.lineage) if key in sites), None)
