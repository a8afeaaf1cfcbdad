"""Organizations, by no-basis-Organization: from a region down to a reporting unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from fellesnett.delivery.queries import beginning
from fellesnett.hl7.directory.asking import PROFILES, Criterion, Rows, each, held, named, number, reading, referred
from fellesnett.hl7.fhir import Asked, Resource, token, whether
from fellesnett.hl7.listed import Include, Kind
from fellesnett.organizations.identifiers import ORGNR, RESH, URIS
from fellesnett.organizations.models import Identifier, Organization

_REGISTERS = {uri: system for system, uri in URIS.items()}


def organizations() -> QuerySet[Organization]:
    return Organization.objects.select_related("parent").prefetch_related("identifiers").order_by("pk")


def _find_organizations(asked: Asked, on: date) -> Sequence[Resource]:
    return Rows(held(organizations(), asked, _TRUE_OF), each(organization))


def _known_by(written: str) -> Q:
    """Those with a number: `register|number`, a number in any register, `register|` for any number. `|number` is none: every
    number that we tell of is one of a register."""
    system, value = token(written)
    registers = [key for uri, key in _REGISTERS.items() if system in (None, uri)]
    numbers = Identifier.objects.filter(system__in=registers)
    return Q(pk__in=(numbers.filter(value=value) if value or system is None else numbers).values("organization"))


_TRUE_OF: dict[str, Criterion] = {
    "_id": lambda id: Q(pk=number(id)),
    "active": lambda written: Q(active=whether("active", written)),
    "identifier": _known_by,
    "name": lambda written: beginning(written, "name", "short_name"),
    "partof": lambda written: Q(parent=named(written, "Organization")),
}


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
    tuple(_TRUE_OF),
    {"partof": Include("partOf", "Organization")},
    referred(organizations, organization),
    versioned=False,
)
