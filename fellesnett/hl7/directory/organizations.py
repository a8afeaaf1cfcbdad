"""Organizations, by no-basis-Organization: from a region down to a reporting unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from fellesnett.hl7.directory.asking import PROFILES, Rows, by_id, each, named, reading, referred
from fellesnett.hl7.fhir import Asked, Resource, either, token
from fellesnett.hl7.listed import Include, Kind
from fellesnett.organizations.identifiers import ORGNR, RESH, URIS
from fellesnett.organizations.models import Organization

_REGISTERS = {uri: system for system, uri in URIS.items()}


def organizations() -> QuerySet[Organization]:
    return Organization.objects.select_related("parent").prefetch_related("identifiers").order_by("pk")


def _find_organizations(asked: Asked, on: date) -> Sequence[Resource]:
    found = organizations()
    if numbers := asked.text("identifier"):
        found = found.filter(reduce(or_, map(_known_by, either(numbers))))
    if name := asked.text("name"):
        found = found.filter(Q(name__istartswith=name) | Q(short_name__istartswith=name))
    if (above := named(asked, "partof", "Organization")) is not None:
        found = found.filter(parent=above)
    if (active := asked.whether("active")) is not None:
        found = found.filter(active=active)
    return Rows(by_id(found, asked).distinct(), each(organization))


def _known_by(written: str) -> Q:
    """Those with a number: `register|number`, a number in any register, `register|` for any number. `|number` is none: every
    number that we tell of is one of a register."""
    system, value = token(written)
    registers = [key for uri, key in _REGISTERS.items() if system in (None, uri)]
    number = Q(identifiers__value=value) if value or system is None else Q()
    return Q(identifiers__system__in=registers) & number


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
    versioned=False,
)
