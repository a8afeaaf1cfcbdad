"""What hospitals offer, by no-basis-HealthcareService: a topic at a hospital, as it is delivered to others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fellesnett.delivery.models import Item
from fellesnett.delivery.offers import services_of
from fellesnett.hl7 import moments
from fellesnett.hl7.code_lists import written
from fellesnett.hl7.directory.asking import NOBODY, PROFILES, Coded, Criterion, Rows, coded, held, named, no_such, uuid
from fellesnett.hl7.directory.organizations import known_reference
from fellesnett.hl7.fhir import Asked, Refused, Resource, whether
from fellesnett.hl7.listed import Include, Kind
from fellesnett.organizations.models import OrganizationKind

_VOLVEN = "urn:oid:2.16.578.1.12.4.1.1"
SPECIALTIES = tuple(f"{_VOLVEN}.{number}" for number in ("8655", "8654", "9151", "8451"))
"""The lists whose codes say within which field of health care a service is; all other codes say which it is."""
CATEGORY = {"system": f"{_VOLVEN}.9040", "code": "101", "display": "Helseforetak/private sykehus"}
HOSPITALS = frozenset(
    {
        OrganizationKind.HEALTH_TRUST,
        OrganizationKind.HOSPITAL,
        OrganizationKind.PRIVATE_NONPROFIT,
        OrganizationKind.PRIVATE,
    }
)
"""Those that the category is said of. A specialist with a contract is none of them."""


def _find_services(asked: Asked, on: date) -> Sequence[Resource]:
    return Rows(held(_whole(services_of().filter(moments.since(asked, "modified"))), asked, _TRUE_OF), _told)


def _about(**said: Any) -> Q:
    """The services that `delivery` finds by this."""
    return Q(pk__in=services_of(**said).order_by().values("pk"))


def _tagged(name: str, written: str) -> Q:
    code = coded(name, written)
    if code is None or (_system(code) in SPECIALTIES) is not (name == "specialty"):
        return NOBODY
    return _about(codes=[code])


def _of_category(written: str) -> Q:
    is_ours = written in (CATEGORY["code"], f"{CATEGORY['system']}|{CATEGORY['code']}")
    return Q(site__organization__kind__in=HOSPITALS) if is_ours else NOBODY


_TRUE_OF: dict[str, Criterion] = {
    "_id": lambda id: Q(pk=uuid(id)),
    "active": lambda written: Q(gone_at__isnull=whether("active", written)),
    "location": lambda written: _about(place=named(written, "Location")),
    "name": lambda written: _about(name=written),
    "organization": lambda written: Q(site__organization=named(written, "Organization")),
    "service-category": _of_category,
    "service-type": partial(_tagged, "service-type"),
    "specialty": partial(_tagged, "specialty"),
}


def _system(code: Coded) -> str:
    return f"urn:oid:{code[0].oid}"


def _whole(found: QuerySet[Item]) -> QuerySet[Item]:
    return found.select_related("site__organization").prefetch_related("site__organization__identifiers")


def _read_service(id: str, on: date) -> Resource:
    found = list(_whole(services_of().filter(pk=uuid(id))))
    if found:
        return _told(found)[0]
    if Item.objects.filter(pk=uuid(id), type="service", gone_at__isnull=False).exists():
        raise Refused(410, _("Tjenesten tilbys ikke lenger."), "deleted")
    raise no_such("HealthcareService", id)


def _told(rows: Sequence[Item]) -> list[Resource]:
    """With the places by the ids that Location has for them: one question for all."""
    documents = [json.loads(row.document) for row in rows]
    named = {place["id"] for said in documents for place in said["places"] if place["id"]}
    places = Item.objects.shown().filter(pk__in=[UUID(id) for id in named]).values_list("pk", "subject")
    keys = {pk.urn: subject.partition(":")[2] for pk, subject in places}
    return [healthcare_service(row, said, keys) for row, said in zip(rows, documents, strict=True)]


def healthcare_service(one: Item, document: dict[str, Any], keys: dict[str, str]) -> Resource:
    """Who offers it, what it is by its codes, where, and how one comes there. `keys` are those of places, by their ids."""
    said: Resource = {
        "resourceType": "HealthcareService",
        "id": str(one.pk),
        "meta": {
            "versionId": str(one.version),
            "lastUpdated": one.modified.isoformat(timespec="seconds"),
            "profile": [f"{PROFILES}-HealthcareService"],
        },
        "language": document["language"],
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": document["id"]}],
        "active": True,
        "providedBy": known_reference(one.site.organization) if one.site else {},
        "category": [{"coding": [CATEGORY]}] if document["provider_kind"] in HOSPITALS else [],
        "type": [_type(document)],
        "specialty": [{"coding": [code]} for code in _codings(document) if code["system"] in SPECIALTIES],
        "location": [_place(place, keys) for place in document["places"]],
        "name": document["title"],
        "telecom": [*_phones(document), {"system": "url", "value": document["links"]["web"]}],
        "eligibility": [{"comment": f"{unit['name']}: {unit['referral']}"} for unit in document["units"] if unit["referral"]],
    }
    return {name: value for name, value in said.items() if value not in ([], {})}


def _type(document: dict[str, Any]) -> Resource:
    codes = [code for code in _codings(document) if code["system"] not in SPECIALTIES]
    return ({"coding": codes} if codes else {}) | {"text": document["title"]}


def _codings(document: dict[str, Any]) -> list[Resource]:
    """By the OID of the list, as the base profiles have it; by its canonical URL where it has none."""
    return [
        {"system": f"urn:oid:{code['oid']}" if code["oid"] else code["system"], "code": written(code["oid"], code["code"])}
        | ({"display": code["display"]} if code["display"] else {})
        for code in document["codes"]
    ]


def _place(place: dict[str, Any], keys: dict[str, str]) -> Resource:
    key = keys.get(place["id"] or "")
    return {"display": place["name"]} | ({"reference": f"Location/{key}"} if key else {})


def _phones(document: dict[str, Any]) -> list[Resource]:
    numbers = dict.fromkeys(unit["phone"] for unit in document["units"] if unit["phone"])
    return [{"system": "phone", "value": number, "use": "work"} for number in numbers]


HEALTHCARE_SERVICE = Kind(
    _find_services,
    _read_service,
    (moments.NAME, *_TRUE_OF),
    {"organization": Include("providedBy", "Organization"), "location": Include("location", "Location")},
    dated=True,
)
