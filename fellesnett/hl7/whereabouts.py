"""Where a question is asked from: an identifier or an address in, the hospital's site out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    number as one, or the bare number. A number that is two organizations' is nobody's: another hospital is worse than none.
    """
    for root, extension in identifiers:
        registers, value = _number(root, extension)
        meant = Organization.objects.filter(identifiers__system__in=registers, identifiers__value=value, active=True).distinct()
        found = list(meant[:2])
        if len(found) == 1 and (site := _site_of(found[0])):
            return Whereabouts(site, found[0])
    return None


def by_address(postal_code: str, city: str) -> Whereabouts | None:
    """The hospital whose catchment area the municipality of this name is in; a postal code leads by its place name. Where
    municipalities of one name are in the areas of two hospitals, nobody knows which is meant."""
    named = PostalCode.objects.filter(code=postal_code).values_list("place", flat=True).first() if postal_code else None
    for name in filter(None, (city, named)):
        found = [_serving(area) for area in _municipalities({name, name.title(), name.capitalize()})]
        if found and found[0] and all(found[0] == other for other in found):
            return found[0]
    return None


def _municipalities(spellings: set[str]) -> list[CatchmentArea]:
    """The areas of the municipalities of this name: of one that is parted in districts, that of the whole, or the first."""
    areas = CatchmentArea.objects.filter(municipality__in=spellings).select_related("hospital", "trust")
    by_number = {area.municipality_number: area for area in areas.order_by("-district_number")}
    return list(by_number.values())


def _serving(area: CatchmentArea) -> Whereabouts | None:
    for organization in filter(None, (area.hospital, area.trust)):
        if site := _site_of(organization):
            return Whereabouts(site, organization)
    return None


def _number(root: str, extension: str) -> tuple[Sequence[str], str]:
    """The registers a number may be of, and the number: of any register where none is named, of none where it is another's."""
    root = root.removeprefix("urn:oid:")
    if not extension:
        root, _dot, extension = root.rpartition(".")
    registers = [_OIDS[root]] if root in _OIDS else [] if root else list(URIS)
    return registers, extension.replace(" ", "")


def _site_of(organization: Organization) -> Site | None:
    """The nearest open site: the organization's own, else that of the nearest above it."""
    sites = {site.organization_id: site for site in Site.objects.open().filter(organization__in=organization.lineage)}
    return next((sites[key] for key in reversed(organization.lineage) if key in sites), None)
