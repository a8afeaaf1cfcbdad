"""Organizations, by no-basis-Organization: from a region down to a reporting unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from fellesnett.hl7.directory.asking import PROFILES, Rows, by_id, each, named, reading, referred
from fellesnett.hl7.fhir import Asked, Resource
from fellesnett.hl7.listed import Include, Kind
from fellesnett.organizations.identifiers import ORGNR, RESH, URIS
from fellesnett.organizations.models import Organization

_REGISTERS = {uri: system for system, uri in URIS.items()}


def organizations() -> QuerySet[Organization]:
    return Organization.objects.select_related("parent").prefetch_related("identifiers").order_by("pk")


def _find_organizations(asked: Asked, on: date) -> Sequence[Resource]:
    found = organizations()
    if number := asked.text("identifier"):
        system, _bar, value = number.rpartition("|")
        registers = [_REGISTERS.get(system, "")] if system else list(URIS)
        found = found.filter(identifiers__value=value, identifiers__system__in=registers)
    if name := asked.text("name"):
        found = found.filter(Q(name__istartswith=name) | Q(short_name__istartswith=name))
    if (above := named(asked, "partof", "Organization")) is not None:
        found = found.filter(parent=above)
    if active := asked.text("active"):
        found = found.filter(active=active == "true")
    return Rows(by_id(found, asked).distinct(), each(organization))


def organization(one: Organization) -> Resource:
    """By no-basis-Organization: numbers of Enhetsregisteret (ENH), RESH (RSH) and Adresseregisteret (HER-id)."""
    numbers = [
        {"system": URIS[number.system], "value": number.value} for number in one.identifiers.all() if number.system in URIS
    ]
    said: Resource = {
        "resourceType": "Organization",
        "id": str(one.pk),
        "meta": {"profile": [f"{PROFILES}-Organization"]},
        "active": one.active,
        "type": [{"text": str(one.get_kind_display())}],
        "name": one.name,
    }
    said |= {"identifier": numbers} if numbers else {}
    said |= {"alias": [one.short_name]} if one.short_name and one.short_name != one.name else {}
    return said | ({"partOf": reference(one.parent)} if one.parent else {})


def reference(one: Organization) -> Resource:
    return {"reference": f"Organization/{one.pk}", "display": one.name}


def known_reference(one: Organization) -> Resource:
    """With the number that registers know it by: Enhetsregisteret's, else RESH's."""
    numbers = {number.system: number.value for number in one.identifiers.all()}
    known = next((system for system in (ORGNR, RESH) if system in numbers), None)
    return reference(one) | ({"identifier": {"system": URIS[known], "value": numbers[known]}} if known else {})


ORGANIZATION = Kind(
    _find_organizations,
    reading("Organization", organizations, organization),
    ("_id", "active", "identifier", "name", "partof"),
    {"partof": Include("partOf", "Organization")},
    referred(organizations, organization),
)
