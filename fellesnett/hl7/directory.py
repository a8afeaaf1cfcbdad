"""Who is who and where, and what there is to read, as FHIR R4 has it: Organization, Location, DocumentReference.

Organizations and places follow the Norwegian base profiles (no-basis 2.2, HL7 Norway): numbers by the OIDs of the registers.
A text is a DocumentReference (LOINC 34895-3, an education note): journal systems read where it stands, and fetch it there.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, overload
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fellesnett.codes.queries import systems_by_any_name
from fellesnett.delivery.models import Item
from fellesnett.delivery.queries import items_of
from fellesnett.hl7 import fhir
from fellesnett.hl7.fhir import Asked, Refused, Resource
from fellesnett.hl7.listed import MOMENT, Kind
from fellesnett.organizations import facts
from fellesnett.organizations.identifiers import URIS
from fellesnett.organizations.models import Organization, Place

PROFILES = "http://hl7.no/fhir/StructureDefinition/no-basis"
EDUCATION_NOTE = {"system": "http://loinc.org", "code": "34895-3", "display": "Education note"}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KILOMETRES_IN_A_DEGREE = 111.2
_REGISTERS = {uri: system for system, uri in URIS.items()}


class Rows(Sequence[Resource]):
    """What a search found: only the page that is shown is read and made."""

    def __init__(self, rows: QuerySet[Any], told: Callable[[Any], Resource]) -> None:
        self.rows, self.told = rows, told

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, index: int) -> Resource: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Resource]: ...
    def __getitem__(self, index: int | slice) -> Resource | Sequence[Resource]:
        return [self.told(row) for row in self.rows[index]] if isinstance(index, slice) else self.told(self.rows[index])


def _reading(kind: str, rows: Callable[[], QuerySet[Any]], told: Callable[[Any], Resource]) -> Callable[[str, date], Resource]:
    def read(id: str, on: date) -> Resource:
        row = rows().filter(pk=_number(id)).first()
        if row is None:
            raise Refused(404, _("%(kind)s/%(id)s finnes ikke.") % {"kind": kind, "id": id})
        return told(row)

    return read


def _number(id: str) -> int:
    """The key in an id; 0, which nothing has, where it is none."""
    return int(id) if re.fullmatch(r"[1-9][0-9]{0,17}", id) else 0


def _uuid(id: str) -> UUID:
    """The key in an id; one that nothing has, where it is none."""
    return UUID(id if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id) else "0" * 32)


def _named(asked: Asked, name: str, kind: str) -> int | None:
    """The key in a reference, `Organization/12` or `12`; 0 where it refers to nothing of ours, None where nothing is said."""
    written = asked.text(name)
    return _number(written.removeprefix(f"{fhir.base()}/").removeprefix(f"{kind}/")) if written else None


_COMPARED = {"ge": "gte", "gt": "gt", "le": "lte", "lt": "lt"}


def _since(asked: Asked, field: str) -> Q:
    """`_lastUpdated`, by the day: a year or a month is its first."""
    written = asked.text("_lastUpdated")
    if not written:
        return Q()
    found = MOMENT.fullmatch(written)
    try:
        day = date.fromisoformat((found[2] + "-01-01")[:10] if found else "")
    except ValueError as fault:
        raise Refused(400, _("«%(name)s» skal være en dato.") % {"name": "_lastUpdated"}) from fault
    how = _COMPARED.get(found[1] or "", "exact") if found else "exact"
    return Q(**{f"{field}__date__{how}": day})


# --- organizations --------------------------------------------------------------------------------------------------


def _organizations() -> QuerySet[Organization]:
    return Organization.objects.select_related("parent").prefetch_related("identifiers").order_by("pk")


def _find_organizations(asked: Asked, on: date) -> Sequence[Resource]:
    found = _organizations()
    if number := asked.text("identifier"):
        system, _bar, value = number.rpartition("|")
        registers = [_REGISTERS.get(system, "")] if system else list(URIS)
        found = found.filter(identifiers__value=value, identifiers__system__in=registers)
    if name := asked.text("name"):
        found = found.filter(Q(name__istartswith=name) | Q(short_name__istartswith=name))
    if (above := _named(asked, "partof", "Organization")) is not None:
        found = found.filter(parent=above)
    if active := asked.text("active"):
        found = found.filter(active=active == "true")
    return Rows(_by_id(found, asked).distinct(), organization)


def _by_id(found: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    wanted = asked.text("_id")
    return found.filter(pk=_number(wanted)) if wanted else found


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
    return said | ({"partOf": _reference(one.parent)} if one.parent else {})


def _reference(one: Organization) -> Resource:
    return {"reference": f"Organization/{one.pk}", "display": one.name}


# --- places ---------------------------------------------------------------------------------------------------------


def _places() -> QuerySet[Place]:
    return Place.objects.select_related("organization", "part_of").order_by("pk")


def _find_places(asked: Asked, on: date) -> Sequence[Resource]:
    found = _places().filter(_since(asked, "described_at"))
    for name, field in (("address-postalcode", "postal_code__startswith"), ("address-city", "city__istartswith")):
        found = found.filter(**{field: value}) if (value := asked.text(name)) else found
    for name, field, kind in (("organization", "organization", "Organization"), ("partof", "part_of", "Location")):
        found = found.filter(**{field: key}) if (key := _named(asked, name, kind)) is not None else found
    if name := asked.text("name"):
        found = found.filter(Q(name__nb__istartswith=name) | Q(name__nn__istartswith=name))
    return Rows(_by_id(found.filter(_near(asked.text("near"))), asked), location)


def _near(written: str) -> Q:
    """`latitude|longitude|distance|km`, the distance 20 km where none is said: a square about the point."""
    if not written:
        return Q()
    parts = [*written.split("|"), "", ""][:4]
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
        reach = float(parts[2] or 20) / (1000 if parts[3] == "m" else 1) / _KILOMETRES_IN_A_DEGREE
        fits = abs(latitude) < 90 and abs(longitude) <= 180 and 0 <= reach <= 360
    except ValueError:
        fits = False
    if not fits:
        raise Refused(400, _("Skriv near som breddegrad|lengdegrad|avstand|km."))
    wide = reach / math.cos(math.radians(latitude))
    return Q(latitude__range=_about(latitude, reach), longitude__range=_about(longitude, min(wide, 360)))


def _about(middle: float, reach: float) -> tuple[str, str]:
    return f"{middle - reach:.5f}", f"{middle + reach:.5f}"


def location(one: Place) -> Resource:
    """By no-basis-Location: whose it is, where, when it is open, and how to call."""
    said: Resource = {
        "resourceType": "Location",
        "id": str(one.pk),
        "meta": {"profile": [f"{PROFILES}-Location"]},
        "status": "active",
        "mode": "instance",
        "name": one.name_in("nb"),
        "telecom": [{"system": "phone", "value": phone.number, "use": "work"} for phone in facts.phones_of(one, "nb")],
        "address": _address(one),
        "managingOrganization": _reference(one.organization),
        "hoursOfOperation": list(_hours(one)),
    }
    if one.described_at:
        said["meta"]["lastUpdated"] = one.described_at.isoformat(timespec="seconds")
    if one.latitude is not None and one.longitude is not None:
        said["position"] = {"latitude": float(one.latitude), "longitude": float(one.longitude)}
    if one.part_of:
        said["partOf"] = {"reference": f"Location/{one.part_of.pk}", "display": one.part_of.name_in("nb")}
    return {name: value for name, value in said.items() if value not in ([], {})}


def _address(one: Place) -> Resource:
    said = {"line": [one.address] if one.address else [], "city": one.city, "postalCode": one.postal_code}
    kept: Resource = {name: value for name, value in said.items() if value}
    return kept | ({"use": "work", "type": "physical", "country": "NO"} if kept else {})


def _hours(one: Place) -> Iterable[Resource]:
    for opening in facts.openings_of(one):
        yield {
            "daysOfWeek": [_DAYS[opening.weekday - 1]],
            "openingTime": f"{opening.opens:%H:%M:%S}",
            "closingTime": f"{opening.closes:%H:%M:%S}",
        }


# --- texts ----------------------------------------------------------------------------------------------------------


def _texts() -> QuerySet[Item]:
    return items_of().select_related("site__organization")


def _find_texts(asked: Asked, on: date) -> Sequence[Resource]:
    language = asked.text("language").lower().partition("-")[0]
    code = None
    if event := asked.text("event"):
        name, _bar, value = event.rpartition("|")
        system = systems_by_any_name(name)
        if system is None:
            return []
        code = (system, value)
    found = items_of(language=language, code=code).filter(_since(asked, "modified")).select_related("site__organization")
    if (owner := _named(asked, "custodian", "Organization")) is not None:
        found = found.filter(site__organization=owner)
    if id := asked.text("_id"):
        found = found.filter(pk=_uuid(id))
    return Rows(found, document_reference)


def _read_text(id: str, on: date) -> Resource:
    one = _texts().filter(pk=_uuid(id)).first()
    if one:
        return document_reference(one)
    if Item.objects.filter(pk=_uuid(id), gone_at__isnull=False).exists():
        raise Refused(410, _("Teksten vises ikke lenger."), "deleted")
    raise Refused(404, _("%(kind)s/%(id)s finnes ikke.") % {"kind": "DocumentReference", "id": id})


def document_reference(one: Item) -> Resource:
    """Where a text stands, whose it is, and the codes it is about."""
    document = json.loads(one.document)
    attachment = {"language": document["language"], "title": document["title"], "creation": document["modified"]}
    said: Resource = {
        "resourceType": "DocumentReference",
        "id": str(one.pk),
        "meta": {"versionId": str(one.version), "lastUpdated": one.modified.isoformat(timespec="seconds")},
        "language": document["language"],
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": document["id"]},
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [EDUCATION_NOTE]},
        "date": one.modified.isoformat(timespec="seconds"),
        "author": [{"display": document["owner"]["name"]}],
        "description": document["title"],
        "content": [{"attachment": attachment | {"contentType": "text/html", "url": document["links"]["web"]}}],
    }
    if one.site:
        said["author"] = [_reference(one.site.organization)]
        said["custodian"] = _reference(one.site.organization)
    codes = [
        {"coding": [{"system": code["system"], "code": code["code"], "display": code["display"]}]} for code in document["codes"]
    ]
    return said | ({"context": {"event": codes}} if codes else {})


DIRECTORY: dict[str, Kind] = {
    "Organization": Kind(
        _find_organizations,
        _reading("Organization", _organizations, organization),
        ("_id", "active", "identifier", "name", "partof"),
    ),
    "Location": Kind(
        _find_places,
        _reading("Location", _places, location),
        ("_id", "_lastUpdated", "address-city", "address-postalcode", "name", "near", "organization", "partof"),
    ),
    "DocumentReference": Kind(_find_texts, _read_text, ("_id", "_lastUpdated", "custodian", "event", "language")),
}
